"""Colour bars: quantity and range in words, the colours from end to end, and round numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from explorer.export import fonts
from explorer.export.cells import ends
from explorer.export.looks import cell_colours
from explorer.export.sheet import LINE, POINTS
from explorer.export.ticks import ROUND
from explorer.export.words import plain, wrapped
from explorer.figures.scales import BAR_NAME

if TYPE_CHECKING:
    from explorer.export.reading import Drawing, Trace
    from explorer.export.sheet import Sheet

STEPS = 64  # colours in a bar
THICK, LEAST_LONG = 0.75, 16.0  # units of type
IN_CELLS = "; in the cells"  # where the words begin that are about numbers in cells


@dataclass(frozen=True)
class Bar:
    """One colour bar and its words, in lines that fit."""

    trace: Trace | None  # None: words alone
    words: tuple[str, ...]

    def height(self, sheet: Sheet) -> float:
        """Points of words, colours and numbers."""
        spoken = LINE * sheet.small * len(self.words)
        return spoken + (0 if self.trace is None else (THICK + 0.5 + LINE) * sheet.small)


def find(drawing: Drawing, sheet: Sheet) -> list[Bar]:
    """The bars of a figure, from the top."""
    scaled = [
        trace
        for trace in drawing.traces
        if trace["type"] == "heatmap" and trace.get("showscale") is not False
    ]
    said = [plain(note.get("text")) for note in drawing.notes() if note.get("name") == BAR_NAME]
    found = []
    for place in range(max(len(scaled), len(said))):
        text = said[place] if place < len(said) else ""
        lines = _lines(text, sheet)
        trace = scaled[place] if place < len(scaled) else None
        if trace is not None or lines:
            found.append(Bar(trace, lines))
    return found


def _lines(text: str, sheet: Sheet, room: float = 0.0) -> tuple[str, ...]:
    room = room or sheet.width - 2 * sheet.pad
    if not text:
        return ()
    return tuple(wrapped(text, room, lambda part: sheet.measure(part, sheet.small)))


def narrowed(bar: Bar, room: float, sheet: Sheet) -> Bar:
    """The same with words in lines of so many points."""
    return Bar(bar.trace, _lines(" ".join(bar.words), sheet, room))


def without_numbers(bar: Bar, sheet: Sheet) -> Bar:
    """The same where no numbers stand in the cells."""
    return Bar(bar.trace, _lines(" ".join(bar.words).partition(IN_CELLS)[0], sheet))


def draw(bar: Bar, left: float, top: float, long: float, sheet: Sheet) -> None:
    """Put a bar on the sheet, as long as the picture above it or long enough to be read."""
    width, height = (side * POINTS for side in sheet.figure.get_size_inches())
    size = sheet.small
    at = top
    for line in bar.words:
        sheet.write(sheet.figure, _left(bar, left, sheet) / width, 1 - (at + size) / height, line,
                    size=size, va="baseline")  # fmt: skip
        at += LINE * size
    if bar.trace is None:
        return
    at += 0.2 * size
    long = min(max(long, LEAST_LONG * size), width - left - sheet.pad)
    box = (left / width, 1 - (at + THICK * size) / height, long / width, THICK * size / height)
    _colours(bar.trace, box, long, sheet)


def _left(bar: Bar, left: float, sheet: Sheet) -> float:
    """Words begin where the picture does, or further left where they are long."""
    widest = max((sheet.measure(line, sheet.small) for line in bar.words), default=0.0)
    return max(sheet.pad, min(left, sheet.width - sheet.pad - widest))


def _colours(
    trace: Trace, box: tuple[float, float, float, float], long: float, sheet: Sheet
) -> None:
    low, high = ends(trace, np.asarray(trace["z"], float))
    axes = sheet.figure.add_axes(box)
    for spine in axes.spines.values():
        spine.set_visible(False)
    edges = np.linspace(low, high, STEPS + 1)
    values = (edges[:-1] + edges[1:])[None] / 2
    colours = cell_colours(values, low, high, trace["colorscale"], sheet.look)
    axes.pcolormesh(edges, [0, 1], colours, edgecolors="face", linewidth=0.2)
    axes.set_xlim(low, high)
    axes.set_yticks([])
    ticks, texts = _ticks(trace, low, high, long / sheet.small)
    axes.set_xticks(ticks, texts)
    axes.tick_params(length=0, pad=0.3 * sheet.small)
    for label in axes.get_xticklabels():
        label.set(parse_math=False, fontsize=sheet.small, family=fonts.SANS,
                  color=sheet.colour(None))  # fmt: skip
    for label in axes.get_xticklabels()[-1:]:
        if ticks[-1] > high - 0.04 * (high - low):
            label.set(ha="right")  # so that it ends with the bar, on the sheet


def _ticks(trace: Trace, low: float, high: float, long: float) -> tuple[list[float], list[str]]:
    """Numbers along a bar: the figure's own, or round ones. ``long`` is in units of type."""
    from matplotlib.ticker import MaxNLocator

    given = trace.get("colorbar") or {}
    if given.get("tickvals") is not None:
        places = [float(place) for place in given["tickvals"]]
        words = [plain(text) for text in given.get("ticktext", places)]
        needed = 0.64 * sum(map(len, words)) + 0.9 * len(words) + 4  # units of type
        step = 1 if needed < long else _step(len(words), needed / long)
        return places[::step], words[::step]
    found = MaxNLocator(max(2, min(5, int(long / 6))), steps=ROUND).tick_values(low, high)
    slack = 1e-9 * (high - low)
    places = [float(place) for place in found if low - slack <= place <= high + slack]
    return places, [f"{place:.4g}".replace("-", "\u2212") for place in places]


def _step(count: int, crowded: float) -> int:
    """Every how manieth number is written where all are ``crowded`` times too many.

    The last one is kept where it can be.

    >>> _step(6, 1.2), _step(5, 1.2), _step(4, 2.5)
    (5, 2, 3)
    """
    least = math.ceil(crowded)
    return next((step for step in range(least, count) if (count - 1) % step == 0), least)
