"""Heads that park their attention: how long the vectors are that they get, and what these do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from explorer.figures import percents
from explorer.figures.base import CATEGORIES, LIGHT, MARKERS, Look, caption, short, styled
from explorer.figures.drawing import Figure
from explorer.figures.labels import Window, label_traces
from explorer.measures.sinks import KINDS, SinkHead, SinkRule
from explorer.trace import Trace

SIZE = (620.0, 330.0)  # pixels of the plot
SHOWN = (0, 1, 3)  # colours of the kinds: blue, orange, vermilion stay apart without red and green
LABELS_WITHIN = 24.0  # pixels
SMALLEST, LARGEST = 6.0, 16.0  # pixels across of a point
SHORTEST = 0.003  # a length of 0 has no place on a scale of powers of ten
LENGTHS = (0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30)
RULE = SinkRule()
BORDER = float(np.log10(RULE.short))


def sink_clinic(
    trace: Trace,
    heads: Sequence[SinkHead],
    moved: np.ndarray,
    *,
    first_index: int = 0,
    look: Look = LIGHT,
) -> go.Figure:
    """Each head by the length of its sinks' vectors and by their share of its output.

    The two numbers that say of which kind it is, with the lines where a kind ends; the larger a
    point, the further the output moves without the sinks: ``moved`` is (N,), as
    ``engine.sink_effects`` gives it. Points carry (layer, head) from 0.
    """
    places = [(np.log10(max(one.length, SHORTEST)), one.part) for one in heads]
    points = np.array(places, float).reshape(-1, 2)
    window = _window(points)
    figure = Figure()
    for place, kind in enumerate(KINDS):
        members = [n for n, one in enumerate(heads) if one.kind == kind]
        if members:
            drawn = _group(
                points[members], [heads[n] for n in members], moved[members], first_index
            )
            name = f"{kind} ({len(members)})"
            sizes = _sizes(moved)[members]
            figure.add_trace(drawn.update(name=name, marker=_point(place, sizes, look)))
    texts = [f"{one.layer + first_index}-{one.head + first_index}" for one in heads]
    figure.add_traces(label_traces(
        points, texts, window, look, colours=look.muted, size=look.font_size - 3,
        furthest=LABELS_WITHIN,
    ))  # fmt: skip
    styled(
        figure,
        look,
        title=caption(trace, "Heads that park their attention (layer-head)"),
        alt=_alt(trace, heads),
        height=SIZE[1] + 150,
    )
    return _axes(figure, window, look)


def _sizes(moved: np.ndarray) -> np.ndarray:
    """Pixels across of each point, by area. Takes and returns (N,)."""
    return SMALLEST + (LARGEST - SMALLEST) * np.sqrt(moved / max(float(moved.max()), 1e-9))


def _alt(trace: Trace, heads: Sequence[SinkHead]) -> str:
    counts = [f"{sum(one.kind == kind for one in heads)} {kind}" for kind in KINDS]
    return (
        f"{len(heads)} heads that give most of their attention to special tokens and punctuation "
        f"for “{short(trace.input.text, 80)}”: {', '.join(counts)}."
    )


def _window(points: np.ndarray) -> Window:
    """From the shortest to the longest, at least one power of ten; the share from 0 to 1."""
    ends = np.array([*points[:, 0], BORDER, BORDER + 0.5])
    return Window((float(ends.min()) - 0.12, -0.05), (float(ends.max()) + 0.12, 1.05), *SIZE)


def _axes(figure: Figure, window: Window, look: Look) -> go.Figure:
    """Powers of ten across, shares upwards, and the borders of the kinds."""
    (low, below), (high, above) = window.low, window.high
    inside = [one for one in LENGTHS if low <= np.log10(one) <= high]
    figure.update_xaxes(
        title={"text": "length of the sinks' vectors / length of the words'"}, range=[low, high],
        tickvals=np.log10(inside), ticktext=[f"{one:g}" for one in inside], zeroline=False,
    )  # fmt: skip
    figure.update_yaxes(
        percents.ticks(0, 1), title={"text": "share of the head's output that is theirs"},
        range=[below, above], zeroline=False,
    )  # fmt: skip
    line = {"color": look.muted, "width": 1, "dash": "dash"}
    across = {"x0": low, "x1": high, "y0": RULE.most, "y1": RULE.most}
    up = {"x0": BORDER, "x1": BORDER, "y0": below, "y1": RULE.most}
    shapes = [{"type": "line", "line": line, "layer": "below", **one} for one in (across, up)]
    return figure.update_layout(
        shapes=shapes,
        legend={"orientation": "h", "y": 0, "yref": "container", "yanchor": "bottom", "x": 0,
                "itemsizing": "constant"},
        margin={"b": 84},
    )  # fmt: skip


def _group(
    points: np.ndarray, heads: Sequence[SinkHead], moved: np.ndarray, first_index: int
) -> go.Scatter:
    """The heads of one kind. Takes (members, 2)."""
    told = [
        f"layer {one.layer + first_index}, head {one.head + first_index}: {100 * one.share:.0f} % "
        f"of attention on sinks, {100 * one.part:.0f} % of its output from them<br>length "
        f"{one.length:.2f}, output moves by {100 * change:.2f} %"
        for one, change in zip(heads, moved, strict=True)
    ]
    return go.Scatter(
        x=points[:, 0],
        y=points[:, 1],
        mode="markers",
        customdata=[[one.layer, one.head] for one in heads],
        text=told,
        hovertemplate="%{text}<extra></extra>",
    )


def _point(place: int, sizes: np.ndarray, look: Look) -> dict[str, Any]:
    """Colour and marker of a kind."""
    return {
        "size": sizes,
        "color": CATEGORIES[SHOWN[place]],
        "symbol": MARKERS[place],
        "line": {"width": 1, "color": look.paper},
    }
