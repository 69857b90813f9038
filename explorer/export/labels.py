"""Labels of points on the sheet: placed anew, since type is larger there beside the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.export.options import LEAST_TYPE
from explorer.export.points import has_text
from explorer.export.ticks import APART, too_many
from explorer.export.words import fitting, plain
from explorer.figures import labels as places
from explorer.figures.labels import Window

if TYPE_CHECKING:
    from explorer.export.arrange import Place
    from explorer.export.reading import Trace
    from explorer.export.sheet import Sheet


CROWD = 40  # labels: of more, only those close to their points are drawn
NEAR, ANYWHERE = 2.0, 7.0  # units of type from a point to its label at most
FAR = 12.0  # points from a label to its point, beyond which a line leads to it


def is_leader(trace: Trace) -> bool:
    """Whether a trace is the lines from labels to their points, which are drawn anew."""
    return trace.get("name") == places.LEADERS


def draw(axes: Any, trace: Trace, place: Place, sheet: Sheet) -> None:
    """The texts of a trace, each at a free place beside its point; those without one are left."""
    if not has_text(trace):
        return
    if trace.get("mode") == "text" and trace.get("name") != places.LABELS:
        _as_placed(axes, trace, place, sheet)
        return
    points = points_of(trace, place)
    texts = [plain(text) for text in trace["text"]]
    font = trace.get("textfont") or {}
    mono = "mono" in str(font.get("family", ""))
    size = sheet.size(font.get("size", sheet.look.font_size - 1))
    window = _window(axes, place)
    furthest = NEAR if len(texts) > CROWD else ANYWHERE
    found = places.label_places(points, texts, window, size, furthest=furthest * size)  # (N, 2)
    inks = sheet.ink(font)
    for i, text in enumerate(texts):
        if not text or np.isnan(found[i, 0]):
            continue
        half = np.array([len(text) * places.LETTER, places.TALL]) * size / 2
        line = _lead(points[i], found[i], half, window)
        if line is not None:
            axes.plot(*line, color=sheet.colour(sheet.look.line), linewidth=0.6, zorder=1.5)
        ink = inks if isinstance(inks, str) else inks[i]
        sheet.write(axes, found[i, 0], found[i, 1], text, size=size, mono=mono,
                    color=sheet.colour(ink), ha="center", va="center", zorder=5)  # fmt: skip


def _as_placed(axes: Any, trace: Trace, place: Place, sheet: Sheet) -> None:
    """Texts without points stand where the figure puts them, cut at the sheet's edge."""
    font = trace.get("textfont") or {}
    mono = "mono" in str(font.get("family", ""))
    size = sheet.size(font.get("size", sheet.look.font_size))
    _, side = str(trace.get("textposition") or "middle center").split(" ")
    across = {"left": "right", "right": "left"}.get(side, "center")
    x, y = place.panel.x.places(trace["x"]), place.panel.y.places(trace["y"])
    size = _fitting_rows(size, x, y, place, sheet)
    (left, right), long = axes.get_xlim(), place.width
    for i, text in enumerate(trace["text"]):
        free = {"right": x[i] - left, "left": right - x[i]}.get(across, right - left)
        room = abs(free / (right - left)) * long + sheet.pad
        shown = fitting(plain(text), room, lambda part: sheet.measure(part, size, mono=mono))
        ink = sheet.ink(font)
        if shown:
            sheet.write(axes, x[i], y[i], shown, size=size, mono=mono, ha=across, zorder=5,
                        va="center_baseline",
                        color=sheet.colour(ink if isinstance(ink, str) else ink[i]))  # fmt: skip


def _fitting_rows(size: float, x: np.ndarray, y: np.ndarray, place: Place, sheet: Sheet) -> float:
    """Type in which one text stands above the other. Raises ExportError where none can be read."""
    if len(y) < 2 or len(set(x.tolist())) > 1:
        return size
    apart = float(np.diff(np.unique(y)).min(initial=np.inf))
    pitch = apart / place.panel.y.span * place.height
    least = LEAST_TYPE * APART
    if pitch < least:
        raise too_many(len(y), pitch / least, sheet)
    return min(size, pitch / APART)


def points_of(trace: Trace, place: Place) -> np.ndarray:
    """The points that the texts belong to, (N, 2)."""
    given = trace.get("customdata")
    if trace.get("name") == places.LABELS and given is not None:
        return np.asarray(given, float)
    x, y = place.panel.x.places(trace["x"]), place.panel.y.places(trace["y"])
    return np.stack([x, y], axis=1)


def _window(axes: Any, place: Place) -> Window:
    """What the panel shows; pixels are points here."""
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    return Window((left, bottom), (right, top), place.width, place.height)


def _lead(
    point: np.ndarray, middle: np.ndarray, half: np.ndarray, window: Window
) -> np.ndarray | None:
    """A line from a label that stands far off to its point, x and y (2, 2); None where it is near.

    ``half`` is half the label's width and height in points.
    """
    away = (point - middle) / window.unit
    edge = np.clip(away, -half, half)
    if np.linalg.norm(away - edge) <= FAR:
        return None
    return np.stack([middle + edge * window.unit, point]).T
