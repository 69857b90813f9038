"""One panel at a time: axes, then the marks in the order in which plotly draws them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.export import axes as axes_
from explorer.export import bars, cells, labels, notes, points, space, tree
from explorer.export.looks import cell_colours, ink_over
from explorer.export.sheet import LINE, POINTS

if TYPE_CHECKING:
    from explorer.export.arrange import Place
    from explorer.export.reading import Drawing, Panel, Trace
    from explorer.export.sheet import Sheet


def make_room(drawing: Drawing, sheet: Sheet) -> None:
    """Room for the numbers at the ends of bars."""
    for panel in drawing.panels:
        share = panel.across[1] - panel.across[0]
        bars.make_room(panel, 0.6 * share * sheet.width, sheet)


def draw(place: Place, drawing: Drawing, sheet: Sheet) -> None:
    """A panel with all its marks."""
    axes = axes_.add_axes(place, sheet)
    panel = place.panel
    heatmaps = panel.of("heatmap")
    for trace in heatmaps:
        cells.draw(axes, trace, place, sheet)
    cells.numbers(axes, heatmaps, place, sheet)
    if panel.of("bar"):
        bars.draw(axes, place, drawing.layout, sheet)
    scattered = panel.of("scatter", "scattergl")
    for trace in scattered:
        if not labels.is_leader(trace):
            points.draw(axes, trace, place, sheet)
    for trace in filter(points.has_text, scattered):
        if heatmaps:
            points.in_cells(axes, trace, place, _inks(panel, trace, sheet), sheet)
        else:
            labels.draw(axes, trace, place, sheet)
    notes.draw(axes, place, drawing, sheet)


def _inks(panel: Panel, trace: Trace, sheet: Sheet) -> Callable[[float, float, int], Any]:
    """The ink of each text over a cell: the figure's own, or what a grey cell asks for."""
    given = (trace.get("textfont") or {}).get("color") or sheet.look.ink
    if sheet.look.name != "grey":
        return lambda x, y, i: sheet.colour(given if isinstance(given, str) else given[i])
    under = panel.of("heatmap")[0]
    values = np.asarray(under["z"], float)
    colours = cell_colours(values, *cells.ends(under, values), under["colorscale"], sheet.look)
    return lambda x, y, i: sheet.colour(ink_over(colours[round(y), round(x)], sheet.look))


def foot(
    drawing: Drawing, places: list[Place], top: float, room: float | None, sheet: Sheet
) -> float:
    """Where the marks and their labels end, in points from the top of the sheet."""
    if not places:
        tall = drawing.height * sheet.scale
        return top + (tall if room is None else room) + sheet.pad
    return max(place.top + place.height + _labels(place, sheet) for place in places) + sheet.pad


def _labels(place: Place, sheet: Sheet) -> float:
    """Points that labels and name take below a panel."""
    axis, ticks = place.panel.x, place.x_ticks
    if axis.on_top:
        return 0.0
    labelled = ticks.width(sheet) if ticks.upright else LINE * ticks.size
    named = 1.65 * sheet.small if axis.title else 0.0
    return named + (labelled + 0.4 * ticks.size if ticks.texts else 0.0)


def draw_alone(drawing: Drawing, top: float, below: float, sheet: Sheet) -> None:
    """Marks that have no axes: trees, and points in space."""
    if not drawing.alone:
        return
    width, height = (side * POINTS for side in sheet.figure.get_size_inches())
    tall = below - top - sheet.pad
    box = (sheet.pad / width, 1 - (top + tall) / height, 1 - 2 * sheet.pad / width, tall / height)
    deep = [trace for trace in drawing.alone if trace["type"] == "scatter3d"]
    if deep:
        import mpl_toolkits.mplot3d  # noqa: F401  # registers the projection

        axes = sheet.figure.add_axes(box, projection="3d")
        space.draw(axes, deep, drawing.layout.get("scene") or {}, sheet)
    for trace in drawing.alone:
        if trace["type"] in ("icicle", "treemap"):
            axes = sheet.figure.add_axes(box)
            tree.draw(axes, trace, (width - 2 * sheet.pad, tall), sheet)
