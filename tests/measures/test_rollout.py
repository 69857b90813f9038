"""Rollout and flow against hand-made answers and against networkx."""

import networkx
import numpy as np
import pytest
from support.traces import make_trace, random_weights, shift

from explorer.errors import InputError
from explorer.measures.rollout import flow, mixed, rollout


def test_one_layer_is_half_the_mean_and_half_the_identity():
    trace = make_trace(weights=random_weights(1, 3, 5))
    expected = 0.5 * trace.attention(0).mean(axis=0) + 0.5 * np.eye(5)
    np.testing.assert_allclose(rollout(trace)[0], expected, atol=1e-6)


def test_two_permutation_layers_catch_the_wrong_order():
    first = np.eye(3)[[1, 2, 0]]  # after layer 1: token 0 holds input 1, 1 holds 2, 2 holds 0
    second = np.eye(3)[[1, 0, 2]]  # after layer 2: tokens 0 and 1 have swapped
    trace = make_trace(weights=[[first], [second]])
    rolled = rollout(trace, residual=0)[-1]
    np.testing.assert_array_equal(rolled.argmax(axis=1), [2, 1, 0])
    # The other way round gives another answer although its rows sum to 1 as well.
    assert (first @ second).argmax(axis=1).tolist() != [2, 1, 0]
    np.testing.assert_allclose((first @ second).sum(axis=1), 1)


def test_rows_sum_to_one_in_every_layer_and_agree_with_a_loop():
    trace = make_trace(weights=random_weights(4, 3, 7))
    found = rollout(trace)
    np.testing.assert_allclose(found.sum(axis=2), 1, atol=1e-6)
    steps = mixed(trace).astype(np.float64)
    by_hand = np.zeros((7, 7))
    for i in range(7):
        for j in range(7):  # every path from output i to input j
            by_hand[i, j] = sum(
                steps[2][i, a] * steps[1][a, b] * steps[0][b, j] for a in range(7) for b in range(7)
            )
    np.testing.assert_allclose(found[2], by_hand, atol=1e-6)


def test_flow_equals_networkx_maximum_flow():
    trace = make_trace(weights=random_weights(3, 2, 5, seed=4))
    steps = mixed(trace)
    graph = networkx.DiGraph()
    for layer, step in enumerate(steps, start=1):
        for i in range(5):
            for j in range(5):
                graph.add_edge((layer, i), (layer - 1, j), capacity=float(step[i, j]))
    expected = np.array(
        [[networkx.maximum_flow_value(graph, (3, i), (0, j)) for j in range(5)] for i in range(5)]
    )
    np.testing.assert_allclose(flow(trace), expected / expected.sum(1, keepdims=True), atol=1e-6)


def test_flow_of_one_layer_is_that_layer_and_flow_of_permutations_is_their_path():
    trace = make_trace(weights=random_weights(2, 2, 6))
    np.testing.assert_allclose(flow(trace, 0), mixed(trace)[0], atol=1e-6)
    moved = make_trace(weights=[[np.eye(3)[[1, 2, 0]]], [np.eye(3)[[1, 0, 2]]]])
    np.testing.assert_array_equal(flow(moved, residual=0).argmax(axis=1), [2, 1, 0])


def test_flow_refuses_long_texts_with_the_reason_and_reports_progress():
    with pytest.raises(InputError, match="up to 24 tokens and this text has 25"):
        flow(make_trace(weights=random_weights(1, 1, 25)))
    calls = []
    flow(
        make_trace(weights=[[shift(3, 1)]]),
        progress=lambda done, total: calls.append((done, total)),
    )
    assert calls == [(1, 3), (2, 3), (3, 3)]


def test_one_token():
    trace = make_trace(["a"], weights=[[[[1.0]]], [[[1.0]]]])
    np.testing.assert_array_equal(rollout(trace), np.ones((2, 1, 1)))
    np.testing.assert_array_equal(flow(trace), [[1]])
