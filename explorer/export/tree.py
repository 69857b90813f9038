"""Trees drawn as boxes: each part as wide as its share of what it belongs to."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from explorer.export.sheet import LINE
from explorer.export.words import fitting, plain, short_number

if TYPE_CHECKING:
    from explorer.export.reading import Trace
    from explorer.export.sheet import Sheet


@dataclass(frozen=True)
class Box:
    """One part: its number in the trace, its depth, and its place from 0 to 1."""

    number: int
    depth: int
    left: float
    width: float


def boxes(trace: Trace) -> list[Box]:
    """All parts that are shown, the root first."""
    ids, parents = list(trace["ids"]), list(trace["parents"])
    values = [float(value) for value in trace["values"]]
    inside: dict[str, list[int]] = defaultdict(list)
    for number, parent in enumerate(parents):
        inside[parent].append(number)
    deepest = int(trace.get("maxdepth") or len(ids))
    found: list[Box] = []

    def put(numbers: list[int], depth: int, left: float, width: float, whole: float) -> None:
        for number in numbers:
            share = width * values[number] / whole if whole else 0.0
            found.append(Box(number, depth, left, share))
            if depth + 1 < deepest:
                put(inside[ids[number]], depth + 1, left, share, values[number])
            left += share

    roots = inside[""]
    put(roots, 0, 0.0, 1.0, sum(values[number] for number in roots))
    return found


def draw(axes: Any, trace: Trace, size: tuple[float, float], sheet: Sheet) -> None:
    """The boxes with name and number, where these fit. ``size`` is width and height in points."""
    from matplotlib.patches import Rectangle

    axes.set_axis_off()
    axes.set_xlim(0, 1)
    found = boxes(trace)
    levels = max(box.depth for box in found) + 1
    axes.set_ylim(levels, 0)
    marker = trace["marker"]
    for box in found:
        axes.add_patch(Rectangle((box.left, box.depth), box.width, 1, linewidth=0.6,
                                 facecolor=sheet.colour(marker["colors"][box.number]),
                                 edgecolor=sheet.colour(sheet.look.paper)))  # fmt: skip
        _name(axes, box, trace, (size[0] * box.width, size[1] / levels), sheet)


def _name(axes: Any, box: Box, trace: Trace, size: tuple[float, float], sheet: Sheet) -> None:
    small = sheet.small
    ink = sheet.colour((trace.get("textfont") or {}).get("color"))
    said = [plain(trace["labels"][box.number]), short_number(trace["values"][box.number])]
    shown = [fitting(text, size[0] - 0.4 * small, lambda part: sheet.measure(part, small))
             for text in said]  # fmt: skip
    if not shown[0] or size[1] < 1.2 * LINE * small:
        return
    step = LINE * small / size[1]
    for line, text in enumerate(shown):
        middle = box.depth + 0.5 + (line - 0.5) * step
        sheet.write(axes, box.left + box.width / 2, middle, text, size=small, color=ink,
                    ha="center", va="center_baseline")  # fmt: skip
