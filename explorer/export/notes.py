"""Shapes and annotations: frames, ovals, lines, and words at a place in the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from explorer.export.points import DASHES
from explorer.export.words import fitting, plain
from explorer.figures.scales import BAR_NAME

if TYPE_CHECKING:
    from explorer.export.arrange import Place
    from explorer.export.reading import Drawing, Panel
    from explorer.export.sheet import Sheet

NEAR = 0.02  # of the picture, between a panel's top and its title


def take_titles(drawing: Drawing) -> None:
    """Give each panel the annotation that stands above it as its title."""
    if len(drawing.panels) < 2:
        return
    for panel in drawing.panels:
        for note in drawing.notes():
            if _names(note, panel):
                panel.title = plain(note.get("text"))


def _names(note: dict[str, Any], panel: Panel) -> bool:
    if not _on_paper(note) or note.get("name") == BAR_NAME:
        return False
    middle = sum(panel.across) / 2
    return abs(note.get("x", 0) - middle) < NEAR and abs(note.get("y", 0) - panel.upward[1]) < NEAR


def _on_paper(note: dict[str, Any]) -> bool:
    return note.get("xref") == "paper" and note.get("yref") == "paper"


def draw(axes: Any, place: Place, drawing: Drawing, sheet: Sheet) -> None:
    """The shapes and words that belong to one panel."""
    own = place.panel.traces[0].get("xaxis", "x")
    for shape in drawing.layout.get("shapes") or ():
        if str(shape.get("xref", "x")).removesuffix(" domain") in (own, "paper"):
            _shape(axes, dict(shape), sheet)
    for note in drawing.notes():
        if note.get("name") == BAR_NAME or any(_names(note, panel) for panel in drawing.panels):
            continue
        if note.get("xref", "x") == own or (_on_paper(note) and place.panel is drawing.panels[0]):
            _words(axes, note, place, drawing, sheet)


def _where(axes: Any, part: dict[str, Any]) -> Any:
    """Which coordinates a shape or a note uses, for both directions."""
    from matplotlib.transforms import blended_transform_factory

    along, up = (
        axes.transData if str(part.get(f"{letter}ref", letter)).isalnum()
        and part.get(f"{letter}ref") != "paper" else axes.transAxes
        for letter in "xy"
    )  # fmt: skip
    return blended_transform_factory(along, up)


def _shape(axes: Any, shape: dict[str, Any], sheet: Sheet) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Ellipse, Rectangle

    line = shape.get("line") or {}
    width = float(line.get("width", 2)) * sheet.scale
    edge = sheet.colour(line.get("color"))
    dash = DASHES.get(line.get("dash") or "solid", "solid")
    x0, x1, y0, y1 = (float(shape[name]) for name in ("x0", "x1", "y0", "y1"))
    order = 0.8 if shape.get("layer") == "below" else 2.5
    where = _where(axes, shape)
    if shape.get("type") == "line":
        axes.add_line(Line2D([x0, x1], [y0, y1], color=edge, linewidth=width, linestyle=dash,
                             transform=where, zorder=order))  # fmt: skip
        return
    opacity = float(1.0 if shape.get("opacity") is None else shape["opacity"])
    fill = sheet.colour(shape.get("fillcolor") or "rgba(0,0,0,0)", opacity=opacity)
    look = {"facecolor": fill, "edgecolor": edge if width else "none", "linewidth": width,
            "linestyle": dash, "transform": where, "zorder": order}  # fmt: skip
    if shape.get("type") == "circle":
        axes.add_patch(Ellipse(((x0 + x1) / 2, (y0 + y1) / 2), x1 - x0, y1 - y0, **look))
    else:
        axes.add_patch(Rectangle((x0, y0), x1 - x0, y1 - y0, **look))


def _words(axes: Any, note: dict[str, Any], place: Place, drawing: Drawing, sheet: Sheet) -> None:
    font = note.get("font") or {}
    size = sheet.size(font.get("size", sheet.look.font_size))
    room = _room(note, place, drawing, sheet)
    text = fitting(plain(note.get("text")), room, lambda part: sheet.measure(part, size))
    across = {"auto": "center"}.get(note.get("xanchor", "auto"), note.get("xanchor", "center"))
    up = {"auto": "center", "middle": "center"}.get(
        note.get("yanchor", "auto"), note.get("yanchor", "center"))  # fmt: skip
    if text:
        sheet.write(axes, float(note["x"]), float(note["y"]), text, size=size, ha=across, va=up,
                    color=sheet.colour(sheet.ink(font)), transform=_where(axes, note),
                    zorder=5)  # fmt: skip


def _room(note: dict[str, Any], place: Place, drawing: Drawing, sheet: Sheet) -> float:
    """Points that a note may be wide: the frame that begins where it does, or all of the sheet."""
    for shape in drawing.layout.get("shapes") or ():
        if shape.get("x0") == note.get("x") and shape.get("type") == "rect":
            return abs(shape["x1"] - shape["x0"]) / place.panel.x.span * place.width
    return sheet.width - 2 * sheet.pad
