"""What a colour says: the quantity's name and its range, fixed or fit to the numbers drawn."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import plotly.graph_objects as go

from explorer.figures import percents
from explorer.figures.base import Look

FIT = ", colours fit to data"
"""What a title says where the scale ends at the largest number drawn."""
BAR_NAME = "colour bar"  # the annotation with its quantity and range
LEAST = 210.0  # pixels of a colour bar
ROUNDING = 1e-6  # smaller numbers are no change


@dataclass(frozen=True)
class Scale:
    """What a colour says: the quantity's name, its range, and whether it has a sign."""

    name: str
    low: float = 0.0
    high: float = 1.0
    signed: bool = False
    more: bool = False  # numbers beyond the upper end are drawn in its colour
    note: str = ""  # what else the bar says
    unit: str = ""  # of percents.py, for shares: they are fractions here and percent in words

    def colours(self, look: Look) -> tuple[str, ...]:
        """The colours from low to high."""
        return look.diverging if self.signed else look.sequential

    @property
    def words(self) -> str:
        """Quantity and range, as the colour bar names them: "attention weight, 0 to 1"."""
        times = 100 if self.unit else 1
        ends = f"{_number(times * self.low)} to {_number(times * self.high)}"
        said = f"{ends} {self.unit}" if self.unit else ends
        return f"{self.name}, {said}{' or more' * self.more}{self.note}" if self.name else ""

    def fit(self, values: np.ndarray) -> Scale:
        """The same quantity on a scale that ends at the largest of the values.

        It begins at 0, so that the ground still means nothing. Numbers with a sign keep it, and
        their scale is symmetric; if none is negative, it runs from the smallest to the largest.
        """
        known = values[np.isfinite(values)]
        if not known.size or not np.abs(known).max():
            return self
        low, high = float(known.min()), float(known.max())
        if not self.signed:
            return replace(self, low=0.0, high=high)
        if low >= 0 and high > low:
            return replace(self, low=low, high=high, signed=False)
        end = max(-low, high)
        return replace(self, low=-end, high=end)


def up_to(name: str, values: np.ndarray, *, unit: str = "") -> Scale:
    """From 0 to the largest number, or to 1 where nothing is larger than rounding."""
    top = float(np.nanmax(values, initial=0.0))
    return Scale(name, 0.0, top if top > ROUNDING else 1.0, unit=unit)


def apart_from_diagonal(values: np.ndarray) -> np.ndarray:
    """The numbers off the diagonal, (N, N) -> (N * N - N,): each token is 1 with itself."""
    return values[~np.eye(len(values), dtype=bool)]


def _number(value: float) -> str:
    return f"{value:.2g}" if abs(value) < 1 else f"{value:.3g}"


def draw_bar(
    figure: go.Figure,
    measure: Scale,
    look: Look,
    *,
    across: float = LEAST,
    under_axis: float = 0.0,
) -> go.Figure:
    """A colour bar under a picture, as wide as its cells, with quantity and range above it.

    At the side it would take a fifth of a narrow screen from the cells. ``under_axis`` is how many
    pixels an axis takes below the cells. Its name is a note of its own: plotly draws the title of
    a lying bar over it where the plot is low.
    """
    size = {"lenmode": "pixels", "len": LEAST} if across < LEAST else {"len": 1.0}
    bar = {"orientation": "h", "x": 0, "xanchor": "left", "xpad": 0, "ypad": 0,
           "y": 0, "yref": "container", "yanchor": "bottom", "thickness": 10, "outlinewidth": 0,
           "tickfont": {"size": look.font_size - 2}, "exponentformat": "power", **size}  # fmt: skip
    if measure.unit:
        bar |= percents.ticks(measure.low, measure.high, measure.unit)
    figure.update_traces(colorbar=bar, selector={"type": "heatmap", "showscale": None})
    return figure.add_annotation(
        name=BAR_NAME, text=measure.words, showarrow=False, align="left",
        x=0, xref="paper", xanchor="left", y=0, yref="paper", yanchor="top",
        yshift=-4 - under_axis, font={"size": look.font_size - 1},
    )  # fmt: skip


def bar_room(look: Look) -> float:
    """Pixels that a colour bar under a picture takes, with its numbers and its name."""
    return 26 + 2.6 * look.font_size
