"""Deletion, insertion, AOPC and rank correlation on numbers that can be worked out on paper."""

import numpy as np
import pytest
from support.traces import make_trace

from explorer.errors import InputError
from explorer.measures import faithfulness as measure

WORTH = np.array([5.0, 1.0, 3.0, -2.0])


def added(keep):
    """A number to which each word that is kept adds its worth."""
    return keep @ WORTH


def test_the_true_order_on_paper():
    """7 in all. Masked in the order 5, 3, 1, -2: 7, 2, -1, -2, 0. Shown so: 0, 5, 8, 9, 7.

    AOPC: mean of 5, 8, 9 both ways. The reverse masks -2, 1, 3 first: 7, 9, 8, 5, 0, a mean
    fall of -2, -1, 2.
    """
    found = measure.faithfulness({"true": WORTH, "reverse": -WORTH}, added, random_orders=2)
    assert found.names == ("true", "reverse", measure.WITHOUT, measure.RANDOM)
    assert found.counts.tolist() == [0, 1, 2, 3, 4]
    assert found.deletion[0].tolist() == [7, 2, -1, -2, 0]
    assert found.insertion[0].tolist() == [0, 5, 8, 9, 7]
    assert found.deletion[1].tolist() == [7, 9, 8, 5, 0]
    np.testing.assert_allclose(found.deletion_aopc[:3], [22 / 3, -1 / 3, 22 / 3])
    np.testing.assert_allclose(found.insertion_aopc[:2], [22 / 3, -1 / 3])
    np.testing.assert_array_equal(found.alone, WORTH)  # a sum: each word's fall is its worth
    np.testing.assert_allclose(found.correlation[:3], [1, -1, 1])
    assert (found.value, found.empty) == (7, 0)


def test_no_order_beats_the_true_one_where_words_add_up():
    rng = np.random.default_rng(1)
    orders = {str(number): rng.permutation(4) for number in range(12)} | {"true": WORTH}
    found = measure.faithfulness(orders, added)
    assert found.deletion_aopc.max() == pytest.approx(found.deletion_aopc[12])


def test_a_random_order_is_the_mean_of_several_and_the_same_for_a_seed():
    one = measure.faithfulness({"true": WORTH}, added, random_orders=40, seed=3)
    again = measure.faithfulness({"true": WORTH}, added, random_orders=40, seed=3)
    assert one.deletion[-1].tolist() == again.deletion[-1].tolist()
    # Half of the words masked at random leave half of the number.
    assert one.deletion[-1][2] == pytest.approx(3.5, abs=1.0)
    assert abs(one.correlation[-1]) < 0.3


def test_each_text_is_run_once():
    seen = []

    def numbers(keep):
        seen.extend(row.tobytes() for row in keep)
        return added(keep)

    measure.faithfulness({"a": WORTH, "b": WORTH, "c": -WORTH}, numbers)
    assert len(seen) == len(set(seen)) <= 2**4


def test_steps_of_long_texts():
    assert measure.counts_of(100).tolist() == list(range(0, 101, 10))
    kept = measure.masked_by(np.arange(100.0), measure.counts_of(100))
    assert kept.sum(axis=1).tolist() == list(range(100, -1, -10))
    assert not kept[1, 90:].any()


def test_words_are_masked_whole_and_special_tokens_stay():
    trace = make_trace()  # [CLS] the cat ##s sat [SEP] the dog ran [SEP]
    words = measure.word_tokens(trace, side=0)
    assert [tokens.tolist() for tokens in words] == [[1], [2, 3], [4]]
    np.testing.assert_array_equal(measure.by_word(np.arange(10.0), words), [1, 5, 4])
    kept = measure.kept_tokens(np.array([[True, False, True]]), words, 10)
    assert np.flatnonzero(~kept[0]).tolist() == [2, 3]
    assert len(measure.word_tokens(trace)) == 6


def test_an_interval_holds_the_mean_and_narrows():
    rng = np.random.default_rng(0)
    few, many = rng.normal(size=30), rng.normal(size=3000)
    mean, low, high = measure.interval(few)
    assert low < mean < high
    assert mean == pytest.approx(few.mean())
    half = 1.96 * many.std() / np.sqrt(len(many))  # by the normal distribution
    _, low, high = measure.interval(many)
    assert high - low == pytest.approx(2 * half, rel=0.1)
    assert measure.interval(np.array([1.0, np.nan]))[0] == 1
    assert np.isnan(measure.interval(np.array([np.nan]))).all()


def test_bad_input_is_one_sentence():
    with pytest.raises(InputError, match="one word has nothing to rank"):
        measure.faithfulness({"a": np.ones(1)}, added)
    with pytest.raises(InputError, match="scores that are no numbers"):
        measure.faithfulness({"a": np.array([1.0, np.nan])}, added)
    with pytest.raises(InputError, match="numbers that are not finite"):
        measure.faithfulness({"a": WORTH}, lambda keep: np.full(len(keep), np.inf))
