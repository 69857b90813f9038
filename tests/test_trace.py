"""Trace: attention from captured scores, shapes held, arrays frozen."""

import copy
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from support.traces import PAIR, everywhere, first, itself, known_weights, make_trace

from explorer.errors import InputError, NotCaptured
from explorer.trace import (
    BLOCKED,
    CapturedLayer,
    EmbeddingPart,
    EmbeddingSum,
    LayerNorm,
    Projection,
    WeightsLayer,
    softmax_in_place,
)


@pytest.mark.parametrize("captured", [True, False])
def test_attention_is_what_was_put_in(captured):
    trace = make_trace(captured=captured)
    for layer, expected in enumerate(known_weights(len(PAIR))):
        np.testing.assert_allclose(trace.attention(layer), expected, atol=1e-7)
    assert (trace.num_layers, trace.num_heads, trace.num_tokens) == (2, 3, 10)
    assert trace.has_pair
    assert not trace.causal


def test_attention_is_softmax_of_scaled_scores_plus_mask():
    query = np.array([[[1.0, 0.0], [0.0, 2.0]]], np.float32)
    key = np.array([[[np.log(4.0), 0.0], [0.0, np.log(3.0)]]], np.float32)
    mask = np.array([[[0.0, 0.0], [BLOCKED, 0.0]]], np.float32)
    layer = CapturedLayer(query, key, key, 0.5, mask)
    # First row: exp(ln 4 / 2) = 2 against 1. Second: the first key is hidden.
    np.testing.assert_allclose(layer.attention(), [[[2 / 3, 1 / 3], [0, 1]]], atol=1e-7)
    assert layer.attention()[0, 1, 0] == 0


def test_softmax_of_huge_and_blocked_scores_is_finite():
    scores = np.array([[3e38, 0.0], [BLOCKED, BLOCKED]], np.float32)
    np.testing.assert_allclose(softmax_in_place(scores), [[1, 0], [0.5, 0.5]])


def test_causal_is_seen_in_masks_and_in_weights():
    count = len(PAIR)
    later = np.triu(np.full((1, count, count), BLOCKED, np.float32), 1)
    trace = make_trace()
    masked = [replace(layer, mask=later) for layer in trace.layers]
    assert replace(trace, layers=tuple(masked)).causal
    below = np.tril(np.ones((1, count, count), np.float32))
    assert replace(trace, layers=(WeightsLayer(below),) * 2).causal
    assert not replace(trace, layers=(WeightsLayer(np.ones_like(below)),) * 2).causal


def test_one_token_is_not_causal():
    assert not make_trace(("[CLS]",)).causal


def test_arrays_cannot_be_written():
    trace = make_trace()
    for array in (trace.hidden, trace.ids, trace.query(0), trace.attention(0), trace.value(1),
                  trace.embedding.parts[0].vectors):  # fmt: skip
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0
    with pytest.raises(AttributeError):
        trace.tokens = ()


def test_shapes_are_checked_at_the_border():
    trace = make_trace()
    with pytest.raises(ValueError, match="labels has 1 entries"):
        replace(trace, labels=("one",))
    with pytest.raises(ValueError, match="hidden is"):
        replace(trace, hidden=trace.hidden[:2])


def test_weights_alone_have_no_query():
    trace = make_trace(captured=False)
    with pytest.raises(NotCaptured, match="attention weights can"):
        trace.query(0)


def test_bytes_count_every_array():
    trace = make_trace(captured=False)
    small = trace.nbytes
    longer = replace(trace, hidden=np.zeros((3, len(PAIR), 100), np.float32))
    assert longer.nbytes - small == longer.hidden.nbytes - trace.hidden.nbytes
    assert small > trace.hidden.nbytes


def test_layer_norm_and_projection_by_hand():
    two = np.array([2.0, 2.0], np.float32)
    norm = LayerNorm(two, np.array([1.0, 0.0], np.float32), 0.0)
    np.testing.assert_allclose(norm(np.array([[1.0, 3.0]])), [[-1, 2]])  # mean 2, deviation 1
    wide = Projection(np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]), np.array([0.0, 0.0, 1.0]))
    np.testing.assert_allclose(wide(np.array([[2.0, 3.0]])), [[2, 3, 6]])
    rows = np.array([[0.5, 1.0]], np.float32)
    parts = tuple(EmbeddingPart(name, name, np.zeros(1), rows) for name in ("word", "position"))
    np.testing.assert_allclose(EmbeddingSum(parts, (norm, wide)).output(), [[-1, 2, 2]])


def test_the_heads_of_the_hand_made_trace():
    for head in (everywhere, itself, first):
        np.testing.assert_allclose(head(4).sum(axis=1), 1)


def test_attention_of_a_layer_is_computed_once():
    trace = make_trace()
    assert trace.attention(1) is trace.attention(1) is trace.attention(-1)
    assert replace(trace).attention(1) is not trace.attention(1)
    assert copy.deepcopy(trace).attention(1) is not trace.attention(1)


def test_kept_attention_is_bounded_and_counted(monkeypatch):
    one_layer = make_trace().attention(0).nbytes
    without = make_trace().nbytes - 2 * one_layer
    monkeypatch.setattr("explorer.trace.MEMO_BYTES", one_layer)
    trace = make_trace()
    assert trace.nbytes == without + one_layer
    last = trace.attention(1)
    assert trace.attention(1) is last
    trace.attention(0)  # takes the place of layer 1
    assert trace.attention(1) is not last


def test_threads_may_ask_for_the_same_attention():
    trace = make_trace(["a"] * 60, seed=0)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(trace.attention, [0, 1] * 40))
    for layer, weights in zip([0, 1] * 40, found, strict=True):
        np.testing.assert_array_equal(weights, trace.layers[layer].attention())


@pytest.mark.parametrize(
    ("layer", "head", "says"), [(2, 0, "no layer 2: it has 0 to 1"), (0, 3, "no head 3")]
)
def test_a_layer_or_head_that_is_not_there_is_a_sentence(layer, head, says):
    with pytest.raises(InputError, match=says):
        make_trace().head_attention(layer, head)
