"""From a Picture to a matplotlib Figure: the same marks, in inches and points.

The plotly figure is drawn anew in the export's look, read into panels, laid out on a sheet of the
chosen width, and drawn mark by mark. There is one way for all pictures.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from explorer.errors import ExportError
from explorer.export import colour_bar, heading, legend, notes, panels
from explorer.export.arrange import Place, arrange
from explorer.export.cells import has_numbers, number_size
from explorer.export.looks import look_of
from explorer.export.reading import Drawing, read
from explorer.export.settings import drawing_settings
from explorer.export.sheet import POINTS, Sheet

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from explorer.export.options import Options
    from explorer.pictures.picture import Picture


def to_matplotlib(picture: Picture, options: Options) -> Figure:
    """The picture as a Figure of the chosen size and look. Raises ExportError."""
    picture = picture.excerpt(options.unit, options.part)
    drawing = read(_redrawn(picture, options))
    with drawing_settings():
        from matplotlib.figure import Figure

        sheet = Sheet(options, Figure(dpi=100), picture.extent)
        _draw(_lay(drawing, picture, sheet), sheet)
        sheet.report()
        return sheet.figure


BESIDE = 2.0  # units of type between the marks and bars to their right
_LAST: WeakKeyDictionary[Picture, tuple[tuple[str, bool], Any]] = WeakKeyDictionary()


def _redrawn(picture: Picture, options: Options) -> Any:
    """The plotly figure in the export's look; the last one of each picture is kept.

    A preview, the file after it and the same file in other formats draw it once.
    """
    asked = options.look, options.box.narrow
    kept = _LAST.get(picture)
    if kept is None or kept[0] != asked:
        kept = asked, picture.redraw(look_of(options.look), narrow=options.box.narrow)
        _LAST[picture] = kept
    return kept[1]


@dataclass
class _Plan:
    """Everything on the sheet, and where each begins, in points from the top."""

    drawing: Drawing
    title: heading.Block
    legend: legend.Legend
    places: list[Place]
    bars: list[colour_bar.Bar]
    caption: heading.Block
    beside: float = 0.0  # points to the right of the marks that the bars take; 0: they are below
    marks: float = 0.0  # where the marks begin
    below: float = 0.0  # and what is below them
    height: float = 0.0


def _lay(drawing: Drawing, picture: Picture, sheet: Sheet) -> _Plan:
    """Find a place for everything. Raises ExportError where there is none."""
    notes.take_titles(drawing)
    panels.make_room(drawing, sheet)
    plan = _Plan(
        drawing,
        heading.title(drawing, sheet, heading.shown_state(drawing)),
        legend.lay(drawing, sheet),
        [],
        colour_bar.find(drawing, sheet),
        heading.caption(picture, sheet),
    )
    plan.marks = sheet.pad + plan.title.height(sheet)
    plan.marks += plan.legend.height(sheet) if plan.legend.above else 0.0
    below = _below(plan, sheet)
    tall = sheet.options.box.height
    room = None if tall is None else tall * POINTS - plan.marks - below
    if room is not None and room < 4 * sheet.small:
        raise ExportError(
            "Title, caption and labels fill this size: choose a larger one, or leave words out."
        )
    if room is not None and _lay_beside(plan, room, sheet):
        room += _bars_height(plan, sheet)
    else:
        plan.places = arrange(drawing, sheet, plan.marks, room)
    plan.bars = [_with_numbers(bar, plan, sheet) for bar in plan.bars]
    plan.below = panels.foot(plan.drawing, plan.places, plan.marks, room, sheet)
    plan.height = tall * POINTS if tall else plan.below + _below(plan, sheet)
    return plan


def _lay_beside(plan: _Plan, room: float, sheet: Sheet) -> bool:
    """On a slide, colour bars stand to the right of a matrix, which is taller so. Whether they do.

    ``room`` is the height of the marks with the bars below them, in points.
    """
    if not plan.bars:
        return False
    ends = [(axis, axis.ends) for panel in plan.drawing.panels for axis in (panel.x, panel.y)]
    height = room + _bars_height(plan, sheet)
    places = arrange(plan.drawing, sheet, plan.marks, height)
    right = max(place.left + place.width for place in places)
    wide = (colour_bar.LEAST_LONG + BESIDE) * sheet.small
    if 2 * (sheet.width - sheet.pad - right) < wide:  # half of what is free is to the right
        for axis, given in ends:
            axis.ends = given
        return False
    for place in places:
        place.left -= wide / 2
    plan.places, plan.beside = places, wide
    room = wide - BESIDE * sheet.small
    plan.bars = [colour_bar.narrowed(bar, room, sheet) for bar in plan.bars]
    return True


def _bars_height(plan: _Plan, sheet: Sheet) -> float:
    """Points that the bars take below each other."""
    return sum(bar.height(sheet) + sheet.pad for bar in plan.bars)


def _below(plan: _Plan, sheet: Sheet) -> float:
    """Points that stand under the marks."""
    under = 0.0 if plan.legend.above else plan.legend.height(sheet)
    bars = 0.0 if plan.beside else _bars_height(plan, sheet)
    return bars + under + plan.caption.height(sheet) + sheet.pad


def _with_numbers(bar: colour_bar.Bar, plan: _Plan, sheet: Sheet) -> colour_bar.Bar:
    """The words of a bar speak of numbers in the cells only where these stand there."""
    dropped = any(
        has_numbers(place.panel.traces) and not number_size(place.panel.traces, place, sheet)
        for place in plan.places
    )
    return colour_bar.without_numbers(bar, sheet) if dropped else bar


def _draw(plan: _Plan, sheet: Sheet) -> None:
    look = sheet.look
    sheet.figure.set_size_inches(sheet.width / POINTS, plan.height / POINTS)
    sheet.figure.set_facecolor("none" if look.name == "transparent" else sheet.colour(look.paper))
    heading.draw(plan.title, sheet.pad, sheet)
    at = sheet.pad + plan.title.height(sheet)
    if plan.legend.above:
        legend.draw(plan.legend, at, sheet)
    for place in plan.places:
        panels.draw(place, plan.drawing, sheet)
    panels.draw_alone(plan.drawing, plan.marks, plan.below, sheet)
    at = plan.below
    first = plan.places[0] if plan.places else Place(None, left=sheet.pad)  # type: ignore[arg-type]
    left, long, top = first.left, first.width, at
    if plan.beside:
        left = max(place.left + place.width for place in plan.places) + BESIDE * sheet.small
        long, top = plan.beside - BESIDE * sheet.small, first.top
    for bar in plan.bars:
        colour_bar.draw(bar, left, top, long, sheet)
        top += bar.height(sheet) + sheet.pad
    at = at if plan.beside else top
    if not plan.legend.above:
        legend.draw(plan.legend, at, sheet)
        at += plan.legend.height(sheet)
    heading.draw(plan.caption, at, sheet)
