"""How far an axis goes that names no range itself: to the ends of what is drawn, as on screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from explorer.export.reading import Axis, Panel

MARGIN = 0.06  # of the span, beyond points


def drawn(panel: Panel, axis: Axis, layout: dict[str, Any]) -> tuple[float, float]:
    """The lowest and highest number of the axis. A bar begins at 0, a cell ends half a unit on."""
    found = [_of(trace, panel, axis, layout) for trace in panel.traces]
    known = [span for span in found if span is not None]
    if not known:
        return 0.0, 1.0
    low, high = min(span[0] for span in known), max(span[1] for span in known)
    if axis.given.get("rangemode") == "tozero":
        low, high = min(low, 0.0), max(high, 0.0)
    return (low, high) if high > low else (low - 0.5, high + 0.5)


def _of(
    trace: dict[str, Any], panel: Panel, axis: Axis, layout: dict[str, Any]
) -> tuple[float, float] | None:
    if trace["type"] == "heatmap":
        return _cells(trace, axis)
    if trace["type"] == "bar":
        return _bars(trace, panel, axis, layout)
    places = axis.places(trace[axis.letter]) if trace.get(axis.letter) is not None else np.zeros(0)
    places = places[np.isfinite(places)]
    if not places.size:
        return None
    low, high = float(places.min()), float(places.max())
    room = 0.3 if axis.categories else MARGIN * (high - low)
    return low - room, high + room


def _cells(trace: dict[str, Any], axis: Axis) -> tuple[float, float]:
    given = trace.get(axis.letter)
    count = np.shape(trace["z"])[1 if axis.letter == "x" else 0]
    places = np.arange(count) if given is None else axis.places(given)
    return float(places.min()) - 0.5, float(places.max()) + 0.5


def _bars(
    trace: dict[str, Any], panel: Panel, axis: Axis, layout: dict[str, Any]
) -> tuple[float, float]:
    along = "x" if trace.get("orientation") == "h" else "y"
    if axis.letter != along:
        places = axis.places(trace[axis.letter])
        return float(places.min()) - 0.5, float(places.max()) + 0.5
    low, high = ends_of_bars(panel, axis, layout)
    room = 0.05 * (high - low)
    return low - (room if low < 0 else 0.0), high + room


def ends_of_bars(panel: Panel, axis: Axis, layout: dict[str, Any]) -> tuple[float, float]:
    """From the lowest to the highest end of all bars, stacked where they are."""
    values = [axis.places(trace[axis.letter]) for trace in panel.of("bar")]
    if layout.get("barmode") in ("stack", "relative"):
        every = np.nan_to_num(np.stack(values))  # (groups, bars)
        values = [np.minimum(every, 0).sum(axis=0), np.maximum(every, 0).sum(axis=0)]
    every = np.concatenate([np.ravel(one) for one in values])
    every = every[np.isfinite(every)]
    return float(min(every.min(initial=0.0), 0.0)), float(max(every.max(initial=0.0), 0.0))
