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


@pytest.mark.parametrize("arch", ["bert", "electra", "roberta"])
@pytest.mark.parametrize("strategy", list(tag.STRATEGIES))
@pytest.mark.filterwarnings("ignore:Tokenizer does not support real words")
def test_spans_equal_the_pipeline(arch, strategy, checkpoint):
    from transformers import pipeline

    from explorer.predictors import load_predictor

    predictor = load_predictor("entities", checkpoint(arch, head="TokenClassification"))
    text = "the cats sat on the riverbank while dogs slept badly"
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
    trimmed = [
        (e[key], e["start"] + (text[e["start"]] == " "), e["end"]) for e in expected
    ]  # byte-level spans of the pipeline begin with the space
    assert names(found) == trimmed
    np.testing.assert_allclose(
        [span.score for span in found], [e["score"] for e in expected], atol=1e-5
    )


def test_every_word_gets_a_part_of_speech():
    found = tag.word_tags(made(["B-PER", "I-PER"]))
    assert [span.tokens for span in found] == [(1,), (2,)]


def test_byte_level_spans_cover_their_words(checkpoint):
    import explorer

    trace = explorer.load(checkpoint("roberta")).run("the cat sat on a river")
    text = trace.input.text
    spans = [text[start:end] for start, end in trace.offsets[~trace.special]]
    assert "".join(spans) == text.replace(" ", "")
