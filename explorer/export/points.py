"""Points, lines and texts of scatter traces; labels find their places anew for the sheet."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.export.sheet import LINE
from explorer.export.words import fitting, rows

if TYPE_CHECKING:
    from explorer.export.arrange import Place
    from explorer.export.reading import Trace
    from explorer.export.sheet import Sheet

DASHES: dict[str, Any] = {
    "solid": "solid",
    "dash": (0, (4, 2)),
    "dot": (0, (1, 1.5)),
    "dashdot": (0, (4, 1.5, 1, 1.5)),
    "longdash": (0, (7, 2)),
}
SYMBOLS = {
    "circle": "o", "square": "s", "diamond": "D", "cross": "P", "triangle-up": "^", "x": "X",
    "triangle-down": "v", "star": "*", "arrow": "^", "arrow-wide": "^", "hexagon": "h",
}  # fmt: skip
LEAST_LINE = 0.6  # points


def draw(axes: Any, trace: Trace, place: Place, sheet: Sheet) -> None:
    """The lines and points of one trace; its texts come last, see `labels`."""
    x, y = place.panel.x.places(trace.get("x")), place.panel.y.places(trace.get("y"))
    if not np.isfinite(x).any():
        return  # only there for the legend
    mode = trace.get("mode", "lines")
    opacity = float(1.0 if trace.get("opacity") is None else trace["opacity"])
    if trace.get("fill") == "toself":
        axes.fill(x, y, color=sheet.colour(trace.get("fillcolor")), linewidth=0, zorder=1)
    if "lines" in mode and line_look(trace, sheet)["linewidth"] > 0:
        axes.plot(x, y, **line_look(trace, sheet, opacity), zorder=2)
    if "markers" in mode:
        _points(axes, np.stack([x, y], axis=1), trace, opacity, sheet)


def line_look(trace: Trace, sheet: Sheet, opacity: float = 1.0) -> dict[str, Any]:
    """Colour, width and dash of a line as matplotlib calls them."""
    line = trace.get("line") or {}
    width = float(line.get("width", 2))
    return {
        "color": sheet.colour(line.get("color") or colour_of(trace, sheet), opacity=opacity),
        "linewidth": max(width * sheet.scale, LEAST_LINE) if width else 0.0,
        "linestyle": DASHES.get(line.get("dash") or "solid", "solid"),
    }


def colour_of(trace: Trace, sheet: Sheet) -> str:
    """The one colour that stands for a trace."""
    for part in ("line", "marker"):
        given = (trace.get(part) or {}).get("color")
        if isinstance(given, str):
            return given
        if given is not None and len(given):
            return str(given[0])
    return sheet.look.accent


def _points(axes: Any, at: np.ndarray, trace: Trace, opacity: float, sheet: Sheet) -> None:
    """Markers at (N, 2), those of one shape together."""
    marker = trace.get("marker") or {}
    alike: dict[tuple[str, float], list[int]] = defaultdict(list)
    symbols, angles = (_each(marker.get(part), len(at), default)
                       for part, default in (("symbol", "circle"), ("angle", 0.0)))  # fmt: skip
    for i in np.flatnonzero(np.isfinite(at).all(axis=1)):
        alike[str(symbols[i]), float(angles[i])].append(int(i))
    for (symbol, angle), members in alike.items():
        look = marker_look(trace, symbol, members, len(at), sheet=sheet, opacity=opacity)
        if look:
            shape = (3, 0, -angle) if symbol.startswith("arrow") else look.pop("marker")
            look.pop("marker", None)
            axes.scatter(*at[members].T, marker=shape, zorder=3, **look)


def marker_look(
    trace: Trace, symbol: str, members: list[int], count: int, *, sheet: Sheet, opacity: float = 1.0
) -> dict[str, Any]:
    """Shape, size and colours of some of a trace's points; nothing where they are unseen."""
    marker = trace.get("marker") or {}
    opacity *= float(1.0 if marker.get("opacity") is None else marker["opacity"])
    if opacity == 0:
        return {}
    sizes = np.array([_each(marker.get("size"), count, 6.0)[i] for i in members], float)
    names = _each(marker.get("color") or colour_of(trace, sheet), count, sheet.look.accent)
    fills = [sheet.colour(str(names[i]), opacity=opacity) for i in members]
    edge = marker.get("line") or {}
    hollow = symbol.endswith("-open")
    outline = sheet.colour(edge["color"]) if isinstance(edge.get("color"), str) else fills
    return {
        "marker": SYMBOLS.get(symbol.removesuffix("-open"), "o"),
        "s": (sizes * sheet.scale) ** 2,
        "facecolors": "none" if hollow else fills,
        "edgecolors": fills if hollow else outline,
        "linewidths": 1.0 if hollow else float(edge.get("width") or 0) * sheet.scale,
    }


def _each(given: Any, count: int, default: Any) -> list[Any]:
    """One value a point from one for all, or from a list."""
    if given is None:
        return [default] * count
    return [given] * count if isinstance(given, str | int | float) else list(given)


def has_text(trace: Trace) -> bool:
    """Whether texts stand at its points."""
    return "text" in trace.get("mode", "") and trace.get("text") is not None


def in_cells(axes: Any, trace: Trace, place: Place, inks: Any, sheet: Sheet) -> None:
    """Texts over the cells of a heatmap, cut to the cell. ``inks`` gives each its colour."""
    font = trace.get("textfont") or {}
    mono = "mono" in str(font.get("family", ""))
    size = sheet.size(font.get("size", sheet.look.font_size))
    room = 0.94 * place.width / place.panel.x.span
    x, y = place.panel.x.places(trace["x"]), place.panel.y.places(trace["y"])
    texts = [rows(text) for text in _each(trace["text"], len(x), "")]
    step = LINE * size / place.height * (place.panel.y.ends[1] - place.panel.y.ends[0])
    fits = int(place.height / place.panel.y.span / (LINE * size))  # lines in a cell
    for i, lines in enumerate(texts):
        for number, line in enumerate(lines[:fits]):
            shown = fitting(line, room, lambda part: sheet.measure(part, size, mono=mono))
            at = y[i] - (number - (min(len(lines), fits) - 1) / 2) * step
            if shown:
                sheet.write(axes, x[i], at, shown, size=size, mono=mono, color=inks(x[i], y[i], i),
                            ha="center", va="center_baseline", zorder=4)  # fmt: skip
