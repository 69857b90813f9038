"""Cosines of hidden states, against answers worked out by hand."""

import numpy as np
import pytest
from support.traces import PAIR, SINGLE, make_trace

from explorer.measures import similarity


def test_cosines_by_hand():
    a = np.array([[1.0, 0.0], [3.0, 4.0], [0.0, 0.0]])
    b = np.array([[0.0, 2.0], [-5.0, 0.0]])
    expected = [[0, -1], [0.8, -0.6], [0, 0]]  # a zero vector is like nothing
    np.testing.assert_allclose(similarity.cosine_matrix(a, b), expected, atol=1e-12)


def test_vectors_side_by_side_and_a_vector_with_itself():
    rows = np.random.default_rng(1).standard_normal((3, 20, 7)).astype(np.float32)
    other = rows[::-1]
    pairs = zip(rows, other, strict=True)
    expected = np.stack([np.diag(similarity.cosine_matrix(a, b)) for a, b in pairs])
    np.testing.assert_allclose(similarity.cosine(rows, other), expected, atol=1e-6)
    assert (similarity.cosine_distance(rows, rows) == 0).all()
    assert (similarity.cosine_distance(rows, -rows) == 2).all()
    assert similarity.cosine(rows, rows[0, 0]).shape == (3, 20)


def test_a_zero_vector_has_no_direction_so_its_cosine_is_0():
    zero = np.zeros((1, 4), np.float32)
    assert similarity.cosine(zero, zero).tolist() == [0]
    assert similarity.cosine_matrix(zero, zero).tolist() == [[0]]


def test_a_change_below_float32_is_seen():
    a = np.array([1.0, 0.0], np.float32)
    b = np.array([1.0, 1e-5], np.float32)  # 1 - cos = 5e-11, which float32 rounds to 0
    assert similarity.cosine_distance(a, b) == pytest.approx(5e-11, rel=1e-3)


def test_cosines_never_leave_their_range():
    rows = np.random.default_rng(0).standard_normal((50, 7)).astype(np.float32)
    same = similarity.cosine_matrix(rows, rows)
    assert np.abs(same).max() <= 1
    np.testing.assert_allclose(np.diag(same), 1, atol=1e-6)


def test_states_of_the_hand_made_trace():
    trace = make_trace(SINGLE)
    at_start = similarity.token_similarity(trace, 0)
    np.testing.assert_allclose(at_start, np.eye(6), atol=1e-6)  # six different tokens
    np.testing.assert_allclose(similarity.token_similarity(trace, 1), 1, atol=1e-6)
    signs = np.where(np.arange(6) % 2, -1, 1)
    np.testing.assert_allclose(
        similarity.token_similarity(trace, 2), np.outer(signs, signs), atol=1e-6
    )


def test_equal_tokens_share_their_word_part():
    trace = make_trace(PAIR)
    # the (A) . the (B) = 3 * 3; lengths 5 and 13. the (B) . dog (B) = 12 * 12.
    values = similarity.token_similarity(trace, 0)
    assert values[1, 6] == pytest.approx(9 / (5 * 13))
    assert values[6, 7] == pytest.approx(144 / 169)
    np.testing.assert_allclose(similarity.token_cosine(trace, 1, 6), [9 / 65, 1, -1], atol=1e-6)


def test_specials_in_or_out():
    trace = make_trace(PAIR)
    assert list(similarity.token_indices(trace, specials=False)) == [1, 2, 3, 4, 6, 7, 8]
    assert similarity.token_similarity(trace, 0, specials=False).shape == (7, 7)
    assert similarity.token_similarity(trace, 0).shape == (10, 10)


def test_two_texts():
    one, two = make_trace(("[CLS]", "a", "b", "[SEP]")), make_trace(("[CLS]", "a", "x", "[SEP]"))
    values = similarity.token_similarity(one, 0, two, specials=False)
    # Same place and same row number in the word table: 25 / 25; else only the place differs.
    np.testing.assert_allclose(values, np.eye(2), atol=1e-6)
    longer = make_trace(SINGLE)
    assert similarity.token_similarity(one, 1, make_same_width(longer, one)).shape == (4, 6)
    assert similarity.token_cosine(one, 1, 1, two)[0] == pytest.approx(1)


def make_same_width(trace, like):
    """The trace with hidden states as wide as those of another one."""
    from dataclasses import replace

    return replace(trace, hidden=trace.hidden[..., : like.hidden.shape[2]].copy())
