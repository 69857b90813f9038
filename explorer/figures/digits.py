"""Numbers in cells: as many digits as fit, in an ink that can be read on the cell's colour.

They are drawn by heatmaps without colour: their text shrinks with the cells on a narrow screen.
"""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from explorer.figures.base import Look, ink_on
from explorer.figures.scales import ROUNDING, Scale

EASY, SMALLEST = 10, 8  # pixels: a digit is given up for the first; below the second, all are
PROJECTED = 18  # smaller ones cannot be read from the last row
SMALL = 0.05  # pictures of smaller numbers only are written in thousandths
WIDTH = 0.65  # of a digit, in units of the type's size, as plotly reckons
UNSEEN = "rgba(0,0,0,0)"
BLANK = "\u200b"  # no width, but counted: both inks get the same size of type


def thousandths(values: np.ndarray) -> bool:
    """Whether all numbers are so small that two decimals would leave zeros."""
    return ROUNDING < float(np.nanmax(np.abs(values), initial=0.0)) < SMALL


def numbers(values: np.ndarray, measure: Scale, look: Look, cell: float) -> list[go.Heatmap]:
    """The numbers of (rows, columns) cells, one trace an ink; none where they do not fit."""
    times = 100 if measure.unit else 1000 if thousandths(values) else 1
    sizes = (PROJECTED,) if look.projected else (EASY, SMALLEST)
    texts = fitting(values * times, cell, places=_places(values, measure), sizes=sizes)
    if texts is None:
        return []
    colours = measure.colours(look)
    inks = np.array(
        [
            [ink_on(value, measure.low, measure.high, colours, look) for value in row]
            for row in np.nan_to_num(values, nan=measure.low)
        ]
    )  # (rows, columns)
    longest = max(len(text) for text in texts.ravel())
    return [
        _written(np.where(inks == ink, texts, BLANK * longest), str(ink)) for ink in np.unique(inks)
    ]


def _places(values: np.ndarray, measure: Scale) -> tuple[int, ...]:
    """Decimals of shares in percent: none, or one where all are small; nothing for the rest."""
    if not measure.unit:
        return ()
    return (1,) if float(np.nanmax(np.abs(values), initial=0.0)) < SMALL else (0,)


def fitting(
    values: np.ndarray,
    cell: float,
    *,
    places: tuple[int, ...] = (),
    sizes: tuple[int, ...] = (EASY, SMALLEST),
) -> np.ndarray | None:
    """Each number with two decimals, or with one where only that fits a cell of so many pixels.

    Whole numbers have none; ``places`` are other decimals to try, ``sizes`` the pixels of type that
    are tried, too. None where nothing fits, or one decimal would leave nothing to tell apart.
    """
    largest = float(np.nanmax(np.abs(values), initial=0.0))
    whole = bool(np.all(np.mod(values[np.isfinite(values)], 1) == 0))
    tries = places or ((0,) if whole else (2, 1) if largest >= 1 else (2,))
    for size in sizes:
        for decimals in tries:
            texts = np.array([[brief(value, decimals) for value in row] for row in values], object)
            longest = max((len(text) for text in texts.ravel()), default=0)
            if longest and cell / (longest * WIDTH) >= size:
                return texts
    return None


def brief(value: float, decimals: int = 2) -> str:
    """So many decimals without the leading zero, as in printed tables: .42, -.07, 1.

    Numbers of 100 and more have none; gaps are empty.
    """
    if np.isnan(value):
        return ""
    text = f"{value:.{0 if abs(value) >= 99.95 else decimals}f}"
    if not text.strip("-0."):
        return "0"
    if text.endswith("." + "0" * decimals) and abs(float(text)) == 1:
        return text.partition(".")[0]
    return text.replace("0.", ".", 1) if abs(float(text)) < 1 else text


def _written(texts: np.ndarray, ink: str) -> go.Heatmap:
    return go.Heatmap(
        z=np.zeros(texts.shape, np.float32),
        zmin=0,
        zmax=1,
        text=texts,
        texttemplate="%{text}",
        textfont={"color": ink},
        colorscale=[[0, UNSEEN], [1, UNSEEN]],
        showscale=False,
        hoverinfo="skip",
    )
