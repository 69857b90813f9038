"""What a plotly figure shows, as plain panels: axes with their ends and ticks, and the marks."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from explorer.errors import ExportError
from explorer.export import ranges

FLAT = ("heatmap", "bar", "scatter", "scattergl")
ALONE = ("icicle", "treemap", "scatter3d")
"""Kinds of marks that stand in no pair of axes."""
KNOWN = (*FLAT, *ALONE)

Trace = dict[str, Any]


@dataclass
class Axis:
    """One axis: plotly's own words for it, its categories, and the numbers at its ends."""

    letter: str  # x or y
    given: dict[str, Any]
    categories: list[str] = field(default_factory=list)
    ends: tuple[float, float] = (0.0, 1.0)  # left and right, or bottom and top
    counts: bool = False  # rows or columns of cells, so that its numbers are whole

    @property
    def title(self) -> str:
        """Plotly's text of its name."""
        return str((self.given.get("title") or {}).get("text") or "")

    @property
    def logarithmic(self) -> bool:
        """Whether equal steps are equal factors."""
        return self.given.get("type") == "log"

    @property
    def on_top(self) -> bool:
        """Whether the labels of a horizontal axis stand above."""
        return self.given.get("side") == "top"

    @property
    def span(self) -> float:
        """From one end to the other, in units of the axis."""
        return abs(self.ends[1] - self.ends[0])

    @property
    def labelled(self) -> bool:
        """Whether it has labels at all."""
        return self.given.get("showticklabels") is not False

    def places(self, values: Any) -> np.ndarray:
        """Values as numbers on the axis; names are categories in the order of their first use."""
        found = list(np.asarray(values, object).ravel())
        if not any(isinstance(value, str) for value in found):
            return np.array([np.nan if value is None else value for value in found], float)
        self.categories += [n for n in dict.fromkeys(map(str, found)) if n not in self.categories]
        return np.array([self.categories.index(str(value)) for value in found], float)


@dataclass
class Panel:
    """One pair of axes with its marks, and where it stands in the picture (0 to 1)."""

    x: Axis
    y: Axis
    traces: list[Trace]
    title: str = ""  # above it, where there are several

    @property
    def across(self) -> tuple[float, float]:
        """Its place from left to right."""
        return tuple(self.x.given.get("domain", (0.0, 1.0)))

    @property
    def upward(self) -> tuple[float, float]:
        """Its place from bottom to top."""
        return tuple(self.y.given.get("domain", (0.0, 1.0)))

    @property
    def square(self) -> bool:
        """Whether a unit is as long on one axis as on the other."""
        return bool(self.x.given.get("scaleanchor") or self.y.given.get("scaleanchor"))

    def of(self, *kinds: str) -> list[Trace]:
        """The marks of these kinds, in order."""
        return [trace for trace in self.traces if trace["type"] in kinds]


@dataclass
class Drawing:
    """A figure as it is to be exported."""

    panels: list[Panel]
    alone: list[Trace]  # marks without axes
    layout: dict[str, Any]

    @property
    def traces(self) -> list[Trace]:
        """All marks."""
        return [*(trace for panel in self.panels for trace in panel.traces), *self.alone]

    @property
    def height(self) -> float:
        """Pixels that the marks take on the screen, without title, labels and what is below."""
        margin = self.layout.get("margin", {})
        below = max(margin.get("b", 8), 34)
        return max(self.layout.get("height", 450) - margin.get("t", 80) - below, 40)

    def notes(self) -> list[dict[str, Any]]:
        """Its annotations."""
        return [dict(note) for note in self.layout.get("annotations") or ()]


def read(figure: Any) -> Drawing:
    """A plotly figure as a Drawing; of a film, the state that it shows. Raises ExportError."""
    whole = figure.to_plotly_json()
    given = _decoded({"data": whole["data"], "layout": whole["layout"]})
    traces = [trace for trace in given["data"] if trace.get("visible", True) is True]
    for trace in traces:
        if trace["type"] not in KNOWN:
            raise ExportError(
                f"This picture has marks that cannot be exported yet: {trace['type']}."
            )
    layout = {name: part for name, part in given["layout"].items() if name != "template"}
    alone = [trace for trace in traces if trace["type"] in ALONE]
    panels = _panels([trace for trace in traces if trace["type"] in FLAT], layout)
    for panel in panels:
        _find_ends(panel, layout)
    return Drawing(panels, alone, layout)


def _decoded(given: Any) -> Any:
    """The same with arrays where plotly packs their bytes."""
    if isinstance(given, list | tuple):
        return [_decoded(part) for part in given]
    if not isinstance(given, dict):
        return given
    if "bdata" in given:
        shape = [int(side) for side in str(given.get("shape", "-1")).split(",")]
        return np.frombuffer(b64decode(given["bdata"]), np.dtype(given["dtype"])).reshape(shape)
    return {name: _decoded(part) for name, part in given.items()}


def _panels(traces: Sequence[Trace], layout: dict[str, Any]) -> list[Panel]:
    axes: dict[str, Axis] = {}
    found: dict[tuple[str, str], Panel] = {}
    for trace in traces:
        pair = trace.get("xaxis", "x"), trace.get("yaxis", "y")
        for name in pair:
            given = layout.get(f"{name[0]}axis{name[1:]}", {})
            axes.setdefault(name, Axis(name[0], given))
        panel = found.setdefault(pair, Panel(axes[pair[0]], axes[pair[1]], []))
        panel.traces.append(trace)
    return list(found.values())


def _find_ends(panel: Panel, layout: dict[str, Any]) -> None:
    """The numbers at both ends of both axes; those without a range end at what is drawn."""
    for axis in (panel.x, panel.y):
        axis.counts = bool(panel.of("heatmap"))
        for trace in panel.traces:  # so that categories are known
            if trace.get(axis.letter) is not None:
                axis.places(trace[axis.letter])
        given = axis.given.get("range")
        if given is not None and None not in given:
            low, high = (10.0**end if axis.logarithmic else float(end) for end in given)
        else:
            low, high = ranges.drawn(panel, axis, layout)
            if axis.given.get("autorange") == "reversed":
                low, high = high, low
        axis.ends = (low, high)
