"""Tagging: five strategies, equal to the pipeline; words and offsets."""

import numpy as np
import pytest
from support.traces import prediction

from explorer.tasks import tag
from explorer.text import TextInput

LABELS = ("O", "B-PER", "I-PER", "B-LOC", "I-LOC")


def made(rows, text="ab cd", **options):
    """Logits 9 for the named label of each token, specials "O"; ``pieces`` cuts words."""
    logits = np.zeros((len(rows) + 2, len(LABELS)))
    for place, label in enumerate(["O", *rows, "O"]):
        logits[place, LABELS.index(label)] = 9
    return prediction("entities", logits, LABELS, text, **options)


def names(found):
    return [(span.label, span.start, span.end) for span in found]


def test_neighbours_of_one_kind_become_one_entity():
    assert names(tag.spans(made(["B-PER", "I-PER"]), "simple")) == [("PER", 0, 5)]


def test_a_new_beginning_opens_a_new_entity():
    assert names(tag.spans(made(["B-PER", "B-PER"]), "simple")) == [("PER", 0, 2), ("PER", 3, 5)]


def test_without_a_strategy_each_token_stands_alone():
    found = tag.spans(made(["B-PER", "I-PER"]), "none")
    assert names(found) == [("B-PER", 0, 2), ("I-PER", 3, 5)]


def test_an_entity_does_not_run_on_into_the_second_text():
    rows = np.zeros((5, len(LABELS)))
    rows[[1, 3], LABELS.index("I-LOC")] = 9
    rows[[0, 2, 4], 0] = 9
    found = tag.spans(prediction("entities", rows, LABELS, "rome", "rome"), "first")
    assert [(span.start, span.end, span.side) for span in found] == [(0, 4, 0), (0, 4, 1)]


def split_word(rows):
    """One word of three pieces with the given probabilities of PER and LOC."""
    logits = np.full((5, len(LABELS)), -20.0)
    logits[[0, 4], 0] = 20
    for place, (person, location) in enumerate(rows, start=1):
        logits[place, LABELS.index("I-PER")] = np.log(person)
        logits[place, LABELS.index("I-LOC")] = np.log(location)
    return prediction("entities", logits, LABELS, "abcdef", pieces=2)


@pytest.mark.parametrize(
    ("strategy", "kind"), [("first", "PER"), ("average", "LOC"), ("max", "LOC")]
)
def test_strategies_disagree_where_pieces_do(strategy, kind):
    word = split_word([(0.6, 0.4), (0.3, 0.7), (0.1, 0.9)])
    [found] = tag.spans(word, strategy)
    assert (found.kind, found.start, found.end) == (kind, 0, 6)
    assert len(tag.spans(word, "simple")) == 2  # the word falls apart


PIPELINE_TEXTS = (
    "the cats sat on the riverbank while dogs slept badly",
    "don't (sit) on Ann's riverbank, dogs/cats: it's U.S.-made!\nwhy   not?",
)


@pytest.mark.parametrize("text", PIPELINE_TEXTS)
@pytest.mark.parametrize("arch", ["bert", "electra", "roberta", "deberta-v2"])
@pytest.mark.parametrize("strategy", list(tag.STRATEGIES))
@pytest.mark.filterwarnings("ignore:Tokenizer does not support real words")
def test_spans_equal_the_pipeline(arch, strategy, text, checkpoint):
    from transformers import pipeline

    from explorer.predictors import load_predictor

    predictor = load_predictor("entities", checkpoint(arch, head="TokenClassification"))
    engine = predictor.engine
    pipe = pipeline(
        "token-classification",
        model=engine.model,
        tokenizer=engine.tokenizer,
        aggregation_strategy=strategy,
        device=-1,
    )
    expected = pipe(text)
    found = tag.spans(predictor.run(TextInput(text)), strategy)
    key = "entity" if strategy == "none" else "entity_group"
    # Byte-level spans of the pipeline begin with the space.
    trimmed = [
        (e[key], e["end"] - len(text[e["start"] : e["end"]].lstrip()), e["end"]) for e in expected
    ]
    assert names(found) == trimmed
    np.testing.assert_allclose(
        [span.score for span in found], [e["score"] for e in expected], atol=1e-5
    )


def schemed(rows, text="ab cd ef", **options):
    """Logits 9 for each named label of BIOES and BILOU, whatever the scheme."""
    labels = ("O", *(f"{place}-{kind}" for kind in ("PER", "LOC") for place in "BIESLUM"))
    logits = np.zeros((len(rows) + 2, len(labels)))
    for place, label in enumerate(["O", *rows, "O"]):
        logits[place, labels.index(label)] = 9
    return prediction("entities", logits, labels, text, **options)


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        (["B-PER", "I-PER", "E-PER"], [("PER", 0, 8)]),
        (["B-PER", "L-PER", "O"], [("PER", 0, 5)]),
        (["B-PER", "M-PER", "E-PER"], [("PER", 0, 8)]),
        (["S-PER", "S-PER", "S-LOC"], [("PER", 0, 2), ("PER", 3, 5), ("LOC", 6, 8)]),
        (["U-LOC", "B-LOC", "L-LOC"], [("LOC", 0, 2), ("LOC", 3, 8)]),
        (["B-PER", "E-PER", "I-PER"], [("PER", 0, 5), ("PER", 6, 8)]),
    ],
)
@pytest.mark.parametrize("strategy", ["simple", "first", "average", "max"])
def test_ends_and_single_tokens_are_parts_of_their_kind(rows, found, strategy):
    assert names(tag.spans(schemed(rows), strategy)) == found
    assert {span.kind for span in tag.spans(schemed(rows), "none")} == {
        label for label, *_ in found
    }


def test_pieces_of_one_word_that_all_say_single_are_one_entity():
    assert names(tag.spans(schemed(["S-PER"] * 3, "abcdef", pieces=2), "simple")) == [("PER", 0, 6)]


def test_words_without_a_mark_inside_go_by_spaces():
    made = prediction("entities", np.zeros((5, 2)), ("O", "X"), "don't", "stop")
    assert tag.spaced_words(made.trace).tolist()[0] == -1
    assert len(set(tag.spaced_words(made.trace)[~made.trace.special])) == 2


def test_every_word_gets_a_part_of_speech():
    found = tag.word_tags(made(["B-PER", "I-PER"]))
    assert [span.tokens for span in found] == [(1,), (2,)]


def test_byte_level_spans_cover_their_words(checkpoint):
    import explorer

    trace = explorer.load(checkpoint("roberta")).run("the cat sat on a river")
    text = trace.input.text
    spans = [text[start:end] for start, end in trace.offsets[~trace.special]]
    assert "".join(spans) == text.replace(" ", "")


@pytest.mark.parametrize("form", ["{kind}-{place}", "{kind}_{place}", "{place}_{kind}"])
def test_labels_written_otherwise_give_the_entities_of_the_usual_form(form):
    """transformers' pipeline would call each of these labels a kind of its own."""
    usual = made(["B-PER", "I-PER", "B-LOC", "B-LOC"], "ab cd ef gh")
    labels = ["O"] + [
        form.format(kind=kind, place=place) for kind in ("PER", "LOC") for place in "BI"
    ]
    other = prediction("entities", usual.logits, labels, "ab cd ef gh")
    assert names(tag.spans(other, "simple")) == names(tag.spans(usual, "simple"))
    assert [span.kind for span in tag.spans(other, "none")] == ["PER", "PER", "LOC", "LOC"]
    assert tag.spans(other, "none")[0].label == labels[1]


def test_a_kind_that_only_looks_so_keeps_its_name():
    labels = ("O", "VITAMIN-B", "VITAMIN-C", "TYPE_I", "S_BAHN")
    assert tag.prefixed(labels) == {}
    logits = np.zeros((4, 5))
    logits[[0, 3], 0] = logits[[1, 2], 1] = 9
    found = tag.spans(prediction("entities", logits, labels, "ab cd"), "simple")
    assert names(found) == [("VITAMIN-B", 0, 5)]
