"""Heads found by the links that they draw."""

import numpy as np
import pytest
from support.traces import make_trace, random_weights, shift

from explorer.errors import InputError
from explorer.measures.link_scores import link_scores

LABELS = ["[CLS]", "the", "un", "##do", "cat", "[SEP]"]


def test_the_head_that_draws_the_link_comes_first_and_is_unusual():
    weights = np.full((2, 2, 6, 6), 1 / 6)
    weights[1, 0, 4] = [0, 1, 0, 0, 0, 0]  # in this head "cat" looks at "the"
    scores = link_scores(make_trace(LABELS, weights=weights), [(3, 1)])
    assert scores.best()[0] == (1, 0)
    assert scores.weight[1, 0] == pytest.approx(1)
    assert scores.rank[1, 0] == 1
    assert scores.lift[1, 0] == pytest.approx(5)
    assert scores.rank[0, 0] == 0  # all weights alike or larger: nothing unusual


def test_a_positional_head_is_told_apart_by_equal_distance():
    labels = ["a", "b", "c", "d", "e"]
    special = np.full((5, 5), 0.1)
    special[2, 1] = 0.6
    trace = make_trace(labels, weights=[[shift(5, -1), special]])
    scores = link_scores(trace, [(2, 1)])
    assert scores.best()[0] == (0, 0)  # the strongest is the head that always looks one back
    assert scores.same_distance[0, 0] == 0
    assert scores.same_distance[0, 1] == 1


def test_several_links_are_averaged():
    trace = make_trace(LABELS, weights=random_weights(1, 2, 6))
    one, other = link_scores(trace, [(1, 3)]), link_scores(trace, [(3, 1)])
    both = link_scores(trace, [(1, 3), (3, 1)])
    np.testing.assert_allclose(both.weight, (one.weight + other.weight) / 2, atol=1e-6)


def test_unfit_links_are_sentences():
    trace = make_trace(LABELS, weights=random_weights(1, 1, 6))
    with pytest.raises(InputError, match="No link is drawn"):
        link_scores(trace, [])
    with pytest.raises(InputError, match="outside the text"):
        link_scores(trace, [(0, 9)])


def test_one_word_only():
    scores = link_scores(make_trace(["a"], weights=[[[[1.0]]]]), [(0, 0)])
    assert scores.weight[0, 0] == 1
    assert np.isnan(scores.rank[0, 0])
