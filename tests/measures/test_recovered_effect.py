"""Recovered effects and pairs of tokens, with answers on paper."""

import numpy as np
import pytest
from support.traces import make_trace

from explorer.errors import InputError
from explorer.measures.recovered_effect import Patching, recovered, token_pairs


def test_a_recovered_effect_is_0_for_the_corrupted_and_1_for_the_clean_number():
    values = np.array([[3.0, 1.0], [2.0, 5.0]])
    np.testing.assert_array_equal(recovered(values, 3.0, 1.0), [[1.0, 0.0], [0.5, 2.0]])
    np.testing.assert_array_equal(recovered(values, 1.0, 3.0), [[0.0, 1.0], [0.5, -1.0]])


def test_the_parts_stand_side_by_side_and_missing_ones_are_left_out():
    none, one = np.zeros((2, 0)), np.ones((2, 1))
    whole = Patching(1.0, 0.0, np.zeros((3, 4)), np.zeros((2, 2)), one, 0.5 * one)
    assert whole.parts == ("head 0", "head 1", "attention", "MLP")
    np.testing.assert_array_equal(whole.recovered_parts, [[0, 0, 1, 0.5]] * 2)
    states = Patching(1.0, 0.0, np.zeros((3, 4)), none, none, none)
    assert states.parts == ()
    assert states.recovered_parts.shape == (2, 0)


@pytest.mark.parametrize(
    ("values", "clean", "corrupt", "says"),
    [
        ([1.0], 1.0, 1.0, "no effect to recover"),
        ([1.0], float("nan"), 1.0, "not finite"),
        ([float("nan")], 2.0, 1.0, "not finite"),
    ],
)
def test_what_cannot_be_divided_is_said(values, clean, corrupt, says):
    with pytest.raises(InputError, match=says):
        recovered(np.array(values), clean, corrupt)


def test_tokens_pair_place_by_place():
    pairs = token_pairs(make_trace("the cat cat sat"), make_trace("the cat sat sat"))
    assert pairs.same.tolist() == [True, True, True, False, True, True]
    np.testing.assert_array_equal(pairs.first, pairs.second)


def test_the_words_that_differ_in_length_are_named():
    short, long = make_trace(("the", "cat", "sat")), make_trace(("the", "ca", "##t", "sat"))
    with pytest.raises(InputError, match="“cat” has 1 and “cat” 2"):
        token_pairs(short, long)
    with pytest.raises(InputError, match="one has 3 words and the other 4"):
        token_pairs(short, make_trace(("the", "big", "cat", "sat")))
    with pytest.raises(InputError, match="nothing to patch"):
        token_pairs(short, short)
