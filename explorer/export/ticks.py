"""The labels of an axis: which there are, how large, and which way they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from explorer.errors import ExportError
from explorer.export.options import LEAST_TYPE
from explorer.export.words import fitting, plain, short_number, wrapped

if TYPE_CHECKING:
    from explorer.export.reading import Axis, Panel
    from explorer.export.sheet import Sheet

_NUMBER = re.compile(r"[-\u2212]?[\d.]+( %)?")
MANY = 10_000  # from here on, numbers of an axis are written short: 20k, 1.5M
APART = 1.03  # from one label to the next, in units of its type
LABEL_SHARE = 0.42  # of the sheet's width, that labels at the side may take
ROUND, COUNTED = (1, 2, 2.5, 5, 10), (1, 2, 3, 4, 5, 10)
"""Steps from number to number, times a power of ten; the second of whole numbers."""
PLACES = {"x": 5.5, "y": 3.5}  # units of type between the numbers of an axis


@dataclass(frozen=True)
class Ticks:
    """Labels along one axis, as they are to be drawn."""

    places: tuple[float, ...] = ()
    texts: tuple[str, ...] = ()
    size: float = 8.0
    upright: bool = False
    mono: bool = False
    first_ends: bool = False  # the first label ends at its tick, so that the second has room

    def width(self, sheet: Sheet) -> float:
        """Of the widest label, in points."""
        lines = (line for text in self.texts for line in text.split("\n"))
        return max((sheet.measure(line, self.size, mono=self.mono) for line in lines), default=0.0)


def side_ticks(axis: Axis, length: float, sheet: Sheet) -> Ticks:
    """Labels of a vertical axis ``length`` points long; long ones get a second line, or are cut."""
    found = _labels(axis, length, sheet)
    two_lines = _pitch(found, axis, length) > 2.4 * found.size
    return replace(found, texts=tuple(_cut(text, found, sheet, two_lines) for text in found.texts))


def _cut(text: str, found: Ticks, sheet: Sheet, two_lines: bool) -> str:
    """A label that takes no more of the sheet than it may."""
    room = LABEL_SHARE * sheet.width

    def measure(part: str) -> float:
        return sheet.measure(part, found.size, mono=found.mono)

    if two_lines:
        lines = wrapped(text, room, measure)
        if len(lines) <= 2:
            return "\n".join(lines)
    return fitting(text, room, measure) or text


def check_side(found: Ticks, panel: Panel, length: float, sheet: Sheet) -> Ticks:
    """The labels in a type that fits between its neighbours. Raises ExportError where none does."""
    pitch = _pitch(found, panel.y, length)
    if pitch >= found.size * APART:
        return found
    return _smaller(found, panel, pitch, panel.y, sheet)


def foot_ticks(panel: Panel, length: float, sheet: Sheet) -> Ticks:
    """Labels of a horizontal axis: lying where they fit, else upright. Raises ExportError."""
    axis = panel.x
    found = _labels(axis, length, sheet)
    pitch = _pitch(found, axis, length)
    clash = _clashes(found, pitch, sheet)
    if not clash:
        return found
    if clash == [0] and len(found.texts) > 3 and not axis.on_top:  # a token stays over its column
        return replace(found, first_ends=True)
    upright = replace(found, upright=True)
    if pitch >= found.size * APART:
        return upright
    return _smaller(upright, panel, pitch, axis, sheet)


def _clashes(found: Ticks, pitch: float, sheet: Sheet) -> list[int]:
    """Labels that would meet the next one if they lay."""
    widths = [sheet.measure(text, found.size, mono=found.mono) for text in found.texts]
    gap = 0.35 * found.size
    return [i for i, (a, b) in enumerate(pairwise(widths)) if (a + b) / 2 + gap > pitch]


def _pitch(found: Ticks, axis: Axis, length: float) -> float:
    """Points from one label to the next."""
    if len(found.places) < 2:
        return length
    places, ends = np.asarray(found.places), np.asarray(axis.ends)
    if axis.logarithmic:
        places, ends = np.log10(places), np.log10(ends)
    apart = float(np.diff(np.sort(places)).min())
    return apart / max(abs(float(ends[1] - ends[0])), 1e-12) * length


def _smaller(found: Ticks, panel: Panel, pitch: float, axis: Axis, sheet: Sheet) -> Ticks:
    if pitch >= LEAST_TYPE * APART:
        return replace(found, size=pitch / APART)
    if all(map(_NUMBER.fullmatch, found.texts[1:])):  # counted, so some may go
        step = int(np.ceil(LEAST_TYPE * APART / max(pitch, 1e-9)))
        return replace(found, places=found.places[::step], texts=found.texts[::step],
                       size=LEAST_TYPE)  # fmt: skip
    if small_multiples(panel):
        return replace(found, places=(), texts=())
    thinned = float(np.diff(found.places).min())  # long texts have a label at every few tokens
    raise too_many(round(axis.span), pitch / thinned / (LEAST_TYPE * APART), sheet)


def small_multiples(panel: Panel) -> bool:
    """Whether labels stand beside each of several panels, whose names are enough where small."""
    return any(_has_gaps(axis) for axis in (panel.x, panel.y))


def _has_gaps(axis: Axis) -> bool:
    places = axis.given.get("tickvals")
    return places is not None and len(set(np.diff(np.asarray(places, float)).tolist())) > 1


def too_many(count: int, share: float, sheet: Sheet) -> ExportError:
    """The sentence on labels that cannot be read at this size; so large a ``share`` could be."""
    width = sheet.options.box.width
    return ExportError(
        f"{count} rows or columns cannot be labelled on a sheet {width:.3g} inches wide in type of "
        f"{LEAST_TYPE:.0f} points: {sheet.instead(share)}."
    )


def _labels(axis: Axis, length: float, sheet: Sheet) -> Ticks:
    """Places and words of an axis: its own, its categories, or round numbers."""
    font = axis.given.get("tickfont") or {}
    size = sheet.size(font.get("size", sheet.look.font_size - 2))
    mono = "mono" in str(font.get("family", ""))
    if not axis.labelled:
        return Ticks(size=size, mono=mono)
    places = axis.given.get("tickvals")
    if places is not None:
        texts = axis.given.get("ticktext")
        words = [plain(text) for text in (places if texts is None else texts)]
        low, high = sorted(axis.ends)
        shown = [
            (float(p), word) for p, word in zip(places, words, strict=True) if low <= p <= high
        ]
        return Ticks(tuple(p for p, _ in shown), tuple(word for _, word in shown), size, mono=mono)
    if axis.categories:
        words = [plain(name) for name in axis.categories]
        return Ticks(tuple(map(float, range(len(words)))), tuple(words), size, mono=mono)
    numbers = _numbers(axis, length, size)
    return Ticks(tuple(numbers), tuple(_written(numbers, axis)), size, mono=mono)


def _numbers(axis: Axis, length: float, size: float) -> list[float]:
    """Round numbers along an axis."""
    from matplotlib.ticker import LogLocator, MaxNLocator

    low, high = sorted(axis.ends)
    if axis.logarithmic:
        found = LogLocator().tick_values(low, high)
    else:
        most = max(2, int(length / (PLACES[axis.letter] * size)))
        whole = axis.counts or axis.given.get("tickformat") == "d" or axis.given.get("dtick") == 1
        steps = COUNTED if whole else ROUND
        found = MaxNLocator(min(most, 8), integer=whole, steps=steps).tick_values(low, high)
    room = 1e-9 * (high - low)
    return [float(value) for value in found if low - room <= value <= high + room]


def _written(numbers: list[float], axis: Axis) -> list[str]:
    form = str(axis.given.get("tickformat") or "")
    suffix = plain(axis.given.get("ticksuffix"))
    if form.endswith("%"):
        return [f"{number * 100:.{_digits(form)}f} %" for number in numbers]
    if max(map(abs, numbers), default=0.0) >= MANY:
        return [short_number(number) + suffix for number in numbers]
    return [f"{number:.6g}".replace("-", "\u2212") + suffix for number in numbers]


def _digits(form: str) -> int:
    """Decimals that a format such as ".1%" asks for."""
    found = form.strip("%.,")
    return int(found) if found.isdigit() else 0
