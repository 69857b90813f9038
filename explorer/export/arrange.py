"""Where each panel of a picture stands on the sheet: as wide as the sheet, as tall as it needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from explorer.errors import ExportError
from explorer.export.sheet import LINE, POINTS
from explorer.export.ticks import Ticks, check_side, foot_ticks, side_ticks

if TYPE_CHECKING:
    from explorer.export.reading import Drawing, Panel
    from explorer.export.sheet import Sheet

LARGEST_CELL = 5.0  # units of type
LEAST_CELL = 0.5  # points: smaller cells would run into each other in print
GAP = 0.4  # of the type, between labels and what they name
LEAST_SHARE = 0.1  # of the height on the screen, to which a picture may shrink
LEAST_ROW = 0.48  # of a row of text: lower ones would run into each other
STRETCH = 2.0  # how much taller than on the screen a picture may be to fill a slide


@dataclass
class Place:
    """A panel on the sheet: the box of its marks, in points from the upper left corner."""

    panel: Panel
    left: float = 0.0
    top: float = 0.0
    width: float = 0.0
    height: float = 0.0
    x_ticks: Ticks = field(default_factory=Ticks)
    y_ticks: Ticks = field(default_factory=Ticks)


@dataclass(frozen=True)
class Around:
    """Points that labels and names take around a panel."""

    left: float = 0.0
    right: float = 0.0
    above: float = 0.0
    below: float = 0.0


def arrange(drawing: Drawing, sheet: Sheet, top: float, room: float | None) -> list[Place]:
    """All panels below ``top``, in at most ``room`` points of height where that is given."""
    places = [Place(panel) for panel in drawing.panels]
    if not places:
        return []
    tall = drawing.height * sheet.scale
    for place in places:
        share = place.panel.upward[1] - place.panel.upward[0]
        place.y_ticks = side_ticks(place.panel.y, tall * share, sheet)
    _across(places, sheet)
    whole = [(place, place.width, place.panel.y.ends) for place in places]
    cells = [place.width for place in places]  # what the marks turn out to be wide
    for _ in range(2):  # the second time for the cells that are left on a slide
        for (place, width, ends), shown in zip(whole, cells, strict=True):
            place.width, place.panel.y.ends = width, ends
            _take_free_rows(place, shown, sheet)
        _upward(places, sheet, tall, top, room)
        cells = [place.width for place in places]
    for place in places:
        place.y_ticks = check_side(place.y_ticks, place.panel, place.height, sheet)
    if room is not None:
        _centre(places, sheet)
    return places


def _centre(places: Sequence[Place], sheet: Sheet) -> None:
    """On a slide, what is narrower than the sheet stands in its middle."""
    free = sheet.width - sheet.pad - max(place.left + place.width for place in places)
    for place in places:
        place.left += max(free, 0.0) / 2


def _across(places: Sequence[Place], sheet: Sheet) -> None:
    """Left edges and widths: columns share what labels leave of the sheet."""
    columns = _groups(places, lambda place: place.panel.across)
    around = [[_beside(place, sheet) for place in column] for column in columns]
    left = [max(one.left for one in column) for column in around]
    right = [max(one.right for one in column) for column in around]
    shares = np.array([np.diff(column[0].panel.across)[0] for column in columns])
    free = sheet.width - 2 * sheet.pad - sum(left) - sum(right)
    widths = free * shares / shares.sum()
    at = sheet.pad
    for column, before, after, width in zip(columns, left, right, widths, strict=True):
        for place in column:
            place.left, place.width = at + before, float(width)
            if place.panel.square:
                place.width = min(place.width, _widest(place.panel, sheet))
        at += before + float(width) + after


def _take_free_rows(place: Place, wide: float, sheet: Sheet) -> None:
    """Small multiples have empty rows above the first for its name: as many as its type needs.

    ``wide`` is what the cells take across in the end, in points.
    """
    cells, axis = place.panel.of("heatmap"), place.panel.y
    if not (cells and place.panel.square):
        return
    empty = int(np.isfinite(np.asarray(cells[0]["z"], float)).any(axis=1).argmax())  # rows
    if axis.labelled and min(place.y_ticks.places, default=0) < empty:
        return  # rows of a matrix, which has no numbers there
    needed = LINE * sheet.small * place.panel.x.span / wide
    axis.ends = (axis.ends[0], axis.ends[1] + max(0.0, empty - needed))


def _groups(places: Sequence[Place], key: object) -> list[list[Place]]:
    """Places that begin alike, the first ones first."""
    starts = sorted({round(key(place)[0], 3) for place in places})  # type: ignore[operator]
    return [[p for p in places if round(key(p)[0], 3) == start] for start in starts]  # type: ignore[operator]


def _widest(panel: Panel, sheet: Sheet) -> float:
    """Points that square cells may take across; maps of points have no cells."""
    if not panel.of("heatmap"):
        return sheet.width
    return LARGEST_CELL * sheet.options.box.type * panel.x.span


def _beside(place: Place, sheet: Sheet) -> Around:
    """What stands to the left and right of a panel."""
    axis, ticks = place.panel.y, place.y_ticks
    left = ticks.width(sheet) + GAP * ticks.size if ticks.texts else 0.0
    if axis.title:
        left += 1.6 * sheet.small
    first, last = _overhang(place.panel, sheet)
    return Around(left=max(left, first), right=max(0.3 * sheet.small, last))


def _overhang(panel: Panel, sheet: Sheet) -> tuple[float, float]:
    """How far the first and last label under an axis reach beyond its ends, in points."""
    length = 0.8 * (panel.across[1] - panel.across[0]) * sheet.width
    try:
        found = foot_ticks(panel, length, sheet)
    except ExportError:
        return 0.0, 0.0  # said when the width is known
    if not found.texts:
        return 0.0, 0.0
    low, high = panel.x.ends
    widths = [sheet.measure(found.texts[i], found.size, mono=found.mono) for i in (0, -1)]
    if found.upright and max(widths) > 0.2 * length:  # else they may still lie in the end
        return 0.0, 0.0
    unit = length / panel.x.span
    inside = [abs(found.places[0] - low) * unit, abs(found.places[-1] - high) * unit]
    if panel.x.logarithmic:
        inside = [0.0, 0.0]
    return widths[0] / (1 if found.first_ends else 2) - inside[0], widths[1] / 2 - inside[1]


def _upward(
    places: Sequence[Place], sheet: Sheet, tall: float, top: float, room: float | None
) -> None:
    """Tops and heights, row by row from the top."""
    rows = _groups(places, lambda place: place.panel.upward)[::-1]
    for place in places:
        place.height = _tall(place, tall, sheet)
    for _ in range(2):  # the second time with labels for the narrower cells
        around = [_rows_labels(row, sheet) for row in rows]
        spent = sum(one.above + one.below for one in around) + sheet.pad * (len(rows) - 1)
        _fit(rows, None if room is None else room - spent, sheet)
    at = top
    for row, one in zip(rows, around, strict=True):
        for place in row:
            place.top = at + one.above
        at += one.above + max(place.height for place in row) + one.below + sheet.pad


def _tall(place: Place, tall: float, sheet: Sheet) -> float:
    """The height of a panel's marks, in points."""
    panel = place.panel
    share = panel.upward[1] - panel.upward[0]
    if not panel.square:
        return tall * share
    height = place.width * panel.y.span / panel.x.span
    if panel.of("heatmap"):
        return height
    return max(height, min(tall * share, 0.85 * place.width))


def _fit(rows: Sequence[Sequence[Place]], room: float | None, sheet: Sheet) -> None:
    """Make all rows lower, or on a slide taller, so that they fill the room."""
    natural = sum(max(place.height for place in row) for row in rows)
    limit = sheet.options.box.tallest * POINTS if room is None else room
    text = all(_is_running_text(place.panel) for row in rows for place in row)
    if limit <= (LEAST_ROW if text else LEAST_SHARE) * natural:
        raise ExportError(
            f"This picture is too tall for this size: {sheet.instead(limit / natural)}."
        )
    factor = limit / natural
    if room is None:
        factor = min(factor, 1.0)
    for place in (place for row in rows for place in row):
        cells = place.panel.square and place.panel.of("heatmap")
        own = min(factor, 1.0 if cells or _is_running_text(place.panel) else STRETCH)
        place.height *= own
        if cells:
            place.width *= own
            _check_cells(place, sheet)


def _is_running_text(panel: Panel) -> bool:
    """Whether words in rows are all there is: taller rows would say nothing more."""
    return all(trace.get("mode") == "text" for trace in panel.traces)


def _check_cells(place: Place, sheet: Sheet) -> None:
    count = place.panel.x.span
    share = place.width / count / LEAST_CELL
    if share < 1:
        raise ExportError(
            f"{count:.0f} cells in a row run into each other on a sheet "
            f"{sheet.options.box.width:.3g} inches wide: {sheet.instead(share)}."
        )


def _rows_labels(row: Sequence[Place], sheet: Sheet) -> Around:
    """What stands above and below the panels of a row; finds their horizontal labels."""
    around = [_over(place, sheet) for place in row]
    return Around(above=max(a.above for a in around), below=max(a.below for a in around))


def _over(place: Place, sheet: Sheet) -> Around:
    axis = place.panel.x
    place.x_ticks = ticks = foot_ticks(place.panel, place.width, sheet)
    labels = ticks.width(sheet) if ticks.upright else LINE * ticks.size
    needed = labels + GAP * ticks.size if ticks.texts else 0.0
    if axis.title:
        needed += LINE * sheet.small + GAP * sheet.small
    title = LINE * sheet.small + GAP * sheet.small if place.panel.title else 0.0
    if axis.on_top:
        return Around(above=needed + title)
    return Around(above=title, below=needed)
