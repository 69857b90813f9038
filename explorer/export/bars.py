"""Bars: side by side or stacked, lying or standing, with their numbers and patterns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.export.looks import ink_over
from explorer.export.sheet import POINTS
from explorer.export.words import plain
from explorer.one_line import OneLine

if TYPE_CHECKING:
    from explorer.export.arrange import Place
    from explorer.export.reading import Panel, Trace
    from explorer.export.sheet import Sheet

HATCHES = {"": "", "/": "////", "\\": "\\\\\\\\", ".": "...", "x": "xxxx", "-": "---", "|": "|||",
           "+": "+++"}  # fmt: skip
IN_GREY = ("", "////", "...", "xxxx", "\\\\\\\\", "---", "|||", "+++")
STACKED = ("stack", "relative")


@dataclass(frozen=True, eq=False, repr=False)
class Group(OneLine):
    """The bars of one trace: where each begins, how long and how thick it is, in data units."""

    middles: np.ndarray  # (N,)
    starts: np.ndarray  # (N,)
    lengths: np.ndarray  # (N,)
    thick: float
    lying: bool


def draw(axes: Any, place: Place, layout: dict[str, Any], sheet: Sheet) -> None:
    """All bars of a panel, and their numbers."""
    traces = place.panel.of("bar")
    groups = _groups(place.panel, traces, layout)
    for number, (trace, group) in enumerate(zip(traces, groups, strict=True)):
        colours = _colours(trace, len(group.lengths), sheet)
        put = axes.barh if group.lying else axes.bar
        start = "left" if group.lying else "bottom"
        pattern = hatch(trace, number, len(traces), sheet)
        put(group.middles, group.lengths, group.thick, **{start: group.starts}, color=colours,
            hatch=pattern, zorder=2, **_edge(trace, sheet))  # fmt: skip
        _numbers(axes, trace, group, place, sheet, hatched=bool(pattern))


def _edge(trace: Trace, sheet: Sheet) -> dict[str, Any]:
    """Hatches are drawn in the ground's colour; bars themselves have no edge."""
    return {"edgecolor": sheet.colour(sheet.look.paper, opacity=0.75), "linewidth": 0.0}


def hatch(trace: Trace, number: int, count: int, sheet: Sheet) -> str:
    """The pattern of a trace's bars; in greys each of several traces has its own."""
    shape = ((trace.get("marker") or {}).get("pattern") or {}).get("shape") or ""
    if isinstance(shape, str) and shape in HATCHES and shape:
        return HATCHES[shape]
    return IN_GREY[number % len(IN_GREY)] if sheet.look.name == "grey" and count > 1 else ""


def _groups(panel: Panel, traces: Sequence[Trace], layout: dict[str, Any]) -> list[Group]:
    """Where the bars of each trace stand."""
    room = 1 - float(layout.get("bargap", 0.2))
    stacked = layout.get("barmode") in STACKED
    beside = 1 if stacked or layout.get("barmode") == "overlay" else len(traces)
    above: dict[tuple[float, bool], float] = {}
    found = []
    for number, trace in enumerate(traces):
        lying = trace.get("orientation") == "h"
        along, across = (panel.x, panel.y) if lying else (panel.y, panel.x)
        lengths = np.nan_to_num(along.places(trace[along.letter]))
        given = trace.get(across.letter)
        middles = np.arange(len(lengths), dtype=float) if given is None else across.places(given)
        starts = np.zeros(len(lengths)) if not along.logarithmic else np.full(len(lengths), 1e-12)
        if stacked:
            starts = _stack(middles, lengths, above)
        shift = 0.0 if beside == 1 else room * ((number + 0.5) / beside - 0.5)
        found.append(Group(middles + shift, starts, lengths, room / beside, lying))
    return found


def _stack(
    middles: np.ndarray, lengths: np.ndarray, above: dict[tuple[float, bool], float]
) -> np.ndarray:
    """Where each bar begins on those before it; negative ones hang below. (N,)."""
    starts = np.zeros(len(lengths))
    for i, (middle, length) in enumerate(zip(middles, lengths, strict=True)):
        key = (float(middle), length < 0)
        starts[i] = above.get(key, 0.0)
        above[key] = starts[i] + float(length)
    return starts


def _colours(trace: Trace, count: int, sheet: Sheet) -> list[Any]:
    """One colour a bar."""
    marker = trace.get("marker") or {}
    given = marker.get("color") or sheet.look.accent
    names = [given] * count if isinstance(given, str) else list(given)
    opacity = marker.get("opacity", trace.get("opacity", 1.0))
    every = np.broadcast_to(1.0 if opacity is None else opacity, count)
    return [
        sheet.colour(str(name), opacity=float(part))
        for name, part in zip(names, every, strict=True)
    ]


def texts(trace: Trace) -> list[str]:
    """The number at each bar as the figure writes it; none where it writes none."""
    given = trace.get("text")
    if given is None or trace.get("texttemplate") == "" or trace.get("textposition") == "none":
        return []
    return [plain(text) for text in given]


def _numbers(
    axes: Any, trace: Trace, group: Group, place: Place, sheet: Sheet, *, hatched: bool
) -> None:
    """The numbers of one trace's bars, where there is room for them."""
    said, colours = texts(trace), _colours(trace, len(group.lengths), sheet)
    size = sheet.small
    length, span = (place.width, place.panel.x.span) if group.lying else (
        place.height, place.panel.y.span)  # fmt: skip
    thick = group.thick * (place.height / place.panel.y.span if group.lying
                           else place.width / place.panel.x.span)  # fmt: skip
    if not said or thick < 0.8 * size or (not group.lying and thick < 3 * size):
        return
    low, high = sorted((place.panel.x if group.lying else place.panel.y).ends)
    for i, text in enumerate(said):
        end = float(group.starts[i] + group.lengths[i])
        long = abs(group.lengths[i]) / span * length
        inside = trace.get("textposition") in ("auto", "inside") and not place.panel.x.logarithmic
        inside = inside and long > sheet.measure(text, size) + 0.8 * size
        inside = inside or not low <= end <= high  # a bar that the axis cuts off
        way = (-1.0 if group.lengths[i] < 0 else 1.0) * (-1.0 if inside else 1.0)
        at = min(max(end, low), high), float(group.middles[i])
        ink = ink_over(np.array(colours[i]), sheet.look) if inside else sheet.look.ink
        _number(axes, text, at, 0.3 * size * way, lying=group.lying, color=sheet.colour(ink),
                size=size, sheet=sheet, **_ground(colours[i], on=hatched and inside))  # fmt: skip


def _ground(colour: Any, *, on: bool) -> dict[str, Any]:
    """A number in a bar with a pattern stands on the bar's own colour."""
    return {"bbox": {"facecolor": colour, "edgecolor": "none", "pad": 0.8}} if on else {}


def _number(
    axes: Any, text: str, at: tuple[float, float], off: float, *, lying: bool, sheet: Sheet,
    **look: Any,
) -> None:  # fmt: skip
    """One number beside the end of its bar: ``at`` is along and across, ``off`` points along."""
    if lying:
        x, y, moved = at[0], at[1], (off, 0.0)
        look |= {"ha": "left" if off > 0 else "right", "va": "center_baseline"}
    else:
        x, y, moved = at[1], at[0], (0.0, off)
        look |= {"ha": "center", "va": "bottom" if off > 0 else "top"}
    sheet.write(axes, x, y, text, zorder=4, transform=_shifted(axes, *moved), **look)


def _shifted(axes: Any, right: float, up: float) -> Any:
    """Data coordinates, moved by so many points."""
    from matplotlib.transforms import ScaledTranslation

    return axes.transData + ScaledTranslation(
        right / POINTS, up / POINTS, axes.figure.dpi_scale_trans
    )


def make_room(panel: Panel, width: float, sheet: Sheet) -> None:
    """Move the end of a lying axis out, so that the longest bar's number stands on the sheet."""
    low, high = panel.x.ends
    for trace in panel.of("bar"):
        if trace.get("orientation") != "h" or panel.x.logarithmic:
            continue
        values = np.nan_to_num(panel.x.places(trace["x"]))
        for value, text in zip(values, texts(trace), strict=False):
            needed = (sheet.measure(text, sheet.small) + 0.6 * sheet.small) / width
            if not low <= value <= high:
                continue  # the figure cuts this bar off, so that the others can be seen
            if needed < 0.5 and value >= 0:
                high = max(high, low + (value - low) / (1 - needed))
            elif needed < 0.5:
                low = min(low, high - (high - value) / (1 - needed))
    panel.x.ends = (low, high)
