"""One layer frozen in a run, read backwards: what each edge through it carries to a number.

The layer is linear once its attention weights, its LayerNorms' deviations and its activation's
ratios are held at their values in this run (DecompX; Modarressi et al., 2023). A linear number is
<slopes, state>, so each way through the layer carries slope times value, and the ways that end in
a state add up to <slopes, state>. Plain numpy.

T tokens, H heads, Q query and K key tokens, d head width, D hidden width, F feed-forward width.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.measures.block import Block
from explorer.measures.contributions import activation_ratio
from explorer.one_line import OneLine
from explorer.trace import LayerNorm

Array = np.ndarray


@dataclass(frozen=True, eq=False, repr=False)
class LayerFlow(OneLine):
    """What one layer carries to a number, in the number's unit, and the slopes below it.

    Of token i after the layer: ``residual[i] + links[:, i].sum() + value_bias[:, i].sum() +
    bias[i]`` is <slopes above, state>; feed-forward and LayerNorms are passed on the way.
    """

    residual: Array  # (T,) from the same token's state below
    links: Array  # (H, Q, K) from token K below to token Q above through a head
    value_bias: Array  # (H, Q) what a head adds whatever the tokens are: its biases
    bias: Array  # (T,) all other biases of the layer
    slopes: Array  # (T, D) of the number, by the states below


def layer_flow(block: Block, below: Array, attention: Array, slopes: Array) -> LayerFlow:
    """The flow through a layer. Takes its input (T, D), (H, Q, K) and the slopes above (T, D).

    Holds about 4 T (3 F + 8 D + 2 H T) bytes.
    """
    summed = block.attend(below, attention) + below  # (T, D)
    before = _norm_first if block.norm_first else _norm_last
    slopes, bias = before(block, summed, slopes)
    bias += slopes @ block.output.bias
    links, value_bias, by_heads = _through_heads(block, below, attention, slopes)
    return LayerFlow(
        np.einsum("td,td->t", slopes, below), links, value_bias, bias, slopes + by_heads
    )


def _norm_last(block: Block, summed: Array, slopes: Array) -> tuple[Array, Array]:
    """Slopes by the first sum, (T, D), and the part of the biases above it, (T,)."""
    state = block.attention_norm(summed)
    outer = block.fed_forward(state) + state
    bias = slopes @ block.output_norm.bias
    slopes = norm_slopes(block.output_norm, outer, slopes)
    fed, own = _through_feed_forward(block, state, slopes)
    slopes = slopes + fed
    bias += own + slopes @ block.attention_norm.bias
    return norm_slopes(block.attention_norm, summed, slopes), bias


def _norm_first(block: Block, summed: Array, slopes: Array) -> tuple[Array, Array]:
    """The same where the LayerNorms stand in front of attention and feed-forward."""
    state, bias = block.output_norm(summed), np.zeros(len(summed), summed.dtype)
    if block.final_norm is not None:
        bias += slopes @ block.final_norm.bias
        slopes = norm_slopes(block.final_norm, block.fed_forward(state) + summed, slopes)
    fed, own = _through_feed_forward(block, state, slopes)
    bias += own + fed @ block.output_norm.bias
    return slopes + norm_slopes(block.output_norm, summed, fed), bias


def _through_feed_forward(block: Block, state: Array, slopes: Array) -> tuple[Array, Array]:
    """Slopes by what the feed-forward reads, (T, D), and the part of its biases, (T,)."""
    ratio = activation_ratio(block.inner(state), block.activation)  # (T, F)
    inside = (slopes @ block.outer.weight) * ratio
    return inside @ block.inner.weight, slopes @ block.outer.bias + inside @ block.inner.bias


def _through_heads(
    block: Block, x: Array, attention: Array, slopes: Array
) -> tuple[Array, Array, Array]:
    """What the heads carry: (H, Q, K), the part of their biases (H, Q), and slopes (T, D)."""
    count, heads, norm = len(x), block.heads, block.attention_norm
    shift = norm.bias if block.norm_first else np.zeros_like(norm.bias)  # (D,)

    def by_head(flat: Array) -> Array:
        return flat.reshape(len(flat), heads, -1).swapaxes(0, 1)  # (H, T, d)

    asked = by_head(slopes @ block.output.weight)
    brought = by_head((block.entering(x) - shift) @ block.value.weight.T)
    links = attention * (asked @ brought.swapaxes(1, 2))  # (H, Q, K)
    own = by_head(block.value(shift)[None])  # (H, 1, d)
    value_bias = attention.sum(axis=-1) * (asked @ own.swapaxes(1, 2))[..., 0]  # (H, Q)
    back = (attention.swapaxes(1, 2) @ asked).swapaxes(0, 1).reshape(count, -1)  # (K, H * d)
    below = back @ block.value.weight
    return links, value_bias, norm_slopes(norm, x, below) if block.norm_first else below


def norm_slopes(norm: LayerNorm, x: Array, slopes: Array) -> Array:
    """Slopes below a LayerNorm whose deviation is that of x, from those above. (T, D) kept."""
    scaled = slopes * norm.weight
    spread = np.sqrt(x.var(axis=-1, keepdims=True) + norm.epsilon)
    return (scaled - scaled.mean(axis=-1, keepdims=True)) / spread
