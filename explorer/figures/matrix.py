"""Matrices of tokens by tokens: the piece under every heatmap, and a mosaic of many of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
PREVIEW = 230  # pixels of a preview's matrix
MOSAIC_SIDE = 128  # cells of a small multiple: it has no more pixels than that
HOVER_WORDS_UP_TO = 160  # tokens: beyond this, naming both tokens of each cell weighs too much


@dataclass(frozen=True)
class Axes:
    """Labels of rows and columns, and the words for what they are; all plain text."""

    rows: Sequence[str]
    columns: Sequence[str]
    row_title: str = "query: the token that attends"
    column_title: str = "key: the token attended to"


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
    column's and %{z} for the number.
    """
    cell = max(PREVIEW / max(values.shape), 1.0) if compact else cell_size(values.shape)
    figure = go.Figure(_cells(values, axes, measure, hover, look))
    if max(values.shape) <= NUMBERS_UP_TO and not compact:
        figure.add_traces(_numbers(values, measure, look, cell))
    left = _label_width(axes.rows, look) + 30
    top = _label_width(axes.columns, look) + 72
    styled(figure, look, title=title, alt=alt, height=top + cell * values.shape[0] + 12)
    right = max(90.0, NARROWEST - left - cell * values.shape[1] - 6)
    figure.update_layout(
        width=max(left + cell * values.shape[1] + 96, NARROWEST),
        margin={"l": left, "t": top, "r": right, "b": 10},
    )
    _token_axis(layout(figure).xaxis, axes.columns, axes.column_title, cell, look)
    _token_axis(layout(figure).yaxis, axes.rows, axes.row_title, cell, look)
    figure.update_xaxes(side="top", tickangle=-90 if max(map(len, axes.columns)) * 8 > cell else 0)
    figure.update_yaxes(autorange=None, range=[values.shape[0] - 0.5, -0.5])
    return figure


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


def mosaic(
    values: np.ndarray,
    names: Sequence[str],
    measure: Scale,
    *,
    title: str,
    alt: str,
    labels: Sequence[str],
    across: int = 4,
    look: Look = LIGHT,
) -> go.Figure:
    """Many matrices as small multiples in one heatmap. ``values`` is (N, rows, columns).

    One trace and one shared scale: twelve plotly subplots take seconds, this takes a moment.
    Panels of more than 128 tokens show the largest value of each block of cells, and say so.
    """
    values, block = _pooled(values)
    labels = labels[::block]
    count, rows, columns = values.shape
    down = -(-count // across)
    gap = max(1, round(max(rows, columns) * 0.08))
    head = max(2, round(rows * 0.16))  # room for each panel's name
    tall, wide = rows + head, columns + gap
    board = np.full((down * tall, across * wide), np.nan, np.float32)
    origins = [(n // across * tall + head, n % across * wide) for n in range(count)]
    for (top, left), panel in zip(origins, values, strict=True):
        board[top : top + rows, left : left + columns] = panel
    figure = go.Figure(
        go.Heatmap(
            z=board,
            zmin=measure.low,
            zmax=measure.high,
            colorscale=scale(measure.colours(look)),
            colorbar=colour_bar(look, measure.name + _block_words(block)),
            customdata=_mosaic_words(board, values, origins, names, labels),
            hovertemplate="%{customdata}<br>%{z:.4f}<extra></extra>",
            hoverongaps=False,
        )
    )
    styled(
        figure, look, title=title, alt=alt, height=70 + round(down * tall * 900 / (across * wide))
    )
    figure.update_layout(width=1000, margin={"l": 4, "r": 90, "t": 54, "b": 4})
    bounds = {"showgrid": False, "zeroline": False, "showticklabels": False, "ticks": ""}
    figure.update_xaxes(range=[-0.5, across * wide - 0.5], **bounds)
    figure.update_yaxes(range=[down * tall - 0.5, -0.5], **bounds)
    _name_panels(figure, origins, names, values.shape[1:], look)
    return figure


def _name_panels(
    figure: go.Figure,
    origins: Sequence[tuple[int, int]],
    names: Sequence[str],
    size: tuple[int, ...],
    look: Look,
) -> None:
    """A name above each panel and a hairline around it. ``size`` is (rows, columns)."""
    rows, columns = size
    corners = list(zip(origins, names, strict=True))
    # All at once: each single add_annotation or add_shape makes plotly check all those before it.
    figure.update_layout(
        annotations=[
            {"x": left - 0.5, "y": top - 0.5, "text": name, "showarrow": False, "xanchor": "left",
             "yanchor": "bottom", "font": {"size": look.font_size - 1, "color": look.muted}}
            for (top, left), name in corners
        ],
        shapes=[
            {"type": "rect", "x0": left - 0.5, "x1": left + columns - 0.5, "y0": top - 0.5,
             "y1": top + rows - 0.5, "line": {"color": look.line, "width": 1}}
            for (top, left), _ in corners
        ],
    )  # fmt: skip


def _pooled(values: np.ndarray) -> tuple[np.ndarray, int]:
    """Panels of at most 128 cells a side, each the maximum of a block; and the block's side."""
    block = -(-max(values.shape[1:]) // MOSAIC_SIDE)
    if block == 1:
        return values, 1
    count, rows, columns = values.shape
    down, across = -(-rows // block), -(-columns // block)
    padded = np.full((count, down * block, across * block), -np.inf, np.float32)
    padded[:, :rows, :columns] = values
    blocks = padded.reshape(count, down, block, across, block)
    return blocks.max(axis=(2, 4)), block  # (N, down, across)


def _block_words(block: int) -> str:
    return "" if block == 1 else f"; each cell the largest of {block} x {block} tokens"


def _mosaic_words(
    board: np.ndarray,
    values: np.ndarray,
    origins: Sequence[tuple[int, int]],
    names: Sequence[str],
    labels: Sequence[str],
) -> np.ndarray | None:
    """What to say over each cell: panel, row token, column token. None when there are too many."""
    _, rows, columns = values.shape
    if board.size > 20_000:
        return None
    words = np.full(board.shape, "", object)
    for (top, left), name in zip(origins, names, strict=True):
        for row in range(rows):
            words[top + row, left : left + columns] = [
                f"{name}: {labels[row]} → {labels[column]}" for column in range(columns)
            ]
    return words
