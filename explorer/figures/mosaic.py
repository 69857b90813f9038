"""Many matrices as small multiples in one heatmap, on one colour scale."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import plotly.graph_objects as go

from explorer.figures import percents
from explorer.figures.base import LIGHT, MONO, Look, layout, scale, short, styled, text_width
from explorer.figures.blocks import block_words, reduced
from explorer.figures.drawing import Figure
from explorer.figures.matrix import LARGEST_CELL, NARROWEST
from explorer.figures.scales import LEAST, Scale, bar_room, draw_bar

MOSAIC_SIDE = 128  # cells of a small multiple: it has no more pixels than that
WIDE, PANEL = 600, 300  # pixels of all panels, and of the largest single one
READABLE = 11  # pixels from one label to the next
LABELS_UP_TO = 16  # tokens: beyond this, labels are too small to read


@dataclass(frozen=True)
class Panels:
    """How many panels stand in a row, and how many pixels all of a row may take."""

    across: int = 4
    wide: float = WIDE


@dataclass(frozen=True)
class Grid:
    """Where panels of (rows, columns) cells stand, counted in cells of so many pixels."""

    count: int
    across: int
    rows: int
    columns: int
    wide: float = WIDE

    @property
    def cell(self) -> float:
        """Side of a cell in pixels."""
        fits = self.wide / (self.across * self.columns * 1.08)
        return min(LARGEST_CELL, fits, PANEL / self.columns)

    @property
    def step(self) -> tuple[int, int]:
        """Cells from one panel to the next, down and across: room for names, and a gap."""
        name, gap = math.ceil(26 / self.cell), math.ceil(12 / self.cell)
        return self.rows + name, self.columns + gap

    @property
    def size(self) -> tuple[int, int]:
        """Cells of the whole board, (down, across)."""
        return -(-self.count // self.across) * self.step[0], self.across * self.step[1]

    def origins(self) -> list[tuple[int, int]]:
        """The first row and column of each panel."""
        tall, wide = self.step
        return [
            (n // self.across * tall + tall - self.rows, n % self.across * wide)
            for n in range(self.count)
        ]


def mosaic(
    values: np.ndarray,
    names: Sequence[str],
    measure: Scale,
    *,
    title: str,
    alt: str,
    labels: Sequence[str],
    panels: Panels = Panels(),
    look: Look = LIGHT,
) -> go.Figure:
    """Many matrices as small multiples in one heatmap. ``values`` is (N, rows, columns).

    One trace and one shared scale: twelve plotly subplots take seconds, this takes a moment.
    Up to 16 tokens, their labels stand beside the outer panels, as many as are readable.
    Panels of more than 128 tokens show the largest value of each block of cells, and say so.
    """
    values, block = reduced(values, MOSAIC_SIDE, signed=measure.signed)
    labels = labels[::block]
    few = labels if len(labels) <= LABELS_UP_TO else []
    rows, columns = values.shape[1:]
    grid = Grid(len(values), min(panels.across, len(values)), rows, columns, panels.wide)
    board = np.full(grid.size, np.nan, np.float32)
    for (top, left), panel in zip(grid.origins(), values, strict=True):
        board[top : top + grid.rows, left : left + grid.columns] = panel
    measure = replace(measure, name=measure.name + block_words(block))
    words = _words(board, grid, names, labels, measure.unit)
    figure = Figure(_cells(board, words, measure, look))
    styled(figure, look, title=title, alt=alt, height=100)
    _frame(figure, grid, few, look)
    _name_panels(figure, grid, names, look)
    return draw_bar(figure, measure, look, across=grid.cell * grid.size[1])


def open_panels(figure: go.Figure, marks: Sequence[go.Scatter]) -> go.Figure:
    """A mosaic whose panels can be clicked: ``marks`` lie over them and carry what they are."""
    figure.add_traces(list(marks))
    return figure.update_traces(hoverinfo="skip", hovertemplate=None, selector={"type": "heatmap"})


def panel_marks(
    figure: go.Figure, carried: Sequence[Sequence[int]], said: Sequence[str]
) -> go.Scatter:
    """One unseen square over each panel: heatmaps report no clicks, points do.

    ``carried`` is each panel's customdata, ``said`` what stands over it.
    """
    boxes = [(box.x0, box.x1, box.y0, box.y1) for box in layout(figure).shapes]
    places = np.array(boxes, float)  # (N, 4)
    shown, across = layout(figure).xaxis.range, layout(figure).width
    margin = layout(figure).margin
    cell = (across - margin.l - margin.r) / (shown[1] - shown[0])
    unseen = {"marker": {"opacity": 0}}
    return go.Scatter(
        x=places[:, :2].mean(axis=1),
        y=places[:, 2:].mean(axis=1),
        mode="markers",
        marker={"symbol": "square", "opacity": 0,
                "size": float((places[:, 1] - places[:, 0]).min() * cell)},
        selected=unseen,
        unselected=unseen,
        customdata=np.array(carried),
        text=list(said),
        hovertemplate="%{text}<extra></extra>",
        showlegend=False,
    )  # fmt: skip


def _cells(board: np.ndarray, words: np.ndarray | None, measure: Scale, look: Look) -> go.Heatmap:
    """All panels as one heatmap; what lies between them is NaN."""
    hover = "%{customdata}" if measure.unit else "%{customdata}<br>%{z:.4f}"
    if words is None:  # a number weighs less
        words = np.asarray(100 * board, np.float32) if measure.unit else None
        hover = f"%{{customdata:.2f}} {measure.unit}" if measure.unit else "%{z:.4f}"
    return go.Heatmap(
        z=board,
        zmin=measure.low,
        zmax=measure.high,
        colorscale=scale(measure.colours(look)),
        customdata=words,
        hovertemplate=hover + "<extra></extra>",
        hoverongaps=False,
    )


def _frame(figure: go.Figure, grid: Grid, labels: Sequence[str], look: Look) -> None:
    """Make the picture as large as its cells, and label the outer panels' tokens."""
    down, across = (grid.cell * cells for cells in grid.size)
    step = math.ceil((READABLE - 0.5) / grid.cell)  # of the labels
    type_size = max(9, min(look.font_size - 2, int(step * grid.cell * 0.85)))
    room = _room(labels, type_size)
    top, bottom = layout(figure).margin.t + (room if labels else 0), bar_room(look)
    wide = max(room + max(across, LEAST) + 8, text_width(figure, look), NARROWEST)
    figure.update_layout(
        height=top + down + bottom,
        width=wide,
        margin={"l": room, "t": top, "r": wide - room - across, "b": bottom},
    )
    axis = {"showgrid": False, "zeroline": False, "ticks": "", "automargin": False,
            "tickfont": {"family": MONO, "size": type_size, "color": look.muted},
            "ticklabelstandoff": 3, "constrain": "domain"}  # fmt: skip
    origins = grid.origins()
    tops = sorted({top for top, _ in origins})
    lefts = sorted({left for _, left in origins})
    figure.update_xaxes(axis | _ticks(lefts, labels, step), side="top", tickangle=-90,
                        range=[-0.5, grid.size[1] - 0.5])  # fmt: skip
    figure.update_yaxes(axis | _ticks(tops, labels, step), range=[grid.size[0] - 0.5, -0.5],
                        scaleanchor="x", constraintoward="top")  # fmt: skip


def _room(labels: Sequence[str], type_size: float) -> float:
    """Pixels that the longest label takes."""
    return max((len(label) for label in labels), default=0) * type_size * 0.62 + 8


def _ticks(starts: Sequence[int], labels: Sequence[str], step: int) -> dict[str, object]:
    """Every so-many-th label at its place in each panel that begins at one of ``starts``."""
    if not labels:
        return {"showticklabels": False}
    return {"tickvals": [start + i for start in starts for i in range(0, len(labels), step)],
            "ticktext": list(labels)[::step] * len(starts)}  # fmt: skip


def _name_panels(figure: go.Figure, grid: Grid, names: Sequence[str], look: Look) -> None:
    """A name above each panel and a hairline around it."""
    corners = list(zip(grid.origins(), names, strict=True))
    fits = max(6, int(grid.columns * grid.cell / (look.font_size * 0.55)))
    # All at once: each single add_annotation or add_shape makes plotly check all those before it.
    figure.update_layout(
        annotations=[
            {"x": left - 0.5, "y": top - 0.5, "text": short(name, fits), "showarrow": False,
             "xanchor": "left", "yanchor": "bottom",
             "font": {"size": look.font_size - 1, "color": look.muted}}
            for (top, left), name in corners
        ],
        shapes=[
            {"type": "rect", "x0": left - 0.5, "x1": left + grid.columns - 0.5, "y0": top - 0.5,
             "y1": top + grid.rows - 0.5, "line": {"color": look.line, "width": 1}}
            for (top, left), _ in corners
        ],
    )  # fmt: skip


def _words(
    board: np.ndarray, grid: Grid, names: Sequence[str], labels: Sequence[str], unit: str
) -> np.ndarray | None:
    """What to say over each cell: panel, row token, column token, and a share in percent.

    None when there are too many; then a share alone.
    """
    if board.size > 20_000:
        return None
    shares = percents.written(board, unit) if unit else None
    words = np.full(board.shape, "", object)
    for (top, left), name in zip(grid.origins(), names, strict=True):
        for row in range(grid.rows):
            words[top + row, left : left + grid.columns] = [
                f"{name}: {labels[row]} → {labels[column]}" for column in range(grid.columns)
            ]
    return words if shares is None else words + "<br>" + shares
