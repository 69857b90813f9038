"""Attention as lines from each token to those it attends to, as the attention view draws it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from explorer.figures.base import (
    CATEGORIES,
    DASHES,
    LIGHT,
    MONO,
    Look,
    caption,
    layout,
    legend_above,
    literal,
    number,
    short,
    styled,
    token_labels,
)
from explorer.figures.drawing import Figure
from explorer.measures import attention
from explorer.text import percent
from explorer.trace import Trace

WIDTH, NARROW_WIDTH = 640.0, 340.0  # pixels, of which the labels take a part
ROW = 24  # pixels from one token to the next
STEPS = 10  # strengths of lines
LEAST, LEAST_OF_MANY = 0.05, 0.10  # of one head, of all: weaker links would be a haze


def attention_lines(
    trace: Trace,
    layer: int,
    head: int | Sequence[int] | None = None,
    *,
    query: int | None = None,
    narrow: bool = False,
    first_index: int = 0,
    look: Look = LIGHT,
) -> go.Figure:
    """Lines from every token to those it attends to: the stronger the line, the more attention.

    One head, several, or all heads of the layer where none is named, each in its own colour; of
    every token, or of one ``query``, whose weights in one head stand beside the tokens that get
    them. Links below 5 %, or below 10 % of several heads, are not drawn. ``narrow`` is for phones.
    """
    heads = attention.some_heads(trace, head)
    every = [_of_query(attention.head_attention(trace, layer, one), query) for one in heads]
    figure = Figure()
    for place, (one, weights) in enumerate(zip(heads, every, strict=True)):
        name = f"head {number(first_index, one)}"
        figure.add_traces(_lines(weights, name, place, len(heads), look))
    labels = token_labels(trace)
    told = labels if query is None or len(every) > 1 else _with_weights(labels, every[0][query])
    room = side_room(told, NARROW_WIDTH if narrow else WIDTH, look)
    sides = ((labels, 0, "left"), (told, 1, "right"))
    figure.add_traces([side_labels(*side, look) for side in sides])
    where = f"layer {number(first_index, layer)}, {_which(trace, heads, first_index)}"
    way = "from left to right" if query is None else f"from “{literal(short(trace.labels[query]))}”"
    styled(figure, look, title=caption(trace, f"Attention, {where}: {way}"),
           alt=f"Lines between tokens, {where}. {attention.read_row(every[0], trace)}",
           height=84 + ROW * len(labels))  # fmt: skip
    bare = {"showticklabels": False, "showgrid": False, "zeroline": False}
    figure.update_xaxes(bare, range=[-room, 1 + room])
    figure.update_yaxes(bare, range=[len(labels) - 0.5, -0.5])
    figure.update_layout(showlegend=len(heads) > 1)
    return legend_above(figure, look) if layout(figure).showlegend else figure


def _of_query(weights: np.ndarray, query: int | None) -> np.ndarray:
    """The weights of one query alone, the others 0; all where none is named. (Q, K)"""
    if query is None:
        return weights
    return np.where(np.arange(len(weights))[:, None] == query, weights, 0)


def _with_weights(labels: Sequence[str], row: np.ndarray) -> list[str]:
    """Each token that gets a line, with its weight."""
    said = [f" {percent(float(weight))}" if weight >= LEAST else "" for weight in row]
    return [label + more for label, more in zip(labels, said, strict=True)]


def _which(trace: Trace, heads: Sequence[int], first_index: int) -> str:
    if len(heads) == 1:
        return f"head {number(first_index, heads[0])}"
    if len(heads) == trace.num_heads:
        return f"all {len(heads)} heads"
    return "heads " + ", ".join(str(number(first_index, head)) for head in heads)


def _lines(weights: np.ndarray, name: str, place: int, count: int, look: Look) -> list[go.Scatter]:
    """The links of one head by strength, weakest first, and one entry for the legend."""
    line = {"color": look.accent if count == 1 else CATEGORIES[place % len(CATEGORIES)],
            "dash": DASHES[place // len(CATEGORIES) % len(DASHES)], "width": 2}  # fmt: skip
    least = LEAST if count == 1 else LEAST_OF_MANY
    steps = np.ceil(np.clip(weights, 0, 1) * STEPS)  # (Q, K)
    drawn = []
    for step in range(1, STEPS + 1):
        links = np.argwhere((steps == step) & (weights >= least))  # (N, 2) query, key
        ends = np.column_stack([links, np.full(len(links), np.nan)])
        if len(links):
            strength = (step - 0.5) / STEPS
            drawn.append(
                go.Scatter(x=np.tile([0, 1, np.nan], len(links)), y=ends.ravel(), mode="lines",
                           line=line, opacity=strength, hoverinfo="skip", showlegend=False)
            )  # fmt: skip
    return [*drawn, go.Scatter(x=[None], y=[None], mode="lines", line=line, name=name)]


def side_room(labels: Sequence[str], width: float, look: Look) -> float:
    """Room for the labels at each side, in units of the lines' length."""
    longest = max(map(len, labels)) * 0.64 * look.font_size + 10  # pixels
    longest = min(longest, 0.36 * width)
    return longest / (width - 2 * longest)


def side_labels(labels: Sequence[str], x: float, side: str, look: Look) -> go.Scatter:
    """The tokens at one end of the lines."""
    return go.Scatter(
        x=[x + (0.02 if x else -0.02)] * len(labels), y=list(range(len(labels))), mode="text",
        text=list(labels), textposition=f"middle {side}", hoverinfo="skip", showlegend=False,
        textfont={"family": MONO, "size": look.font_size, "color": look.ink},
    )  # fmt: skip
