"""Predictions that others printed for real checkpoints, reproduced by hand-made mathematics.

python -m pytest -m hub tests/published
"""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from explorer import catalog
from explorer.predictors import load_predictor
from explorer.tasks import answer, batches, classify, fill_mask, next_sentence, tag
from explorer.tasks.scores import softmax
from explorer.text import TextInput

pytestmark = pytest.mark.hub
PUBLISHED = json.loads((Path(__file__).parents[1] / "data/published_tasks.json").read_text("utf-8"))


@cache
def predictor(task, model, revision=None):
    """predictor("classify", "ProsusAI/finbert") -> that checkpoint with its head, loaded once."""
    return load_predictor(task, replace(catalog.find(model), revision=revision))


def test_the_likeliest_words_of_a_blank():
    case = PUBLISHED["fill_mask"]
    made = predictor("fill-mask", case["checkpoint"]).run(TextInput(case["text"]))
    found = fill_mask.best(made, k=len(case["top"]))
    assert [candidate.token for candidate in found] == [word for word, _ in case["top"]]
    expected = [share for _, share in case["top"]]
    np.testing.assert_allclose([c.probability for c in found], expected, atol=1e-4)


def test_next_sentence_logits_and_losses():
    case = PUBLISHED["next_sentence"]
    made = predictor("next-sentence", case["checkpoint"]).run(TextInput(case["a"], case["b"]))
    found = next_sentence.verdict(made)
    np.testing.assert_allclose(found.logits, case["logits"], atol=1e-3)
    assert found.losses == pytest.approx((case["loss_label_0"], case["loss_label_1"]), rel=1e-2)


@pytest.mark.parametrize(
    "case", PUBLISHED["sequence_classification"], ids=lambda case: case["text"][:30]
)
def test_labels_of_a_text(case):
    made = predictor("classify", case["checkpoint"]).run(TextInput(case["text"]))
    if "logits" in case:
        np.testing.assert_allclose(made.logits, case["logits"], atol=1e-3)
    if "softmax" in case:
        np.testing.assert_allclose(softmax(made.logits), case["softmax"], atol=1e-4)
    if "label" in case:
        best = classify.ranking(made)[0]
        assert best.label == case["label"]
        assert best.probability == pytest.approx(case["score"], abs=1e-4)


def test_padding_with_and_without_its_mask():
    case = PUBLISHED["padding_and_mask"]
    engine = predictor("classify", case["checkpoint"]).engine
    sources = [TextInput(text, special_tokens=False) for text in case["texts"]]
    rows = batches.rows(engine, sources, 64)
    assert [row.ids.tolist() for row in rows] == case["input_ids"]
    batch = batches.pad(rows, (case["pad_id_used"], "[unused]"))
    found = batches.compare(engine, rows, batch)
    np.testing.assert_allclose(found.unmasked, case["logits_without_mask"], atol=1e-3)
    np.testing.assert_allclose(found.masked, case["logits_with_mask"], atol=1e-3)
    np.testing.assert_allclose(found.alone[0], case["logits_alone"], atol=1e-3)


def test_the_loss_of_two_texts():
    case = PUBLISHED["labels_and_loss"]
    items = tuple(zip(case["texts"], case["labels"], strict=True))
    found = classify.loss(predictor("classify", case["checkpoint"]), items)
    np.testing.assert_allclose(found.logits, case["logits"], atol=1e-3)
    np.testing.assert_allclose(softmax(found.logits), case["softmax"], atol=1e-4)
    assert found.mean == pytest.approx(case["loss"], abs=1e-4)


def test_named_entities():
    case = next(case for case in PUBLISHED["token_classification"] if "entities" in case)
    made = predictor("entities", case["checkpoint"]).run(TextInput(case["text"]))
    found = tag.spans(made, "none")
    assert [
        [span.label, made.trace.tokens[span.tokens[0]], span.tokens[0], span.start, span.end]
        for span in found
    ] == [entity[:5] for entity in case["entities"]]
    scores = [entity[5] for entity in case["entities"]]
    np.testing.assert_allclose([span.score for span in found], scores, atol=1e-4)


def test_parts_of_speech():
    case = next(case for case in PUBLISHED["token_classification"] if "tags" in case)
    made = predictor("part-of-speech", case["checkpoint"]).run(TextInput(case["text"]))
    pieces = made.logits[~made.trace.special].argmax(axis=1)
    assert [made.labels[i] for i in pieces] == case["tags"]


def test_an_answer():
    case = PUBLISHED["question_answering"]
    reader = predictor("answer", case["checkpoint"], case["revision"])
    best = answer.read(reader, case["question"], case["context"]).answers[0]
    assert (best.text, best.start, best.end) == (case["answer"], case["start"], case["end"])
    assert best.score == pytest.approx(case["score"], abs=1e-3)


@pytest.mark.parametrize(
    "case", PUBLISHED["zero_shot"]["cases"], ids=lambda case: case["text"][:30]
)
def test_zero_shot(case):
    published = PUBLISHED["zero_shot"]
    labels = tuple(published["candidate_labels"])
    judge = predictor("entail", published["checkpoint"])
    found = classify.zero_shot(judge, case["text"], labels)
    expected = [case["scores"][label] for label in labels]
    np.testing.assert_allclose(found.scores(), expected, atol=1e-3)
