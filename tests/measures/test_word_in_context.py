import numpy as np
import pytest
from support.traces import make_trace

from explorer.errors import InputError
from explorer.measures.word_in_context import cosines, find_occurrences, static_cosines

RIVER = make_trace("the bank of the river", seed=1)
MONEY = make_trace("money in the bank", seed=2)


def test_one_word_in_two_sentences_is_compared_at_every_state():
    found = find_occurrences([RIVER, MONEY], ["bank"])
    values = cosines(found)
    assert values.shape == (3, 2, 2)
    a, b = RIVER.hidden[1, 2], MONEY.hidden[1, 4]
    expected = a @ b / np.linalg.norm(a) / np.linalg.norm(b)
    assert values[1, 0, 1] == pytest.approx(expected, abs=1e-6)
    np.testing.assert_allclose(values[:, [0, 1], [0, 1]], 1, atol=1e-6)


def test_the_static_vector_of_a_word_is_the_same_in_every_sentence():
    rows = np.eye(4)
    a = make_trace("bank x", hidden=np.random.default_rng(0).normal(size=(2, 4, 4)), static=rows)
    b = make_trace("bank y", hidden=np.random.default_rng(1).normal(size=(2, 4, 4)), static=rows)
    found = find_occurrences([a, b], ["bank"])
    np.testing.assert_allclose(static_cosines(found), 1, atol=1e-6)


def test_a_word_that_stands_twice_gives_two_occurrences():
    assert [one.tokens for one in find_occurrences([RIVER], ["the"])] == [("the",), ("the",)]


def test_each_sentence_may_have_its_own_word():
    found = find_occurrences([RIVER, MONEY], ["river", "money"])
    assert [one.word for one in found] == ["river", "money"]


@pytest.mark.parametrize("wanted", [["bank"], ["a", "b", "c"], ["zebra"]])
def test_what_cannot_be_compared_is_said_in_a_sentence(wanted):
    with pytest.raises(InputError):
        find_occurrences([MONEY] if wanted == ["bank"] else [RIVER, MONEY], wanted)
