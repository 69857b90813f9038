"""Matrices of tokens by tokens: the piece under every heatmap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import plotly.graph_objects as go

from explorer.figures.base import (
    LIGHT,
    MONO,
    NUMBERS_UP_TO,
    Look,
    colour_bar,
    ink_on,
    layout,
    literal,
    scale,
    styled,
)

SIDE = 620  # pixels that a matrix may take up before its cells shrink
LARGEST_CELL, LABELLED_CELL = 46, 14
NARROWEST = 440  # pixels that the title takes
MATRIX_SIDE = 512  # cells a side at most: a screen has hardly more pixels for them
BLOCK_HOVER = "block of row %{y}, column %{x}<br>largest: %{z:.6f}"
PREVIEW = 230  # pixels of a preview's matrix
HOVER_WORDS_UP_TO = 160  # tokens: beyond this, naming both tokens of each cell weighs too much


@dataclass(frozen=True)
class Axes:
    """Labels of rows and columns, and the words for what they are; all plain text."""

    rows: Sequence[str]
    columns: Sequence[str]
    row_title: str = "query: the token that attends"
    column_title: str = "key: the token attended to"

    def every(self, step: int) -> Axes:
        """The same with the first label of each block of so many."""
        return replace(self, rows=self.rows[::step], columns=self.columns[::step])


@dataclass(frozen=True)
class Scale:
    """What a colour says: the quantity's name, its range, and whether it has a sign."""

    name: str
    low: float = 0.0
    high: float = 1.0
    signed: bool = False

    def colours(self, look: Look) -> tuple[str, ...]:
        """The colours from low to high."""
        return look.diverging if self.signed else look.sequential


def token_matrix(
    values: np.ndarray,
    axes: Axes,
    measure: Scale,
    *,
    title: str,
    alt: str,
    hover: str = "%{customdata[0]} → %{customdata[1]}<br>%{z:.6f}",
    compact: bool = False,
    look: Look = LIGHT,
) -> go.Figure:
    """A matrix with square cells, first token at top left. ``values`` is (rows, columns).

    Numbers stand in the cells up to 16 tokens; ``compact`` makes a preview: small cells without
    numbers. ``hover`` may use %{customdata[0]} for the row's token, %{customdata[1]} for the
    column's and %{z} for the number. More than 512 tokens are shown in blocks, each by its largest
    number, and the colour bar says so.
    """
    values, block = reduced(values[None], MATRIX_SIDE, signed=measure.signed)  # (1, rows, columns)
    values, axes = values[0], axes.every(block)
    measure = replace(measure, name=measure.name + block_words(block))
    hover = hover if block == 1 else BLOCK_HOVER
    cell = max(PREVIEW / max(values.shape), 1.0) if compact else cell_size(values.shape)
    figure = go.Figure(_cells(values, axes, measure, hover, look))
    if max(values.shape) <= NUMBERS_UP_TO and not compact:
        figure.add_traces(_numbers(values, measure, look, cell))
    styled(figure, look, title=title, alt=alt, height=SIDE)
    _fit(figure, axes, cell, look)
    _token_axis(layout(figure).xaxis, axes.columns, axes.column_title, cell, look)
    _token_axis(layout(figure).yaxis, axes.rows, axes.row_title, cell, look)
    figure.update_xaxes(
        side="top", tickangle=-90 if max(map(len, axes.columns), default=0) * 8 > cell else 0
    )
    figure.update_yaxes(autorange=None, range=[values.shape[0] - 0.5, -0.5])
    return figure


def _fit(figure: go.Figure, axes: Axes, cell: float, look: Look) -> None:
    """Make the picture as large as its cells, of so many pixels a side, and its labels take."""
    left = _label_width(axes.rows, look) + 30
    top = _label_width(axes.columns, look) + 72
    down, across = cell * len(axes.rows), cell * len(axes.columns)
    figure.update_layout(
        height=top + down + 12,
        width=max(left + across + 96, NARROWEST),
        margin={"l": left, "t": top, "r": max(90.0, NARROWEST - left - across - 6), "b": 10},
    )


def reduced(values: np.ndarray, side: int, *, signed: bool = False) -> tuple[np.ndarray, int]:
    """Matrices (N, rows, columns) of at most ``side`` cells a side, and the side of a block.

    A cell stands for the largest number of its block, in magnitude where numbers have a sign.
    """
    block = -(-max(values.shape[1:]) // side)
    if block <= 1:
        return values, 1
    found = _strongest(values, block, np.fmax)  # (N, down, across)
    if signed:
        lowest = _strongest(values, block, np.fmin)
        found = np.where(-lowest > found, lowest, found)
    return found, block


def _strongest(values: np.ndarray, block: int, strongest: np.ufunc) -> np.ndarray:
    """One number for each block of (N, rows, columns). Returns (N, down, across)."""
    for axis in (1, 2):
        starts = np.arange(0, values.shape[axis], block)
        values = strongest.reduceat(values, starts, axis=axis)
    return values


def block_words(block: int) -> str:
    """What to say behind a quantity's name where cells are blocks; nothing where they are not."""
    return "" if block == 1 else f"; each cell the largest of {block} x {block} tokens"


def _cells(values: np.ndarray, axes: Axes, measure: Scale, hover: str, look: Look) -> go.Heatmap:
    words = max(values.shape) <= HOVER_WORDS_UP_TO
    return go.Heatmap(
        z=np.asarray(values, np.float32),
        zmin=measure.low,
        zmax=measure.high,
        colorscale=scale(measure.colours(look)),
        colorbar=colour_bar(look, measure.name),
        customdata=_pairs(axes) if words else None,
        hovertemplate=(hover if words else "row %{y}, column %{x}<br>%{z:.6f}") + "<extra></extra>",
    )


def cell_size(shape: tuple[int, ...]) -> float:
    """Side of a cell in pixels: large for short texts, at least 14 where labels fit at all."""
    longest = max(shape)
    if longest > 64:  # labels are thinned out from here on
        return max(900 / longest, 2.0)
    return float(np.clip(SIDE / longest, LABELLED_CELL, LARGEST_CELL))


def _pairs(axes: Axes) -> np.ndarray:
    """The two tokens of each cell for the hover text. Returns (rows, columns, 2)."""
    pairs = np.empty((len(axes.rows), len(axes.columns), 2), object)
    pairs[..., 0] = np.array([literal(label) for label in axes.rows], object)[:, None]
    pairs[..., 1] = np.array([literal(label) for label in axes.columns], object)[None, :]
    return pairs


def _numbers(values: np.ndarray, measure: Scale, look: Look, cell: float) -> go.Scatter:
    """The numbers in the cells, each in an ink that can be read on its colour."""
    rows, columns = np.indices(values.shape)
    colours = measure.colours(look)
    return go.Scatter(
        x=columns.ravel(),
        y=rows.ravel(),
        mode="text",
        text=[_brief(value) for value in values.ravel()],
        textfont={
            "size": max(9, min(look.font_size - 1, int(cell / 3.1))),
            "color": [
                ink_on(v, measure.low, measure.high, colours, look)
                for v in np.nan_to_num(values, nan=measure.low).ravel()
            ],
        },
        hoverinfo="skip",
        showlegend=False,
    )


def _brief(value: float) -> str:
    """Two decimals without the leading zero, as in printed tables: .42, -.07, 1. Gaps are empty."""
    text = "" if np.isnan(value) else f"{value:.2f}"
    if text in {"0.00", "-0.00"}:
        return "0"
    return text.replace("0.", ".", 1) if abs(value) < 0.995 else text.replace(".00", "")


def _label_width(labels: Sequence[str], look: Look) -> int:
    """Pixels that the longest label takes in monospace."""
    shown = (label.replace("&lt;", "<").replace("&gt;", ">") for label in labels)
    return int(max((len(label) for label in shown), default=1) * (look.font_size - 1) * 0.64) + 10


def _token_axis(axis: object, labels: Sequence[str], title: str, cell: float, look: Look) -> None:
    """Numeric axis with token labels: equal tokens keep their own place."""
    step = max(1, int(np.ceil(LABELLED_CELL / cell)))
    places = list(range(0, len(labels), step))
    axis.update(  # type: ignore[attr-defined]
        tickvals=places,
        ticktext=[labels[place] for place in places],
        tickfont={"family": MONO, "size": look.font_size - 1},
        title={"text": title, "font": {"size": look.font_size - 2, "color": look.muted}},
        showgrid=False,
        zeroline=False,
        ticks="",
        automargin=False,
        range=[-0.5, len(labels) - 0.5],
        constrain="domain",
    )
