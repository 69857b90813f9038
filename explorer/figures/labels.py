"""Labels of points that avoid each other: the same points always get the same places.

Each label takes the nearest free place around its point, first those right beside it, then places
further out, to which a thin line leads. Pixels are those of the picture's own size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from explorer.figures.base import MONO, Look

RINGS = (13.0, 24.0, 38.0, 56.0, 78.0, 104.0)  # pixels from a point to its label's edge
DIRECTIONS = np.deg2rad([90, 270, 0, 180, 45, 135, 315, 225, 67, 113, 247, 293])
LINE_FROM = 20.0  # pixels: further labels get a line to their point
POINT = 12.0  # pixels that a point takes
LETTER, TALL = 0.62, 1.25  # a letter's width and a line's height, in units of the type's size
LABELS, LEADERS = "labels", "leaders"
"""Names of the two traces; the labels carry their points, for an export that places them anew."""


@dataclass(frozen=True)
class Window:
    """What a picture shows, and its size: the ranges of x and y, and pixels."""

    low: tuple[float, float]
    high: tuple[float, float]
    width: float
    height: float

    @property
    def unit(self) -> np.ndarray:
        """Data units a pixel, (2,)."""
        spans = np.subtract(self.high, self.low)
        return spans / (self.width, self.height)

    def pixels(self, points: np.ndarray) -> np.ndarray:
        """Points in pixels from the lower left corner. (N, 2)."""
        return (points - np.asarray(self.low)) / self.unit

    def data(self, pixels: np.ndarray) -> np.ndarray:
        """Pixels as points of the data. (N, 2)."""
        return pixels * self.unit + np.asarray(self.low)


def square_window(points: np.ndarray, width: float, height: float, room: float) -> Window:
    """All points on axes of one unit, with ``room`` pixels around them for the labels."""
    low, high = points.min(axis=0), points.max(axis=0)
    inner = np.array([width - 2 * room, height - 2 * room])
    unit = float(max(((high - low) / inner).max(), 1e-9))  # data a pixel
    half = unit * np.array([width, height]) / 2
    middle = (low + high) / 2
    return Window(tuple(middle - half), tuple(middle + half), width, height)


def label_places(
    points: np.ndarray,
    texts: Sequence[str],
    window: Window,
    size: float,
    *,
    furthest: float = RINGS[-1],
) -> np.ndarray:
    """The middle of each label in data units, (N, 2); NaN where no free place was found.

    ``furthest`` is how many pixels a label may stand from its point.

    Labels overlap neither each other nor a point; an empty text needs no place. Crowded points
    come last, since a label next to them is moved further out anyway.
    """
    at = window.pixels(np.asarray(points, float))  # (N, 2)
    half = np.array([[len(text) * LETTER * size / 2 + 2, TALL * size / 2] for text in texts])
    middles = np.full(at.shape, np.nan)
    taken: list[int] = []
    for place in _order(at):
        if not texts[place]:
            continue
        tries = _candidates(at[place], half[place], furthest)  # (C, 2)
        free = _inside(tries, half[place], window)
        free &= ~_overlap(tries, half[place], at, np.full((len(at), 2), POINT / 2))
        if taken:
            free &= ~_overlap(tries, half[place], middles[taken], half[taken])
        if free.any():
            middles[place] = tries[int(free.argmax())]
            taken.append(int(place))
    return window.data(middles)


def _order(at: np.ndarray) -> np.ndarray:
    """Places in the order of their distance to the nearest other one, largest first. (N,)."""
    apart = np.linalg.norm(at[:, None] - at, axis=-1)  # (N, N)
    np.fill_diagonal(apart, np.inf)
    return np.argsort(-apart.min(axis=1, initial=np.inf), kind="stable")


def _candidates(at: np.ndarray, half: np.ndarray, furthest: float) -> np.ndarray:
    """Middles of a label around its point, nearest first. Returns (C, 2)."""
    ways = np.stack([np.cos(DIRECTIONS), np.sin(DIRECTIONS)], axis=1)  # (D, 2)
    rings = [at + ways * (half + ring - POINT / 2) for ring in RINGS if ring <= furthest]
    return np.concatenate(rings)


def _inside(tries: np.ndarray, half: np.ndarray, window: Window) -> np.ndarray:
    size = np.array([window.width, window.height])
    return np.all((tries - half >= 0) & (tries + half <= size), axis=1)


def _overlap(
    tries: np.ndarray, half: np.ndarray, others: np.ndarray, halves: np.ndarray
) -> np.ndarray:
    """Which boxes around ``tries`` (C, 2) meet any of the boxes around ``others`` (M, 2). (C,)."""
    apart = np.abs(tries[:, None] - others)  # (C, M, 2)
    return np.any(np.all(apart < half + halves, axis=-1), axis=1)


def label_traces(
    points: np.ndarray,
    texts: Sequence[str],
    window: Window,
    look: Look,
    *,
    colours: Sequence[str] | str | None = None,
    size: float | None = None,
    shown: Sequence[str] | None = None,
    furthest: float = RINGS[-1],
) -> list[go.Scatter]:
    """The labels and the lines that lead to those further out: two traces, without hover.

    ``texts`` are measured; ``shown`` are the same as plotly must get them.
    """
    size = size or look.font_size - 1
    middles = label_places(points, texts, window, size, furthest=furthest)  # (N, 2)
    found = ~np.isnan(middles[:, 0])
    drawn = [text if here else "" for text, here in zip(shown or texts, found, strict=True)]
    lines = _leaders(np.asarray(points, float), middles, texts, window, size)
    quiet = {"hoverinfo": "skip", "showlegend": False}
    return [
        go.Scatter(x=_listed(lines[:, 0]), y=_listed(lines[:, 1]), mode="lines", name=LEADERS,
                   line={"color": look.line, "width": 1}, **quiet),
        go.Scatter(x=_listed(middles[:, 0]), y=_listed(middles[:, 1]), mode="text",
                   text=drawn, name=LABELS, customdata=np.asarray(points, float).tolist(),
                   textposition="middle center",
                   textfont={"family": MONO, "size": size, "color": colours or look.ink}, **quiet),
    ]  # fmt: skip


def _listed(values: np.ndarray) -> list[float | None]:
    """As a list, which plotly takes without a search for its kind; None for what is not there."""
    return [None if np.isnan(value) else value for value in values.tolist()]


def _leaders(
    points: np.ndarray, middles: np.ndarray, texts: Sequence[str], window: Window, size: float
) -> np.ndarray:
    """Lines from far labels to their points, with gaps between them. Returns (3 * n + 1, 2)."""
    lines = [np.full(2, np.nan)]  # never empty: a film would leave the lines of another state
    for point, middle, text in zip(points, middles, texts, strict=True):
        away = (point - middle) / window.unit  # pixels from the label to its point
        half = np.array([len(text) * LETTER * size / 2, TALL * size / 2])
        edge = np.clip(away, -half, half)
        if np.linalg.norm(away - edge) > LINE_FROM:
            lines += [point, middle + edge * window.unit, np.full(2, np.nan)]
    return np.array(lines).reshape(-1, 2)
