"""Pictures of attention weights. Row = query (attends), column = key (attended to)."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from explorer.figures.base import LIGHT, Look, caption, number, short, token_labels
from explorer.figures.matrix import Axes, Scale, token_matrix
from explorer.figures.mosaic import mosaic
from explorer.measures import attention
from explorer.trace import Trace

SENTENCE = "“%{customdata[0]}” gives %{z:.6f} of its attention to “%{customdata[1]}”"


def attention_heatmap(
    trace: Trace,
    layer: int,
    head: int,
    *,
    first_index: int = 0,
    compact: bool = False,
    look: Look = LIGHT,
) -> go.Figure:
    """Which token attends to which in one head; rows sum to 1.

    ``first_index`` is the number that the reader gives to the first layer and head: 0 or 1.
    ``compact`` makes a preview: small cells without numbers.
    """
    weights = attention.head_attention(trace, layer, head)
    where = f"layer {layer + first_index}, head {head + first_index}"
    return _matrix(trace, weights, where, look, compact=compact)


def layer_mean_heatmap(
    trace: Trace, layer: int, *, first_index: int = 0, look: Look = LIGHT
) -> go.Figure:
    """Attention of one layer, averaged over its heads; rows sum to 1."""
    weights = attention.layer_mean(trace, layer)
    return _matrix(
        trace, weights, f"layer {layer + first_index}, mean of {trace.num_heads} heads", look
    )


def head_mean_heatmap(
    trace: Trace, head: int, *, first_index: int = 0, look: Look = LIGHT
) -> go.Figure:
    """Attention of one head number, averaged over all layers; rows sum to 1."""
    weights = attention.head_mean(trace, head)
    return _matrix(
        trace, weights, f"head {head + first_index}, mean of {trace.num_layers} layers", look
    )


def overall_mean_heatmap(trace: Trace, *, look: Look = LIGHT) -> go.Figure:
    """Attention averaged over all heads of all layers; rows sum to 1."""
    weights = attention.overall_mean(trace)
    heads = trace.num_layers * trace.num_heads
    return _matrix(trace, weights, f"mean of all {heads} heads", look)


def head_grid(trace: Trace, layer: int, *, first_index: int = 0, look: Look = LIGHT) -> go.Figure:
    """All heads of one layer as small multiples on one colour scale."""
    weights = trace.attention(layer)  # (H, Q, K)
    names = [f"head {number(first_index, head)}" for head in range(len(weights))]
    what = f"Attention, layer {layer + first_index}, all {len(weights)} heads"
    return mosaic(
        weights,
        names,
        Scale("attention weight, shared by all panels"),
        title=caption(trace, what),
        alt=f"{what} of “{short(trace.input.text, 80)}”: one small heatmap a head.",
        labels=token_labels(trace),
        look=look,
    )


def _matrix(
    trace: Trace, weights: np.ndarray, where: str, look: Look, *, compact: bool = False
) -> go.Figure:
    labels = token_labels(trace)
    return token_matrix(
        weights,
        Axes(labels, labels),
        Scale("attention weight"),
        title=caption(trace, f"Attention, {where}"),
        alt=f"Attention weights, {where}. {attention.read_row(weights, trace)}",
        hover=SENTENCE,
        compact=compact,
        look=look,
    )
