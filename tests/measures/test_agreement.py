"""Rank correlation against scipy, and what is said about disagreement."""

import numpy as np
import pytest
from scipy import stats

from explorer.measures.agreement import agreement, disagreement, ranks, spearman, widest_gap


def test_ranks_share_ties_as_scipy_does():
    values = np.array([0.3, 0.1, 0.3, 0.0, 0.1])
    np.testing.assert_array_equal(ranks(values), stats.rankdata(values))


def test_spearman_agrees_with_scipy_row_by_row():
    random = np.random.default_rng(0)
    first, second = random.random((2, 6, 9))
    second[:, 0] = second[:, 1]  # a tie
    expected = [stats.spearmanr(a, b).statistic for a, b in zip(first, second, strict=True)]
    np.testing.assert_allclose(spearman(first, second), expected, atol=1e-12)


def test_a_row_without_order_has_no_correlation():
    assert np.isnan(spearman(np.ones((1, 4)), np.arange(4.0)[None])[0])
    assert np.isnan(spearman(np.ones((1, 1)), np.ones((1, 1)))[0])


def test_disagreement_and_where_it_is_widest():
    up, down = np.array([[0.1, 0.2, 0.7]]), np.array([[0.7, 0.2, 0.1]])
    names, same = agreement({"a": up, "b": up})
    assert names == ("a", "b")
    assert disagreement(same)[0] == 0
    _, opposite = agreement({"a": up, "b": down})
    assert disagreement(opposite)[0] == pytest.approx(2)
    assert widest_gap({"a": up, "b": down}, 0, ["x", "y", "z"]) == ("x", "b", "a")
    assert widest_gap({"a": np.ones((1, 1)), "b": np.ones((1, 1))}, 0, ["x"]) is None
