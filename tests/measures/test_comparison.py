"""Two runs aligned and subtracted."""

import numpy as np
import pytest
from support.traces import make_trace, random_weights

from explorer.errors import InputError
from explorer.measures.comparison import (
    align,
    attention_difference,
    head_changes,
    mean_vector_change,
    text_similarity,
    total_variation,
    vector_changes,
)


def run(words, *, layers=2, heads=2, width=4, seed=0):
    labels = ["[CLS]", *words.split(), "[SEP]"]
    hidden = np.random.default_rng(seed).standard_normal((layers + 1, len(labels), width))
    weights = random_weights(layers, heads, len(labels), seed=seed)
    return make_trace(labels, weights=weights, hidden=hidden)


def test_one_word_changed_keeps_every_token_in_place():
    pairs = align(run("the cup is full"), run("the cup is empty"))
    assert pairs.first.tolist() == pairs.second.tolist() == [0, 1, 2, 3, 4, 5]
    assert pairs.same.tolist() == [True, True, True, True, False, True]


def test_more_pieces_on_one_side_pair_with_nothing():
    pairs = align(run("the cup fell"), run("the bot ##tle fell"))
    assert pairs.first.tolist() == [0, 1, 3, 4]
    assert pairs.second.tolist() == [0, 1, 4, 5]
    assert pairs.same.all()


def test_pieces_are_compared_across_tokenizers():
    pairs = align(run("Play ##ing"), run("play ing"))
    assert pairs.same.all()


def test_difference_is_second_minus_first_between_paired_tokens():
    first, second = run("the cup fell"), run("the bot ##tle fell", seed=1)
    pairs = align(first, second)
    found = attention_difference(first, second, pairs, (1, 0), (1, 0))
    assert found.shape == (4, 4)
    expected = second.attention(1)[0][4, 1] - first.attention(1)[0][3, 1]
    assert found[2, 1] == pytest.approx(expected)


def test_a_run_does_not_differ_from_itself():
    trace = run("the cup fell")
    pairs = align(trace, trace)
    assert (head_changes(trace, trace, pairs) == 0).all()
    np.testing.assert_allclose(vector_changes(trace, trace, pairs), 0, atol=1e-6)


def test_total_variation_of_a_head_that_turns_round_is_one():
    labels = ["a", "b"]
    first = make_trace(labels, weights=[[np.eye(2), np.eye(2)]])
    second = make_trace(labels, weights=[[np.eye(2)[::-1], np.eye(2)]])
    pairs = align(first, second)
    assert head_changes(first, second, pairs).tolist() == [[1, 0]]


def test_weight_that_goes_to_unpaired_tokens_counts():
    first = make_trace(["a", "b"], weights=[[[[0, 1], [0, 1]]]])
    second = make_trace(["a", "b", "c"], weights=[[[[0, 0, 1], [0, 0, 1], [0, 0, 1]]]])
    pairs = align(first, second)
    assert head_changes(first, second, pairs)[0, 0] == pytest.approx(1)


def test_models_of_different_size_are_refused_with_a_sentence():
    first, second = run("the cup"), run("the cup", layers=3, width=6)
    pairs = align(first, second)
    with pytest.raises(InputError, match="2 x 2 and 3 x 2"):
        head_changes(first, second, pairs)
    with pytest.raises(InputError, match="different numbers of layers"):
        vector_changes(first, second, pairs)


def test_nothing_in_common():
    first = make_trace(["a"], weights=random_weights(1, 1, 1))
    second = make_trace(["b", "c"], weights=random_weights(1, 1, 2))
    with pytest.raises(InputError, match="no token in common"):
        align(first, second)


def test_without_pairs_every_token_is_compared_in_its_place():
    first, second = run("the cup fell"), run("the cup stood", seed=1)
    pairs = align(first, second)
    np.testing.assert_allclose(
        head_changes(first, second), head_changes(first, second, pairs), atol=1e-6
    )
    np.testing.assert_array_equal(
        vector_changes(first, second), vector_changes(first, second, pairs)
    )
    with pytest.raises(InputError, match="5 and 4 tokens"):
        head_changes(first, run("the cup"))


def test_total_variation_is_the_share_that_moves():
    p = np.array([[0.5, 0.5, 0], [1, 0, 0]])
    q = np.array([[0.25, 0.5, 0.25], [0, 0, 1]])
    assert total_variation(p, q).tolist() == [0.25, 1]
    assert total_variation(p, p).tolist() == [0, 0]


def states(last):
    return make_trace(["a", "b"], hidden=np.array([np.zeros_like(last), last], np.float32))


def test_states_turned_by_a_right_angle_change_by_one():
    before, after = states([[1, 0], [0, 1]]), states([[0, 1], [0, 2]])
    assert mean_vector_change(before, after) == pytest.approx(0.5)
    assert mean_vector_change(before, before) == 0
    assert text_similarity(before, after) == pytest.approx(np.cos(np.pi / 4))
