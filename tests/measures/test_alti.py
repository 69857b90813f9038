"""ALTI and its parts: an answer on paper, sums, and the layer's formula written out by hand."""

import numpy as np
import pytest
from support.small_blocks import plain_block
from support.traces import everywhere, itself, make_trace

from explorer.measures import alti, attention_parts

TEXT, PAIR = "The cat sat on the bank.", "It slept, jumping."


@pytest.fixture(scope="module", params=["bert", "distilbert", "albert"])
def model(request, checkpoint):
    import explorer
    from explorer.engine.blocks import blocks

    engine = explorer.load(checkpoint(request.param))
    return engine.run(TEXT, PAIR), blocks(engine)


def test_on_paper():
    """Two tokens, (3, -3) and (1, -1); values as they are, attention shared out evenly.

    Token 0 sums to x0 + (x0 + x1) / 2 = (5, -5): its own part is (4.5, -4.5), the other's
    (0.5, -0.5). The LayerNorm makes it (1, -1), so the parts are (0.9, -0.9) and (0.1, -0.1):
    c = 2 - 0.2 and 2 - 1.8, shares 0.9 and 0.1. Token 1: (1.5, -1.5) each of (3, -3): half, half.
    """
    states = [[[3, -3], [1, -1]]] * 2
    trace = make_trace(weights=everywhere(2)[None, None], hidden=states)
    found = alti.alti_layer(trace, plain_block(2), 0)
    np.testing.assert_allclose(found, [[0.9, 0.1], [0.5, 0.5]], atol=1e-5)


def test_a_token_that_sees_itself_alone_is_its_own():
    trace = make_trace(weights=itself(3)[None, None], hidden=np.random.default_rng(0).normal(
        size=(2, 3, 4)))  # fmt: skip
    np.testing.assert_allclose(alti.alti(trace, (plain_block(4),))[-1], itself(3), atol=1e-6)


def test_rows_sum_to_one_and_parts_to_the_state(model, monkeypatch):
    trace, blocks = model
    found = alti.alti(trace, blocks)
    assert found.shape == (trace.num_layers, trace.num_tokens, trace.num_tokens)
    np.testing.assert_allclose(found.sum(axis=-1), 1, atol=1e-5)
    monkeypatch.setattr(attention_parts, "BYTES_AT_ONCE", 1)  # a row at a time
    np.testing.assert_allclose(alti.alti(trace, blocks), found, atol=1e-6)
    block = blocks[1]
    constant = block.output.bias[None, None]
    for rows, parts, states in attention_parts.attention_parts(trace, block, 1):
        whole = block.attend(trace.hidden[1], trace.attention(1)) + trace.hidden[1]
        bias = attention_parts.scaled(constant, whole[rows], block.attention_norm)[:, 0]
        made = parts.sum(axis=1) + bias + block.attention_norm.bias
        np.testing.assert_allclose(made, states, atol=1e-5)


def test_the_formula_written_out(model):
    """Token by token and head by head, with the LayerNorm's deviation of the whole sum."""
    trace, blocks = model
    block, x, weights = blocks[0], trace.hidden[0], trace.attention(0)
    whole = block.attend(x, weights) + x
    state = block.attention_norm(whole)
    spread = np.sqrt(whole.var(axis=-1) + block.attention_norm.epsilon)
    expected = np.zeros((len(x), len(x)))
    for key in range(len(x)):
        context = np.zeros_like(whole)
        for head in range(block.heads):
            handed = block.transformed(x)[head, key]  # (D,)
            context += weights[head, :, key, None] * handed
        context[key] += x[key]
        part = block.attention_norm.weight * (context - context.mean(axis=1, keepdims=True))
        part /= spread[:, None]
        near = np.abs(state).sum(axis=1) - np.abs(state - part).sum(axis=1)
        expected[:, key] = np.maximum(near, 0)
    expected /= expected.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(alti.alti_layer(trace, block, 0), expected, atol=1e-5)


def test_layernorms_in_front_leave_the_parts_as_they_are_added():
    from dataclasses import replace

    states = np.random.default_rng(1).normal(size=(2, 3, 4)).astype(np.float32)
    trace = make_trace(weights=everywhere(3)[None, None], hidden=states)
    block = replace(plain_block(4), norm_first=True)
    ((_, parts, whole),) = attention_parts.attention_parts(trace, block, 0)
    np.testing.assert_allclose(parts.sum(axis=1), whole, atol=1e-6)  # there are no biases
    np.testing.assert_allclose(parts[0, 1], block.attention_norm(states[0])[1] / 3, atol=1e-6)
