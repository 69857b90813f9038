"""Many matrices as small multiples in one heatmap, on one colour scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import plotly.graph_objects as go

from explorer.figures.base import LIGHT, Look, colour_bar, scale, styled
from explorer.figures.matrix import Scale, block_words, reduced

MOSAIC_SIDE = 128  # cells of a small multiple: it has no more pixels than that


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
    values, block = reduced(values, MOSAIC_SIDE, signed=measure.signed)
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
    measure = replace(measure, name=measure.name + block_words(block))
    words = _mosaic_words(board, values, origins, names, labels)
    figure = go.Figure(_cells(board, words, measure, look))
    styled(
        figure, look, title=title, alt=alt, height=70 + round(down * tall * 900 / (across * wide))
    )
    figure.update_layout(width=1000, margin={"l": 4, "r": 90, "t": 54, "b": 4})
    bounds = {"showgrid": False, "zeroline": False, "showticklabels": False, "ticks": ""}
    figure.update_xaxes(range=[-0.5, across * wide - 0.5], **bounds)
    figure.update_yaxes(range=[down * tall - 0.5, -0.5], **bounds)
    _name_panels(figure, origins, names, values.shape[1:], look)
    return figure


def _cells(board: np.ndarray, words: np.ndarray | None, measure: Scale, look: Look) -> go.Heatmap:
    """All panels as one heatmap; what lies between them is NaN."""
    return go.Heatmap(
        z=board,
        zmin=measure.low,
        zmax=measure.high,
        colorscale=scale(measure.colours(look)),
        colorbar=colour_bar(look, measure.name),
        customdata=words,
        hovertemplate="%{customdata}<br>%{z:.4f}<extra></extra>",
        hoverongaps=False,
    )


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
