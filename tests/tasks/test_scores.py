"""Softmax, sigmoid, cross-entropy: known answers."""

import numpy as np
import pytest
from support.traces import prediction

from explorer.errors import InputError
from explorer.tasks import scores


def test_softmax_of_equal_logits_is_even():
    np.testing.assert_allclose(scores.softmax(np.full(4, 7.0)), 0.25)


def test_softmax_survives_logits_that_overflow_exp():
    np.testing.assert_allclose(scores.softmax(np.array([1e4, 0.0])), [1, 0])


@pytest.mark.parametrize(("temperature", "share"), [(1, 0.8807970), (2, 0.7310586), (0.5, 0.98201)])
def test_temperature_divides_the_logits(temperature, share):
    assert scores.softmax(np.array([2.0, 0.0]), temperature)[0] == pytest.approx(share, abs=1e-5)


@pytest.mark.parametrize("temperature", [0, -1, float("nan")])
def test_a_temperature_of_zero_is_refused_in_words(temperature):
    with pytest.raises(InputError, match="above 0"):
        scores.softmax(np.zeros(2), temperature)


def test_cross_entropy_of_the_published_next_sentence_logits():
    logits = np.array([6.0661, -5.6789])  # bert-base-uncased, "I like cookies!"
    assert scores.cross_entropy(logits, 0) == pytest.approx(7.93e-6, rel=0.01)
    assert scores.cross_entropy(logits, 1) == pytest.approx(11.745, abs=1e-3)


def test_mean_loss_of_the_published_batch():
    logits = np.array([[-4.0833, 4.3364], [0.0818, -0.0418]])  # sst-2, labels 1 and 0
    assert scores.mean_loss(logits, [1, 0]) == pytest.approx(0.3167, abs=1e-4)


def test_labels_that_do_not_match_are_refused_in_words():
    with pytest.raises(InputError, match="2 texts and 1 labels"):
        scores.mean_loss(np.zeros((2, 3)), [0])
    with pytest.raises(InputError, match="no label 3"):
        scores.cross_entropy(np.zeros(3), 3)


def test_entropy_is_zero_when_certain_and_log2_when_even():
    np.testing.assert_allclose(scores.entropy(np.array([[1, 0, 0, 0], [0.25] * 4])), [0, 2])


def test_sigmoid_judges_each_number_for_itself():
    np.testing.assert_allclose(
        scores.sigmoid(np.array([0.0, 100.0, -100.0])), [0.5, 1, 0], atol=1e-9
    )


def made(logits, task="classify", **options):
    names = ("start", "end") if task == "answer" else tuple("abc"[: np.shape(logits)[-1]])
    return prediction(task, np.array(logits, np.float32), names, **options)


def test_a_prediction_that_turns_round_moves_all_its_probability():
    assert scores.prediction_change(made([50, 0, 0]), made([0, 50, 0])) == pytest.approx(1)
    assert scores.prediction_change(made([1, 0, 2]), made([2, 1, 3])) == pytest.approx(0)


def test_answers_sum_to_1_over_the_tokens_and_tags_over_the_labels():
    spans = made([[50, 0], [0, 50]], "answer")
    np.testing.assert_allclose(scores.probabilities(spans), np.eye(2), atol=1e-9)
    other = made([[0, 0], [50, 50]], "answer")
    assert scores.prediction_change(spans, other) == pytest.approx(0.5)
    tags = made([[50, 0, 0], [0, 0, 50]], "entities")
    other = made([[50, 0, 0], [0, 50, 0]], "entities")
    assert scores.prediction_change(tags, other) == pytest.approx(0.5)


def test_labels_judged_one_by_one_change_one_by_one():
    before = made([0, 50, 0], independent=True)
    assert scores.probabilities(before)[0] == 0.5
    after = made([0, -50, 0], independent=True)
    assert scores.prediction_change(before, after) == pytest.approx(1 / 3)
