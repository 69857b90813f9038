"""Heatmaps: cells as vectors while they are few, as one image when they are many."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.export.looks import cell_colours
from explorer.export.options import LEAST_TYPE
from explorer.export.words import plain

if TYPE_CHECKING:
    from explorer.export.arrange import Place
    from explorer.export.reading import Trace
    from explorer.export.sheet import Sheet

VECTORS_UP_TO = 2_500
"""Cells that are drawn one by one; more would make files of megabytes."""
SHARP = (
    4_000_000  # pixels of an image, to which its cells are enlarged so that no viewer blurs them
)


def draw(axes: Any, trace: Trace, place: Place, sheet: Sheet) -> None:
    """Colour the cells of one heatmap."""
    if trace.get("texttemplate"):
        return  # colourless: it carries the numbers in the cells, see `numbers`
    values = np.asarray(trace["z"], float)
    low, high = ends(trace, values)
    colours = cell_colours(values, low, high, trace["colorscale"], sheet.look)
    if trace.get("xgap") or trace.get("ygap"):
        _apart(axes, colours, trace, place, sheet)
    elif values.size <= VECTORS_UP_TO:
        rows, columns = values.shape
        axes.pcolormesh(np.arange(columns + 1) - 0.5, np.arange(rows + 1) - 0.5, colours,
                        edgecolors="face", linewidth=0.2, zorder=0.5)  # fmt: skip
    else:
        _image(axes, colours)


def ends(trace: Trace, values: np.ndarray) -> tuple[float, float]:
    """The numbers at both ends of a heatmap's colours."""
    known = values[np.isfinite(values)]
    low = trace.get("zmin", known.min(initial=0.0) if known.size else 0.0)
    high = trace.get("zmax", known.max(initial=0.0) if known.size else 1.0)
    return float(low), float(high)


def _apart(axes: Any, colours: np.ndarray, trace: Trace, place: Place, sheet: Sheet) -> None:
    """Cells with gaps between them, which show the ground."""
    from matplotlib.collections import PolyCollection

    across, down = place.panel.x.span / place.width, place.panel.y.span / place.height
    half = np.array([
        0.5 - min(float(trace.get("xgap") or 0) * sheet.scale * across / 2, 0.2),
        0.5 - min(float(trace.get("ygap") or 0) * sheet.scale * down / 2, 0.2),
    ])  # fmt: skip
    rows, columns = np.indices(colours.shape[:2])
    middles = np.stack([columns.ravel(), rows.ravel()], axis=-1)  # (N, 2)
    corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * half
    axes.add_collection(
        PolyCollection(list(middles[:, None] + corners), facecolors=colours.reshape(-1, 4),
                       edgecolors="none", zorder=0.5),
        autolim=False,
    )  # fmt: skip


def _image(axes: Any, colours: np.ndarray) -> None:
    rows, columns = colours.shape[:2]
    times = int(np.clip(np.sqrt(SHARP / (rows * columns)), 1, 8))
    pixels = np.round(colours * 255).astype(np.uint8).repeat(times, axis=0).repeat(times, axis=1)
    axes.imshow(pixels, extent=(-0.5, columns - 0.5, rows - 0.5, -0.5), interpolation="none",
                aspect="auto", zorder=0.5)  # fmt: skip


def has_numbers(traces: list[Trace]) -> bool:
    """Whether the figure has numbers in its cells."""
    return any(trace.get("texttemplate") for trace in traces)


def number_size(traces: list[Trace], place: Place, sheet: Sheet) -> float:
    """Type of the numbers in cells, in points; 0 where they could not be read."""
    texts = [
        plain(t) for trace in traces if trace.get("texttemplate") for t in np.ravel(trace["text"])
    ]
    widest = max((sheet.measure(text, 100.0) for text in set(texts)), default=0.0) / 100
    cell = place.width / place.panel.x.span, place.height / place.panel.y.span
    size = min(0.84 * cell[0] / max(widest, 1e-9), 0.8 * cell[1], sheet.size(sheet.look.font_size))
    return size if widest and size >= LEAST_TYPE else 0.0


def numbers(axes: Any, traces: list[Trace], place: Place, sheet: Sheet) -> None:
    """The numbers in cells, where they can be read."""
    size = number_size(traces, place, sheet)
    for trace in (trace for trace in traces if trace.get("texttemplate") and size):
        rows, columns = np.indices(np.shape(trace["text"]))
        ink = sheet.colour(trace["textfont"]["color"])
        look = {"size": size, "color": ink, "ha": "center", "va": "center_baseline", "zorder": 4}
        for x, y, text in zip(columns.ravel(), rows.ravel(), np.ravel(trace["text"]), strict=True):
            if plain(text):
                sheet.write(axes, float(x), float(y), plain(text), **look)
