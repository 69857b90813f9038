"""Numbers for what changed between two runs."""

import numpy as np
import pytest
from support.weights_trace import random_weights, trace_of

from explorer.measures.comparison import text_similarity, vector_change
from explorer.prediction import Prediction
from explorer.tasks.scores import prediction_change, probabilities


def trace(hidden):
    hidden = np.array(hidden, np.float32)
    return trace_of(random_weights(len(hidden) - 1, 1, hidden.shape[1]), hidden=hidden)


def test_vectors_turned_by_a_right_angle_change_by_one():
    before = trace([[[0, 0], [0, 0]], [[1, 0], [0, 1]]])
    after = trace([[[0, 0], [0, 0]], [[0, 1], [0, 2]]])
    assert vector_change(before, after) == pytest.approx(0.5)
    assert vector_change(before, before) == 0
    assert text_similarity(before, after) == pytest.approx(np.cos(np.pi / 4))


def prediction(logits, task="classify", **options):
    logits = np.array(logits, np.float32)
    names = ("start", "end") if task == "answer" else tuple("abc"[: logits.shape[-1]])
    places = np.arange(len(logits) if logits.ndim == 2 else 0)
    one = trace(np.ones((2, max(len(places), 1), 2)))
    return Prediction(task, one, logits, names, places, **options)


def test_a_prediction_that_turns_round_moves_all_its_probability():
    assert prediction_change(prediction([50, 0, 0]), prediction([0, 50, 0])) == pytest.approx(1)
    assert prediction_change(prediction([1, 0, 2]), prediction([2, 1, 3])) == pytest.approx(0)


def test_answers_share_out_over_tokens_and_tags_over_labels():
    spans = prediction([[50, 0], [0, 50]], "answer")
    np.testing.assert_allclose(probabilities(spans), np.eye(2), atol=1e-9)
    moved = prediction([[0, 0], [50, 50]], "answer")
    assert prediction_change(spans, moved) == pytest.approx(0.5)
    tags = prediction([[50, 0, 0], [0, 0, 50]], "entities")
    other = prediction([[50, 0, 0], [0, 50, 0]], "entities")
    assert prediction_change(tags, other) == pytest.approx(0.5)


def test_labels_judged_one_by_one():
    before = prediction([0, 50, 0], independent=True)
    assert probabilities(before)[0] == 0.5
    after = prediction([0, -50, 0], independent=True)
    assert prediction_change(before, after) == pytest.approx(1 / 3)
