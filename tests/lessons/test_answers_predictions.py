"""Answers about predictions, over logits made by hand; and about heads that are trained."""

from types import SimpleNamespace

import numpy as np
import pytest
from support.traces import prediction

from explorer.errors import LessonError
from explorer.lessons import card
from explorer.lessons.answers import predictions, training
from explorer.lessons.card import View

VIEW = View("classify", "a b c", "d e")


def says(**made):
    """A model whose heads give these predictions, by "text / pair" or for every text."""
    return SimpleNamespace(
        predict=lambda _task, text, pair="": made.get(f"{text}/{pair}", made.get("all"))
    )


def blanks(rows):
    return prediction("fill-mask", rows, ["cat", "dog", "sat"], positions=range(1, len(rows) + 1))


def pair(logits):
    return prediction("next-sentence", logits, ["B follows A", "B is from elsewhere"], pair="d e")


@pytest.fixture
def two_words():
    """One blank: cat 2/3, dog 1/3."""
    return says(all=blanks([[np.log(2), 0.0, -50]]))


def test_the_first_guess_and_the_runner_up(two_words):
    found = predictions.blank_guess(two_words, VIEW)
    assert found.value == "cat"
    assert found.facts == {"share": "67 %", "second": "dog", "second_share": "33 %"}


def test_a_guess_is_above_a_limit_or_not(two_words):
    assert predictions.blank_above(two_words, VIEW, above=66).value is True
    assert predictions.blank_above(two_words, VIEW, above=67).value is False


def test_a_text_without_a_blank_asks_for_one():
    nothing = prediction("fill-mask", np.zeros((0, 3)), ["cat", "dog", "sat"])
    with pytest.raises(LessonError, match=r"Write \[MASK\] where a word is missing"):
        predictions.blank_above(says(all=nothing), VIEW, above=50)


@pytest.fixture
def ordered():
    """A model for which "a b c" before "d e" follows with 3/4, the other way round with 1/2."""
    return says(**{"a b c/d e": pair([np.log(3), 0]), "d e/a b c": pair([0.0, 0.0])})


def test_label_0_is_what_follows_and_output_1_is_the_rest(ordered):
    assert predictions.follows_label(ordered, VIEW).value == "label 0"
    assert predictions.second_output(ordered, VIEW).value == pytest.approx(25)
    found = predictions.follows_share(ordered, VIEW)
    assert found.value == pytest.approx(75)
    assert found.facts == {"share": "75 %", "swapped": "50 %"}


def test_order_matters_by_the_difference_of_both_orders(ordered):
    assert predictions.order_matters(ordered, VIEW, above=24).value is True
    assert predictions.order_matters(ordered, VIEW, above=26).value is False
    with pytest.raises(LessonError, match="only one text"):
        predictions.order_matters(ordered, View("next_sentence", "a b c"), above=5)


@pytest.fixture
def labelled():
    """Logits 1 + ln 3 and 1: the difference is ln 3, the shares 3/4 and 1/4."""
    return says(all=prediction("classify", [1 + np.log(3), 1], ["negative", "positive"]))


def test_a_pipeline_by_hand(labelled):
    assert predictions.input_tokens(labelled, VIEW).facts == {"words": "3", "special": "2"}
    assert predictions.body_numbers(labelled, VIEW).value == 5 * 12
    assert predictions.logit_sum(labelled, VIEW).value == pytest.approx(2 + np.log(3))
    found = predictions.label_share(labelled, VIEW, label="negative")
    assert found.value == pytest.approx(75)
    assert found.facts["gap"] == "1.10"
    assert predictions.label_loss(labelled, VIEW, label="positive").value == pytest.approx(
        np.log(4)
    )
    assert predictions.label_said(labelled, VIEW).value == "negative"


def test_undecided_is_near_one_half(labelled):
    assert predictions.undecided(labelled, VIEW, within=26).value is True
    assert predictions.undecided(labelled, VIEW, within=24).value is False


@pytest.fixture
def trained(monkeypatch):
    """Sentences of one dimension: "good" at 1, "bad" at -1, and nothing at all without a body."""
    sample = "\n".join(f"{label} | {label} {i}" for label in ("good", "bad") for i in range(4))
    monkeypatch.setattr(training, "START", sample)
    monkeypatch.setattr(training.linear_probe, "poolings", lambda _engine: ("mean", "no body"))
    monkeypatch.setattr(training.linear_probe, "vectors", vectors)
    return SimpleNamespace(engine=None, trace=lambda text, pair="": SimpleNamespace(text=text))


def vectors(_engine, runs, pooling):
    side = [[1.0] if run.text.startswith("good") else [-1.0] for run in runs]
    return np.array(side) * (pooling == "mean")


def test_the_best_vector_is_the_one_that_tells_the_labels_apart(trained):
    found = training.best_pooling(trained, VIEW)
    assert (found.value, found.facts["share"], found.facts["baseline"]) == ("mean", "100 %", "50 %")
    assert found.facts["others"] == "no body 50 %"
    assert training.head_accuracy(trained, VIEW, pooling="mean").value == 100
    assert training.learned_numbers(trained, VIEW, pooling="mean").value == 4  # 2 x (1 + 1)


def test_a_head_is_fooled_by_a_text_with_the_word_and_the_label(trained, monkeypatch):
    decided = SimpleNamespace(chosen="good", probabilities=np.array([0.2, 0.8]))
    monkeypatch.setattr(training.linear_probe, "decide", lambda *_: decided)
    given = {"word": "bad", "label": "good"}
    for text, fooled in (("Not bad!", True), ("Not badly", False)):
        view = View("body_and_head", text)
        assert training.own_head_fooled(trained, view, **given).value is fooled
    assert training.own_head_fooled(trained, view, word="not", label="bad").value is False


def test_a_number_in_a_step_s_text_is_what_the_model_computes(bundled):
    from explorer.lessons import Loaded, answering

    step = card.find("pipeline-by-hand").steps[3]
    gap = answering.answer(step, Loaded(bundled)).facts["gap"]
    assert f"lies {gap} above the other" in step.text
