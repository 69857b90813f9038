"""The legend: entries in rows, as many beside each other as fit the sheet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from explorer.export import bars, points
from explorer.export.sheet import POINTS
from explorer.export.words import fitting, plain

if TYPE_CHECKING:
    from explorer.export.reading import Drawing, Trace
    from explorer.export.sheet import Sheet

LONG, SHORT = 2.2, 1.1  # units of type that a line, and a patch or a point, is long


@dataclass(frozen=True)
class Entry:
    """One entry: its trace, its name, and where it stands, in points from the legend's corner."""

    trace: Trace
    name: str
    left: float
    row: int
    number: int  # among the bars, for its pattern

    @property
    def swatch(self) -> float:
        """How long its line or patch is, in units of type."""
        return _swatch(self.trace)


@dataclass(frozen=True)
class Legend:
    """All entries in rows; nothing where a figure has no legend."""

    entries: tuple[Entry, ...] = ()
    above: bool = True

    def height(self, sheet: Sheet) -> float:
        """Points of all rows."""
        rows = max((entry.row for entry in self.entries), default=-1) + 1
        return rows * 1.35 * sheet.small + (sheet.pad if rows else 0.0)


def lay(drawing: Drawing, sheet: Sheet) -> Legend:
    """The entries of a figure in rows."""
    shown = [trace for trace in drawing.traces if _listed(trace)]
    asked = drawing.layout.get("showlegend")
    if asked is False or not shown or (asked is None and len(shown) < 2):
        return Legend()
    size, at, row = sheet.small, 0.0, 0
    room = sheet.width - 2 * sheet.pad
    entries = []
    for number, trace in enumerate(shown):
        mark = (_swatch(trace) + 0.5) * size
        name = fitting(plain(trace["name"]), room - mark, lambda text: sheet.measure(text, size))
        wide = mark + sheet.measure(name, size) + 1.2 * size
        if at and at + wide - 1.2 * size > room:
            at, row = 0.0, row + 1
        entries.append(Entry(trace, name, at, row, number))
        at += wide
    above = float((drawing.layout.get("legend") or {}).get("y", 1.0)) >= 0.5
    return Legend(tuple(entries), above)


def _swatch(trace: Trace) -> float:
    lines = trace["type"] != "bar" and "lines" in trace.get("mode", "lines")
    return LONG if lines else SHORT


def _listed(trace: Trace) -> bool:
    kinds = ("bar", "scatter", "scatter3d", "scattergl")
    return trace["type"] in kinds and trace.get("showlegend") is not False and bool(
        trace.get("name"))  # fmt: skip


def draw(legend: Legend, top: float, sheet: Sheet) -> None:
    """Put the legend on the sheet, ``top`` points from its upper edge."""
    if not legend.entries:
        return
    width, height = (side * POINTS for side in sheet.figure.get_size_inches())
    size = sheet.small
    box = (sheet.pad / width, 1 - (top + legend.height(sheet)) / height,
           1 - 2 * sheet.pad / width, legend.height(sheet) / height)  # fmt: skip
    axes = sheet.figure.add_axes(box, facecolor="none")
    axes.set_axis_off()
    axes.set_xlim(0, width - 2 * sheet.pad)
    axes.set_ylim(legend.height(sheet), 0)
    count = sum(entry.trace["type"] == "bar" for entry in legend.entries)
    for entry in legend.entries:
        middle = (entry.row + 0.5) * 1.35 * size
        if entry.trace["type"] == "bar":
            _patch(axes, entry, middle, count, sheet)
        else:
            _stroke(axes, entry, middle, sheet)
        sheet.write(axes, entry.left + (entry.swatch + 0.5) * size, middle, entry.name, size=size,
                    ha="left", va="center_baseline")  # fmt: skip


def _patch(axes: Any, entry: Entry, middle: float, count: int, sheet: Sheet) -> None:
    from matplotlib.patches import Rectangle

    size = sheet.small
    colour = sheet.colour(points.colour_of(entry.trace, sheet))
    hatch = bars.hatch(entry.trace, entry.number, count, sheet)
    axes.add_patch(Rectangle((entry.left, middle - 0.4 * size), entry.swatch * size, 0.8 * size,
                             facecolor=colour, linewidth=0,
                             edgecolor=sheet.colour(sheet.look.paper, opacity=0.75),
                             hatch=hatch))  # fmt: skip


def _stroke(axes: Any, entry: Entry, middle: float, sheet: Sheet) -> None:
    """A line, a point, or both."""
    trace, size = entry.trace, sheet.small
    mode = trace.get("mode", "lines")
    if trace.get("fill") == "toself":
        axes.fill_between([entry.left, entry.left + entry.swatch * size], middle - 0.4 * size,
                          middle + 0.4 * size, color=sheet.colour(trace.get("fillcolor")),
                          linewidth=0)  # fmt: skip
    elif "lines" in mode:
        axes.plot([entry.left, entry.left + entry.swatch * size], [middle, middle],
                  **points.line_look(trace, sheet))  # fmt: skip
    if "markers" in mode:
        symbol = (trace.get("marker") or {}).get("symbol") or "circle"
        first = symbol if isinstance(symbol, str) else str(symbol[0])
        count = len(trace["x"]) if trace.get("x") is not None else 1
        look = points.marker_look(trace, first, [0], max(count, 1), sheet=sheet)
        if look:
            axes.scatter([entry.left + entry.swatch * size / 2], [middle], zorder=3, **look)
