"""Distances between heads and the five patterns."""

import numpy as np
import pytest
from support.traces import make_trace, random_weights, shift

from explorer.measures.head_distances import (
    PATTERNS,
    PatternRule,
    head_distances,
    head_patterns,
    pattern_shares,
)


def jensen_shannon(p, q):
    """By the definition: half the sum of two Kullback-Leibler divergences from the mixture."""
    m = (p + q) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = [np.where(x > 0, x * np.log(x / m), 0).sum() for x in (p, q)]
    return sum(parts) / 2


def test_distances_agree_with_the_definition_written_as_loops():
    trace = make_trace(weights=random_weights(2, 3, 11))
    weights = np.concatenate([trace.attention(0), trace.attention(1)]).astype(np.float64)
    expected = [
        [sum(jensen_shannon(a[i], b[i]) for i in range(11)) for b in weights] for a in weights
    ]
    found = head_distances(trace)
    np.testing.assert_allclose(found, expected, atol=2e-5)
    np.testing.assert_array_equal(found, found.T)


def test_disjoint_heads_are_as_far_apart_as_can_be_and_equal_heads_touch():
    trace = make_trace(weights=[[shift(6, 1), np.roll(np.eye(6), 3, axis=1), shift(6, 1)]])
    distances = head_distances(trace)
    assert distances[0, 1] == pytest.approx(6 * np.log(2), rel=1e-5)
    assert distances[0, 2] == 0


LABELS = ["[CLS]", *"abcdefgh", "[SEP]", *"ijklmnop", "[SEP]"]  # 19 tokens; the pair from 10


def pattern_of(weights, labels=LABELS, **options):
    found = head_patterns(make_trace(labels, weights=np.array(weights)[None, None], **options))
    return PATTERNS[int(found[0, 0])]


def test_each_pattern_is_recognised_from_its_own_picture():
    to_sep = np.zeros((19, 19))
    to_sep[:, 18] = 1
    uniform = np.full((19, 19), 1 / 19)
    own = np.zeros((19, 19))
    own[:10, 1:9] = 1 / 8
    own[10:, 10:18] = 1 / 8
    assert pattern_of(to_sep, second_from=10) == "vertical"
    assert pattern_of(np.eye(19), second_from=10) == "diagonal"
    assert pattern_of((to_sep + np.eye(19)) / 2, second_from=10) == "vertical + diagonal"
    assert pattern_of(own * 0.7 + uniform * 0.3, second_from=10) == "block"
    assert pattern_of(uniform, second_from=10) == "heterogeneous"


def test_block_needs_two_texts_and_a_uniform_head_has_no_excess():
    uniform = make_trace(LABELS, weights=np.full((1, 1, 19, 19), 1 / 19), second_from=10)
    np.testing.assert_allclose(pattern_shares(uniform)[0, 0, 2], 0, atol=1e-6)
    alone = make_trace(LABELS, weights=random_weights(1, 2, 19), second_from=19)
    assert (pattern_shares(alone)[..., 2] == 0).all()


def test_thresholds_are_stated_in_words_and_can_be_moved():
    assert "50 %" in PatternRule().sentence()
    strict = PatternRule(diagonal=0.99, mixed=0.99)
    blurred = (np.eye(19) * 0.9 + np.full((19, 19), 0.1 / 19))[None, None]
    found = head_patterns(make_trace(LABELS, weights=blurred, second_from=19), strict)
    assert PATTERNS[int(found[0, 0])] == "heterogeneous"


def test_texts_of_special_tokens_only_and_of_one_token():
    for labels in (["[CLS]", "[SEP]"], ["a"]):
        trace = make_trace(labels, weights=random_weights(1, 2, len(labels)))
        assert np.isfinite(pattern_shares(trace)).all()
        assert np.isfinite(head_distances(trace)).all()


def test_the_map_keeps_distances_that_a_plane_can_hold_and_is_the_same_every_time():
    from explorer.measures.projection import clusters, mds

    corners = np.array([[0, 0], [3, 0], [3, 4], [0, 4]], float)
    distances = np.linalg.norm(corners[:, None] - corners[None, :], axis=-1)
    points = mds(distances)
    found = np.linalg.norm(points[:, None] - points[None, :], axis=-1)
    np.testing.assert_allclose(found, distances, atol=1e-2)
    np.testing.assert_array_equal(points, mds(distances))
    assert mds(np.zeros((1, 1))).shape == (1, 2)
    np.testing.assert_array_equal(mds(np.array([[0, 2.0], [2, 0]])), [[0, 0], [2, 0]])
    assert mds(np.zeros((4, 4))).shape == (4, 2)
    near = np.array([[0, 1, 9, 9], [1, 0, 9, 9], [9, 9, 0, 1], [9, 9, 1, 0]], float)
    assert clusters(near, 2).tolist() in ([0, 0, 1, 1], [1, 1, 0, 0])
    assert clusters(np.zeros((1, 1)), 3).tolist() == [0]
