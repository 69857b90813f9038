"""Axes on the sheet: ends, labels, names, grid and edges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from explorer.export import fonts
from explorer.export.arrange import GAP, Place
from explorer.export.sheet import LINE, POINTS
from explorer.export.words import plain

if TYPE_CHECKING:
    from explorer.export.reading import Axis
    from explorer.export.sheet import Sheet
    from explorer.export.ticks import Ticks

HAIRLINE = 0.6  # points


def add_axes(place: Place, sheet: Sheet) -> Any:
    """Matplotlib axes for a panel, empty but for labels, names and grid."""
    width, height = (side * POINTS for side in sheet.figure.get_size_inches())
    box = (place.left / width, 1 - (place.top + place.height) / height,
           place.width / width, place.height / height)  # fmt: skip
    axes = sheet.figure.add_axes(box, facecolor="none")
    panel = place.panel
    if panel.x.logarithmic:
        axes.set_xscale("log")
    if panel.y.logarithmic:
        axes.set_yscale("log")
    axes.set_xlim(*panel.x.ends)
    axes.set_ylim(*_spread(place))
    _frame(axes, place, sheet)
    _label(axes.xaxis, panel.x, place.x_ticks, sheet)
    _label(axes.yaxis, panel.y, place.y_ticks, sheet)
    _name(axes, place, sheet)
    return axes


def _spread(place: Place) -> tuple[float, float]:
    """Ends of the vertical axis: further apart where points on equal units got more room."""
    panel = place.panel
    low, high = panel.y.ends
    if not panel.square or panel.of("heatmap"):
        return low, high
    half = panel.x.span * place.height / place.width / 2
    middle, way = (low + high) / 2, 1.0 if high > low else -1.0
    return middle - way * half, middle + way * half


def _frame(axes: Any, place: Place, sheet: Sheet) -> None:
    """Edges where the figure has them, grid lines where it wants them, a line at zero."""
    line = sheet.colour(sheet.look.line)
    axes.set_axisbelow(True)
    for side, spine in axes.spines.items():
        axis = place.panel.x if side in ("bottom", "top") else place.panel.y
        first = side in ("bottom", "left")
        spine.set_visible(bool(axis.given.get("showline") and (first or axis.given.get("mirror"))))
        spine.set_color(line)
        spine.set_linewidth(HAIRLINE)
    for axis, draw in ((place.panel.x, axes.axvline), (place.panel.y, axes.axhline)):
        if axis.given.get("showgrid") is not False and not axis.categories:
            axes.grid(True, axis=axis.letter, color=line, linewidth=HAIRLINE)
        low, high = sorted(axis.ends)
        numbers = not axis.logarithmic and not axis.categories
        if axis.given.get("zeroline") is not False and low <= 0 <= high and numbers:
            draw(0, color=line, linewidth=2 * HAIRLINE, zorder=1)


def _label(given: Any, axis: Axis, ticks: Ticks, sheet: Sheet) -> None:
    """Labels at their places; none of matplotlib's own, and none read as mathematics."""
    base = fonts.MONO if ticks.mono else fonts.SANS
    from matplotlib.ticker import NullLocator

    given.set_minor_locator(NullLocator())
    given.set_ticks(list(ticks.places), [sheet.said(text, base) for text in ticks.texts])
    given.set_tick_params(length=0, pad=GAP * ticks.size)
    if axis.on_top and axis.letter == "x":
        given.tick_top()
        given.set_tick_params(length=0)
    font = (axis.given.get("tickfont") or {}).get("color") or sheet.look.ink
    for place, (label, text) in enumerate(zip(given.get_ticklabels(), ticks.texts, strict=True)):
        label.set(parse_math=False, fontsize=ticks.size, color=sheet.colour(font),
                  family=sheet.families(text, base))  # fmt: skip
        if axis.letter == "x" and ticks.upright:
            label.set(rotation=90, va="bottom" if axis.on_top else "top")
        elif place == 0 and ticks.first_ends and axis.letter == "x":
            label.set_ha("right")


def _name(axes: Any, place: Place, sheet: Sheet) -> None:
    """The names of both axes, and the panel's own above it."""
    panel, muted = place.panel, sheet.colour(sheet.look.muted)
    size = sheet.small
    labels = place.x_ticks.width(sheet) if place.x_ticks.upright else LINE * place.x_ticks.size
    beyond = (labels + GAP * place.x_ticks.size if place.x_ticks.texts else 0.0) + GAP * size
    look = {"size": size, "color": muted}
    if panel.x.title:
        at = (place.width / 2, place.height + beyond) if panel.x.on_top else (
            place.width / 2, -beyond)  # fmt: skip
        _beside(axes, place, sheet, at, plain(panel.x.title), ha="center",
                va="bottom" if panel.x.on_top else "top", **look)  # fmt: skip
    if panel.y.title:
        ticks = place.y_ticks
        out = ticks.width(sheet) + GAP * ticks.size if ticks.texts else 0.0
        _beside(axes, place, sheet, (-out - 0.4 * size, place.height / 2), plain(panel.y.title),
                ha="right", va="center", rotation=90, **look)  # fmt: skip
    if panel.title:
        up = place.height + GAP * size + (beyond + LINE * size if panel.x.on_top else 0.0)
        _beside(axes, place, sheet, (place.width / 2, up), panel.title, ha="center", va="bottom",
                **look)  # fmt: skip


def _beside(
    axes: Any, place: Place, sheet: Sheet, at: tuple[float, float], text: str, **look: Any
) -> None:
    """Write at a place in points from the panel's lower left corner."""
    where = (at[0] / place.width, at[1] / place.height)
    sheet.write(axes, *where, text, transform=axes.transAxes, **look)
