"""A class's answers as bars: which there are, in which order, and where the model's own stands."""

from collections import Counter

import pytest

from explorer.lessons.card import Question
from explorer.lessons.distribution import MOST_WORDS, Bar, bars, width
from explorer.lessons.rooms import Asked, Tally


def counted(asked, *values):
    return Tally(asked, True, Counter(values))


def drawn(asked, values, true=None, **given):
    question = Question(asked.ask, asked.kind, "", options=asked.options, **given)
    return bars(counted(asked, *values), question, true)


def model_in(found):
    return [bar.label for bar in found if bar.is_model]


def test_options_stand_in_their_order_with_those_that_nobody_chose():
    asked = Asked("a/1", "choice", "?", options=("2 %", "30 %", "68 %"))
    found = drawn(asked, [2, 2, 0], 61.0)
    assert found == [Bar("2 %", 1), Bar("30 %", 0), Bar("68 %", 2)]
    assert model_in(found) == ["68 %"]
    assert model_in(drawn(asked, [2, 2, 0])) == []


def test_words_stand_by_their_votes_and_the_models_is_there_without_any():
    asked = Asked("a/1", "word", "?", options=("The", "animal", "slept", "deeply"))
    found = drawn(asked, [2, 2, 0], "animal")
    assert found == [Bar("slept", 2), Bar("The", 1), Bar("animal", 0)]
    assert model_in(found) == ["animal"]


def test_many_words_are_put_together_and_no_vote_is_lost():
    words = tuple(f"word{n}" for n in range(12))
    votes = [n for n in range(12) for _ in range(12 - n)]
    found = drawn(Asked("a/1", "word", "?", options=words), votes, "word11")
    assert [bar.label for bar in found][:MOST_WORDS] == list(words[:MOST_WORDS])
    assert [bar.label for bar in found][MOST_WORDS:] == ["word11", "others"]
    assert sum(bar.count for bar in found) == len(votes)


def test_percent_are_put_together_in_ranges():
    asked = Asked("a/1", "slider", "?", low=0, high=100, unit=" %")
    found = drawn(asked, [0, 19, 20, 28, 99, 100], 28.4)
    assert [bar.label for bar in found] == ["0–20 %", "20–40 %", "40–60 %", "60–80 %", "80–100 %"]
    assert [bar.count for bar in found] == [2, 2, 0, 0, 2]
    assert model_in(found) == ["20–40 %"]


def test_few_numbers_are_bars_of_their_own():
    asked = Asked("a/1", "number", "?", low=1, high=6, unit=" tokens")
    found = drawn(asked, [1, 4, 4, 6], 4)
    assert [bar.label for bar in found] == [f"{n} tokens" for n in range(1, 7)]
    assert [bar.count for bar in found] == [1, 0, 0, 2, 0, 1]
    assert model_in(found) == ["4 tokens"]


@pytest.mark.parametrize(
    ("low", "high", "step"), [(0, 1, 0.01), (-1, 1, 0.05), (0, 7, 1), (0, 30522, 1), (5, 60, 5)]
)
def test_every_answer_of_every_scale_falls_into_one_of_few_bars(low, high, step):
    asked = Asked("a/1", "slider", "?", low=low, high=high, step=step)
    values = [low, low + step, (low + high) / 2, high - step, high]
    found = drawn(asked, values)
    assert sum(bar.count for bar in found) == len(values)
    assert 1 < len(found) <= 12
    assert width(asked) >= step
