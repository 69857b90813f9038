"""The gallery of examples: every number in an answer is what the bundled model says."""

import ast

import numpy as np
import pytest
from support.app_server import ROOT

from explorer.examples import EXAMPLES
from explorer.measures.comparison import align, head_changes, text_similarity
from explorer.measures.similarity import cosine
from explorer.measures.words import between_words, find_word, split_words, unit_labels, unit_numbers
from explorer.predictors import load_predictor
from explorer.tasks import classify, fill_mask, tag
from explorer.text import TextInput, percent

BY_TITLE = {example.title: example for example in EXAMPLES}


def test_examples_can_be_read():
    assert len(BY_TITLE) == len(EXAMPLES) >= 10
    for example in EXAMPLES:
        given = TextInput(example.text, example.pair)
        assert (given.pair is not None) == bool(example.pair)
        assert example.look_for.endswith((".", "?"))
        assert example.question.endswith("?")
        assert example.answer.endswith(".")


def test_each_example_names_a_page_that_exists():
    for example in EXAMPLES:
        script = ROOT / "pages" / example.page
        assert ast.get_docstring(ast.parse(script.read_text("utf-8"))), example.page


def test_the_first_two_differ_in_one_word():
    tired, wide = (example.text.split() for example in EXAMPLES[:2])
    assert [pair for pair in zip(tired, wide, strict=True) if len(set(pair)) > 1] == [
        ("tired.", "wide.")
    ]


def weight(bundled, example, query, key, *, pair=True):
    """Attention from word to word in the head that the example names."""
    trace = bundled.run(example.text, (example.pair or None) if pair else None)
    numbers = unit_numbers(trace)
    layer, head = example.at
    weights = between_words(trace.attention(layer)[head], numbers, np.unique(numbers))
    labels = [label.lower() for label in unit_labels(trace)]
    return float(weights[labels.index(query), labels.index(key)])


@pytest.mark.parametrize(
    ("title", "query", "keys"),
    [
        ("What does “it” mean?", "it", ["animal"]),
        ("One word changed", "it", ["animal", "street"]),
        ("A verb and its subject", "are", ["keys", "cabinet"]),
        ("Across two sentences", "them", ["keys"]),
    ],
)
def test_weights_in_the_answers(bundled, title, query, keys):
    example = BY_TITLE[title]
    for key in keys:
        assert percent(weight(bundled, example, query, key)) in example.answer, key


def test_one_word_changes_the_link(bundled):
    tired, wide = (weight(bundled, example, "it", "animal") for example in EXAMPLES[:2])
    assert percent(tired) in EXAMPLES[1].answer
    assert tired > 2 * wide


def test_the_failing_example_fails(bundled):
    example = BY_TITLE["Where it fails"]
    full = weight(bundled, example, "it", "bottle", pair=False)
    assert full > weight(bundled, example, "it", "cup", pair=False)  # it is the cup that is full
    twin = type(example)(example.title, example.pair, at=example.at)
    empty = weight(bundled, twin, "it", "bottle")
    assert f"with {percent(full)} and {percent(empty)}" in example.answer


def test_the_senses_of_python_drift_apart(bundled):
    example = BY_TITLE["One word, two senses"]
    vectors = []
    for text in (example.text, example.pair):
        trace = bundled.run(text)
        vectors.append(trace.hidden[:, find_word(trace, "python")[0].tokens[0]])
    values = cosine(*vectors)
    assert f"from {values[0]:.2f} in the embeddings to {values[-1]:.2f}" in example.answer


def test_word_order_moves_heads_and_not_the_mean(bundled):
    example = BY_TITLE["Who bit whom?"]
    first, second = bundled.run(example.text), bundled.run(example.pair)
    moved = head_changes(first, second, align(first, second))
    assert f"cosine is {text_similarity(first, second):.2f}" in example.answer
    assert divmod(int(moved.argmax()), moved.shape[1]) == example.at
    assert f"one head moves {percent(moved.max())}" in example.answer


def test_the_pieces(bundled):
    example = BY_TITLE["Word pieces"]
    pieces = split_words(bundled.run(example.text))["unbelievably"]
    said = f"{', '.join(pieces[:-1])} and {pieces[-1]}"
    assert example.answer == f"Into {len(pieces)}: {said}."


def test_what_the_teaching_heads_say(bundled):
    blank = BY_TITLE["Guess the blank"]
    found = load_predictor("fill-mask", body=bundled).run(TextInput(blank.text))
    first, second = fill_mask.best(found, 0, k=2)
    assert blank.answer == (
        f"“{first.token}” gets {percent(first.probability)}, "
        f"“{second.token}” {percent(second.probability)}."
    )
    paris = BY_TITLE["A name or a city?"]
    spans = tag.spans(load_predictor("entities", body=bundled).run(TextInput(paris.text)), "first")
    assert [span.label for span in spans] == ["PER", "LOC", "LOC"]
    assert {percent(span.score) for span in spans[:2]} == {"99 %"}
    assert "each with 99 %" in paris.answer
    negated = BY_TITLE["A negation"]
    head = load_predictor("classify", body=bundled)
    without = classify.ranking(head.run(TextInput("The film was good.")))[0]
    with_not = classify.ranking(head.run(TextInput(negated.text)))[0]
    assert (without.label, with_not.label) == ("positive", "negative")
    assert f"is {percent(without.probability)} positive" in negated.question
    assert f"is {percent(with_not.probability)} negative" in negated.answer
