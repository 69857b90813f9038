"""Points in three dimensions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.export import points
from explorer.export.words import plain

if TYPE_CHECKING:
    from explorer.export.reading import Trace
    from explorer.export.sheet import Sheet


def draw(axes: Any, traces: list[Trace], scene: dict[str, Any], sheet: Sheet) -> None:
    """All points and lines in one cube. ``scene`` is plotly's of ranges and names."""
    axes.set_box_aspect((1, 1, 1), zoom=0.84)  # names of the axes stay on the sheet
    axes.set_facecolor("none")
    for letter in "xyz":
        given = scene.get(f"{letter}axis") or {}
        axis = getattr(axes, f"{letter}axis")
        if given.get("range") is not None:
            getattr(axes, f"set_{letter}lim")(*given["range"])
        axis.set_pane_color(sheet.colour(sheet.look.paper, opacity=0.0))
        axis.line.set_color(sheet.colour(sheet.look.line))
        axis.set_ticklabels([])
        axis.set_label_text(sheet.said(plain((given.get("title") or {}).get("text"))))
        axis.label.set(parse_math=False, fontsize=sheet.small, color=sheet.colour(None))
    for trace in traces:
        _trace(axes, trace, sheet)


def _trace(axes: Any, trace: Trace, sheet: Sheet) -> None:
    at = [np.asarray(trace[letter], float) for letter in "xyz"]  # three of (N,)
    mode = trace.get("mode", "markers")
    if "lines" in mode:
        axes.plot(*at, **points.line_look(trace, sheet))
    if "markers" in mode:
        symbols = (trace.get("marker") or {}).get("symbol") or "circle"
        every = [symbols] * len(at[0]) if isinstance(symbols, str) else list(symbols)
        for symbol in dict.fromkeys(every):
            members = [i for i, one in enumerate(every) if one == symbol]
            look = points.marker_look(trace, symbol, members, len(at[0]), sheet=sheet)
            axes.scatter(*(part[members] for part in at), depthshade=False, **look)
    if points.has_text(trace):
        for x, y, z, text in zip(*at, trace["text"], strict=True):
            sheet.write(axes, x, y, plain(text), z=z, size=sheet.small)
