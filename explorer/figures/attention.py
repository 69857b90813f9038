"""Pictures of attention weights. Row = query (attends), column = key (attended to)."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from explorer.figures.base import LIGHT, Look, caption, literal, number, short, token_labels
from explorer.figures.masked import SAID, draw_mask, draw_masks, later
from explorer.figures.matrix import Axes, token_matrix
from explorer.figures.mosaic import mosaic, open_panels, panel_marks
from explorer.figures.percents import PERCENT
from explorer.figures.scales import FIT, Scale
from explorer.measures import attention
from explorer.text import percent
from explorer.trace import Trace

SENTENCE = "“%{customdata[0]}” gives %{customdata[2]} of its attention to “%{customdata[1]}”"
MOST = 0.995  # share of the weights between words that a scale fit to them tells apart


def attention_heatmap(
    trace: Trace,
    layer: int,
    head: int,
    *,
    fit: bool = False,
    first_index: int = 0,
    compact: bool = False,
    look: Look = LIGHT,
) -> go.Figure:
    """Which token attends to which in one head; rows sum to 1.

    Colours run from 0 to 1, so that heads compare; ``fit`` ends them at the largest weights
    between words of this head. ``first_index`` is the number that the reader gives to the first
    layer and head: 0 or 1. ``compact`` makes a preview: small cells without numbers.
    """
    weights = attention.head_attention(trace, layer, head)
    where = f"layer {layer + first_index}, head {head + first_index}"
    return _matrix(trace, weights, where, look, fit=fit, compact=compact)


def layer_mean_heatmap(
    trace: Trace, layer: int, *, fit: bool = False, first_index: int = 0, look: Look = LIGHT
) -> go.Figure:
    """Attention of one layer, averaged over its heads; rows sum to 1."""
    weights = attention.layer_mean(trace, layer)
    where = f"layer {layer + first_index}, mean of {trace.num_heads} heads"
    return _matrix(trace, weights, where, look, fit=fit)


def head_mean_heatmap(
    trace: Trace, head: int, *, fit: bool = False, first_index: int = 0, look: Look = LIGHT
) -> go.Figure:
    """Attention of one head number, averaged over all layers; rows sum to 1."""
    weights = attention.head_mean(trace, head)
    where = f"head {head + first_index}, mean of {trace.num_layers} layers"
    return _matrix(trace, weights, where, look, fit=fit)


def overall_mean_heatmap(trace: Trace, *, fit: bool = False, look: Look = LIGHT) -> go.Figure:
    """Attention averaged over all heads of all layers; rows sum to 1."""
    weights = attention.overall_mean(trace)
    heads = trace.num_layers * trace.num_heads
    return _matrix(trace, weights, f"mean of all {heads} heads", look, fit=fit)


def head_grid(
    trace: Trace, layer: int, *, fit: bool = False, first_index: int = 0, look: Look = LIGHT
) -> go.Figure:
    """All heads of one layer as small multiples on one colour scale.

    A panel can be clicked and carries (layer, head) from 0; over it stands its strongest link.
    """
    weights = trace.attention(layer)  # (H, Q, K)
    names = [f"head {number(first_index, head)}" for head in range(len(weights))]
    what = f"Attention, layer {layer + first_index}, all {len(weights)} heads"
    figure = mosaic(
        weights,
        names,
        _scale(trace, weights, "attention weight of all panels", fit=fit),
        title=caption(trace, what + FIT * fit),
        alt=f"{what} of “{short(trace.input.text, 80)}”: one small heatmap a head.",
        labels=token_labels(trace),
        look=look,
    )
    draw_masks(figure, later(trace), look)
    said = [
        f"{name}: {_strongest(trace, panel)}" for name, panel in zip(names, weights, strict=True)
    ]
    carried = [(layer, head) for head in range(len(weights))]
    return open_panels(figure, [panel_marks(figure, carried, said)])


def _strongest(trace: Trace, weights: np.ndarray) -> str:
    """The strongest link between words of one head, as plotly must get it."""
    link = attention.strongest_link(weights, trace)
    if link is None:
        return "special tokens only"
    query, key = (literal(short(trace.labels[place])) for place in (link.query, link.key))
    return f"“{query}” gives {percent(link.weight)} to “{key}”"


def _scale(trace: Trace, weights: np.ndarray, name: str, *, fit: bool) -> Scale:
    """From 0 to 1, or to what all but the 0.5 % largest weights between words reach.

    Special tokens are left out: what a head rests on them would leave all else pale.
    """
    words = np.flatnonzero(~trace.special)
    said = SAID if trace.causal else ""
    if not fit or not len(words):
        return Scale(name, unit=PERCENT, note=said)
    between = weights[..., words[:, None], words]  # (..., W, W)
    top = float(np.quantile(between, MOST))
    return Scale(name, 0.0, top or 1.0, more=bool(weights.max() > top), unit=PERCENT,
                 note=said)  # fmt: skip


def _matrix(
    trace: Trace,
    weights: np.ndarray,
    where: str,
    look: Look,
    *,
    fit: bool = False,
    compact: bool = False,
) -> go.Figure:
    labels = token_labels(trace)
    figure = token_matrix(
        weights,
        Axes(labels, labels),
        _scale(trace, weights, "attention weight", fit=fit),
        title=caption(trace, f"Attention, {where}{FIT * fit}"),
        alt=f"Attention weights, {where}. {attention.read_row(weights, trace)}",
        hover=SENTENCE,
        size="compact" if compact else "full",
        look=look,
    )
    return draw_mask(figure, later(trace), look)
