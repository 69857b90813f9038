"""Boards and maps of heads: layers in rows, heads in columns, one number or one pattern each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from explorer.figures.base import (
    CATEGORIES,
    LIGHT,
    MARKERS,
    Look,
    caption,
    number,
    short,
    styled,
)
from explorer.figures.matrix import Axes, Scale, token_matrix
from explorer.trace import Trace


@dataclass(frozen=True)
class Board:
    """What a board of heads shows: its title, the name on its colour bar, and its range."""

    title: str
    quantity: str
    low: float = 0.0
    high: float = 1.0
    signed: bool = False


def head_board(
    trace: Trace, values: np.ndarray, board: Board, *, first_index: int = 0, look: Look = LIGHT
) -> go.Figure:
    """One number a head, (L, H); cells can be clicked and carry (layer, head) from 0."""
    layers, heads = values.shape
    best = np.unravel_index(np.nanargmax(np.abs(values)), values.shape)
    top = f"layer {number(first_index, int(best[0]))}, head {number(first_index, int(best[1]))}"
    figure = token_matrix(
        values,
        head_axes(layers, heads, first_index),
        Scale(board.quantity, board.low, board.high, board.signed),
        title=caption(trace, board.title),
        alt=f"{board.title}, {layers} layers by {heads} heads, for "
        f"“{short(trace.input.text, 80)}”. Largest: {top}, {values[best]:.3f}.",
        hover="%{customdata[0]}, %{customdata[1]}<br>" + board.quantity + " %{z:.4f}",
        look=look,
    )
    return clickable(figure, layers, heads)


def head_scores(
    trace: Trace,
    boards: Mapping[str, np.ndarray],
    shown: str,
    board: Board,
    *,
    first_index: int = 0,
    look: Look = LIGHT,
) -> go.Figure:
    """One of several measures of every head, as a board; its table holds them all."""
    return head_board(trace, boards[shown], board, first_index=first_index, look=look)


def head_map(
    trace: Trace,
    points: np.ndarray,
    groups: np.ndarray,
    names: Sequence[str],
    *,
    first_index: int = 0,
    look: Look = LIGHT,
) -> go.Figure:
    """Heads as points that are close when they attend alike; (N, 2) and each one's group."""
    figure = go.Figure()
    for place, name in enumerate(names):
        members = np.flatnonzero(groups == place)
        if not len(members):
            continue
        at = np.stack(np.divmod(members, trace.num_heads), axis=1)  # (members, 2): layer and head
        group = _group(points[members], at, first_index)
        figure.add_trace(group.update(name=f"{name} ({len(members)})", marker=_point(place, look)))
    styled(
        figure,
        look,
        title=caption(trace, "Heads by Jensen-Shannon distance"),
        alt=f"Map of {len(points)} heads for “{short(trace.input.text, 80)}”: heads that attend "
        f"alike lie close together, in {len(set(groups.tolist()))} groups.",
        height=560,
    )
    figure.update_layout(legend={"orientation": "h", "y": -0.02, "yanchor": "top", "x": 0})
    # Distances count, directions do not: no numbers on the axes, and one unit for both.
    figure.update_xaxes(showticklabels=False, zeroline=False, showgrid=False)
    figure.update_yaxes(showticklabels=False, zeroline=False, showgrid=False, scaleanchor="x")
    return figure


def _group(points: np.ndarray, at: np.ndarray, first_index: int) -> go.Scatter:
    """The heads of one group, (members, 2); ``at`` is the layer and head of each, from 0."""
    return go.Scatter(
        x=points[:, 0],
        y=points[:, 1],
        mode="markers",
        customdata=np.concatenate([at, at + first_index], axis=1),
        hovertemplate="layer %{customdata[2]}, head %{customdata[3]}<extra></extra>",
    )


def _point(place: int, look: Look) -> dict[str, object]:
    """Colour and marker of a group's points."""
    return {
        "size": 10,
        "color": CATEGORIES[place % len(CATEGORIES)],
        "symbol": MARKERS[place % len(MARKERS)],
        "line": {"width": 1, "color": look.paper},
    }


def head_axes(layers: int, heads: int, first_index: int) -> Axes:
    """Layers in rows and heads in columns, as the reader counts them."""
    return Axes(
        [f"layer {number(first_index, i)}" for i in range(layers)],
        [f"head {number(first_index, i)}" for i in range(heads)],
        "",
        "",
    )


def clickable(figure: go.Figure, layers: int, heads: int) -> go.Figure:
    """Invisible points over the cells: heatmaps report no clicks, points do."""
    rows, columns = np.indices((layers, heads))
    unseen = {"marker": {"opacity": 0}}
    figure.add_trace(
        go.Scatter(
            x=columns.ravel(),
            y=rows.ravel(),
            mode="markers",
            marker={"symbol": "square", "size": 24, "opacity": 0},
            selected=unseen,
            unselected=unseen,
            customdata=np.stack([rows.ravel(), columns.ravel()], axis=1),
            hoverinfo="none",
            showlegend=False,
        )
    )
    return figure
