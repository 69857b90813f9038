"""Boards and maps of heads: layers in rows, heads in columns, one number or one pattern each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
import plotly.graph_objects as go

from explorer.figures.base import (
    LIGHT,
    Look,
    caption,
    number,
    short,
)
from explorer.figures.matrix import VALUE, Axes, token_matrix
from explorer.figures.percents import PERCENT
from explorer.figures.scales import Scale
from explorer.text import percent
from explorer.trace import Trace


@dataclass(frozen=True)
class Board:
    """What a board of heads shows: its title, the name on its colour bar, and its range."""

    title: str
    quantity: str
    low: float = 0.0
    high: float = 1.0
    signed: bool = False
    share: bool = False  # a fraction, said in percent


def head_board(
    trace: Trace, values: np.ndarray, board: Board, *, first_index: int = 0, look: Look = LIGHT
) -> go.Figure:
    """One number a head, (L, H); cells can be clicked and carry (layer, head) from 0."""
    layers, heads = values.shape
    best = np.unravel_index(np.nanargmax(np.abs(values)), values.shape)
    top = f"layer {number(first_index, int(best[0]))}, head {number(first_index, int(best[1]))}"
    unit = PERCENT if board.share else ""
    measure = Scale(board.quantity, board.low, board.high, board.signed, unit=unit)
    most = percent(values[best], 1) if board.share else f"{values[best]:.3f}"
    figure = token_matrix(
        values,
        head_axes(layers, heads, first_index),
        measure,
        title=caption(trace, board.title),
        alt=f"{board.title}, {layers} layers by {heads} heads, for "
        f"“{short(trace.input.text, 80)}”. Largest: {top}, {most}.",
        hover=f"%{{customdata[0]}}, %{{customdata[1]}}<br>{board.quantity} {VALUE}",
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


def head_axes(layers: int, heads: int, first_index: int) -> Axes:
    """Layers in rows and heads in columns, as the reader counts them."""
    return Axes(
        [f"layer {number(first_index, i)}" for i in range(layers)],
        [f"head {number(first_index, i)}" for i in range(heads)],
        "",
        "",
    )


def clickable(figure: go.Figure, layers: int, heads: int) -> go.Figure:
    """Invisible points over the cells: heatmaps report no clicks, points do.

    They take the pointer from the cells, so they say what these would have said.
    """
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
            hovertext=_told(figure.data[0]),
            hovertemplate="%{hovertext}<extra></extra>",
            showlegend=False,
        )
    )
    return figure


def _told(cells: Any) -> list[str]:
    """The hover text of each cell of a heatmap, row by row."""
    if np.ndim(cells.customdata) < 3:  # too many cells to name
        return [f"{value:.6f}" for value in np.ravel(cells.z)]
    template = str(cells.hovertemplate).removesuffix("<extra></extra>")
    return [
        reduce(
            lambda text, part: text.replace(f"%{{customdata[{part[0]}]}}", str(part[1])),
            enumerate(carried),
            template.replace(VALUE, f"{value:.6f}"),
        )
        for values, row in zip(np.asarray(cells.z), np.asarray(cells.customdata), strict=True)
        for value, carried in zip(values, row, strict=True)
    ]
