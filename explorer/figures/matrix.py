"""Matrices of tokens by tokens: the piece under every heatmap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import plotly.graph_objects as go

from explorer.figures import percents
from explorer.figures.base import (
    LIGHT,
    MONO,
    NARROW,
    NUMBERS_UP_TO,
    Look,
    layout,
    literal,
    scale,
    styled,
    text_width,
)
from explorer.figures.blocks import block_words, reduced
from explorer.figures.digits import numbers, thousandths
from explorer.figures.drawing import Figure, put
from explorer.figures.scales import LEAST, Scale, bar_room, draw_bar

SIDE = 432  # pixels that a matrix may take up before its cells shrink: a projector shows it whole
PROJECTED = 330, 1100  # pixels down and across, where a question in large type stands above it
LARGEST_CELL, LABELLED_CELL = 44, 14
READABLE_CELL = 12  # pixels from one label to the next, on a phone
NARROWEST = 340  # pixels: a phone's screen
MATRIX_SIDE = 512  # cells a side at most: a screen has hardly more pixels for them
VALUE = "%{z:.6f}"
"""How a hover text says the number; shares are said in percent in its place."""
BLOCK_HOVER = "block of row %{y}, column %{x}<br>largest: " + VALUE
PREVIEW = 230  # pixels of a preview's matrix
HOVER_WORDS_UP_TO = 160  # tokens: beyond this, naming both tokens of each cell weighs too much
RIGHT = 14  # pixels beside the last column
BEYOND_LABELS = 4  # pixels from the longest label to the axis title, which crosses none of them

Size = Literal["full", "compact", "narrow"]


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


def token_matrix(
    values: np.ndarray,
    axes: Axes,
    measure: Scale,
    *,
    title: str,
    alt: str,
    hover: str = "%{customdata[0]} → %{customdata[1]}<br>" + VALUE,
    size: Size = "full",
    look: Look = LIGHT,
) -> go.Figure:
    """A matrix with square cells, first token at top left. ``values`` is (rows, columns).

    Numbers stand in the cells up to 16 tokens, if they fit; the size "compact" is a preview: small
    cells without numbers. ``hover`` may use %{customdata[0]} for the row's token,
    %{customdata[1]} for the column's and VALUE for the number. More than 512 tokens are shown in
    blocks, each by its largest number, and the colour bar says so. Cells stay square in a frame
    that is narrower than the picture's own width; "narrow" makes them small enough for a phone.
    """
    values, block = reduced(values[None], MATRIX_SIDE, signed=measure.signed)  # (1, rows, columns)
    values, axes = values[0], axes.every(block)
    measure = replace(measure, name=measure.name + block_words(block))
    hover = hover if block == 1 else BLOCK_HOVER
    cell = cell_size(values.shape, look)
    if size == "compact":
        cell = max(PREVIEW / max(values.shape), 1.0)
    elif size == "narrow":
        cell = min(cell, (NARROW - _left(axes, look) - RIGHT) / values.shape[1])
    figure = Figure(_cells(values, axes, measure, hover, look))
    if max(values.shape) <= NUMBERS_UP_TO and size != "compact":
        figure.add_traces(numbers(values, measure, look, cell))
        small = thousandths(values) and not measure.unit
        said = "; in the cells: thousandths" if small else ""
        measure = replace(measure, note=measure.note + said)
    draw_bar(figure, measure, look, across=cell * values.shape[1])
    styled(figure, look, title=title, alt=alt, height=SIDE)
    _label(figure, axes, cell, look)
    return figure


def _label(figure: go.Figure, axes: Axes, cell: float, look: Look) -> None:
    """Token labels above and to the left; cells that stay square, first token at top left."""
    wide = 8 * (look.font_size / LIGHT.font_size if look.projected else 1)  # pixels of a letter
    upright = max(map(len, axes.columns), default=0) * wide > cell
    _fit(figure, axes, cell, look, upright=upright)
    _token_axis(layout(figure).xaxis, axes.columns, axes.column_title, cell, look)
    _token_axis(layout(figure).yaxis, axes.rows, axes.row_title, cell, look)
    figure.update_xaxes(side="top", tickangle=-90 if upright else 0, constraintoward="left")
    figure.update_yaxes(range=[len(axes.rows) - 0.5, -0.5], scaleanchor="x",
                        constraintoward="top")  # fmt: skip


def _fit(figure: go.Figure, axes: Axes, cell: float, look: Look, *, upright: bool) -> None:
    """Make the picture as large as its cells, of so many pixels a side, and its labels take."""
    left = _left(axes, look)
    above = _label_width(axes.columns, look) if upright else 1.6 * look.font_size
    top = layout(figure).margin.t + above + (24 if axes.column_title else 2)
    down, across = cell * len(axes.rows), cell * len(axes.columns)
    bottom = bar_room(look)
    wide = max(left + max(across, LEAST) + RIGHT, text_width(figure, look), NARROWEST)
    figure.update_layout(
        height=top + down + bottom,
        width=wide,
        margin={"l": left, "t": top, "r": wide - left - across, "b": bottom},
        minreducedheight=2,  # plotly gives less than 64 pixels to no plot, unless told
        minreducedwidth=2,
    )


def _left(axes: Axes, look: Look) -> float:
    """Pixels that the rows' labels and their title take."""
    return _label_width(axes.rows, look) + (24 if axes.row_title else 2)


def _cells(values: np.ndarray, axes: Axes, measure: Scale, hover: str, look: Look) -> go.Heatmap:
    words = max(values.shape) <= HOVER_WORDS_UP_TO
    carried = _pairs(axes) if words else None  # (rows, columns, 2)
    hover = hover if words else "row %{y}, column %{x}<br>" + VALUE
    if measure.unit and words:
        said = percents.written(values, measure.unit)
        carried = np.concatenate([_pairs(axes), said[..., None]], axis=-1)  # (rows, columns, 3)
        hover = hover.replace(VALUE, "%{customdata[2]}")
    elif measure.unit:  # a number weighs less than its words
        carried = np.asarray(100 * values, np.float32)  # (rows, columns)
        hover = hover.replace(VALUE, f"%{{customdata:.2f}} {measure.unit}")
    return go.Heatmap(
        z=np.asarray(values, np.float32),
        zmin=measure.low,
        zmax=measure.high,
        colorscale=scale(measure.colours(look)),
        customdata=carried,
        hovertemplate=hover + "<extra></extra>",
    )


def cell_size(shape: tuple[int, ...], look: Look = LIGHT) -> float:
    """Side of a cell in pixels: large for short texts, at least 14 where labels fit at all.

    Larger type has larger cells, so that the numbers in them grow too.
    """
    longest, larger = max(shape), look.font_size / LIGHT.font_size
    if longest > 64:  # labels are thinned out from here on
        return max(900 / longest, 2.0)
    most = SIDE / longest
    if look.projected:
        most = min(room / count for room, count in zip(PROJECTED, shape, strict=True)) / larger
    return larger * float(np.clip(most, LABELLED_CELL, LARGEST_CELL))


def _pairs(axes: Axes) -> np.ndarray:
    """The two tokens of each cell for the hover text. Returns (rows, columns, 2)."""
    pairs = np.empty((len(axes.rows), len(axes.columns), 2), object)
    pairs[..., 0] = np.array([literal(label) for label in axes.rows], object)[:, None]
    pairs[..., 1] = np.array([literal(label) for label in axes.columns], object)[None, :]
    return pairs


def _label_width(labels: Sequence[str], look: Look) -> int:
    """Pixels that the longest label takes in monospace."""
    shown = (label.replace("&lt;", "<").replace("&gt;", ">") for label in labels)
    return int(max((len(label) for label in shown), default=1) * (look.font_size - 1) * 0.64) + 10


def _token_axis(axis: object, labels: Sequence[str], title: str, cell: float, look: Look) -> None:
    """Numeric axis with token labels: equal tokens keep their own place."""
    step = max(1, int(np.ceil(READABLE_CELL / cell)))
    size = min(look.font_size - 1, int(0.92 * step * cell))
    places = list(range(0, len(labels), step))
    put(axis, {
        "tickvals": places,
        "ticktext": [labels[place] for place in places],
        "tickfont": {"family": MONO, "size": size},
        "title": {"text": title, "font": {"size": look.font_size - 2, "color": look.muted},
                  "standoff": BEYOND_LABELS},
        "showgrid": False,
        "zeroline": False,
        "ticks": "",
        "ticklabelstandoff": 4,
        "automargin": False,
        "range": [-0.5, len(labels) - 0.5],
        "constrain": "domain",
    })  # fmt: skip
