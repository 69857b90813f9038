"""The map of heads: points that are close when two heads attend alike."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from explorer.figures.base import CATEGORIES, LIGHT, MARKERS, Look, caption, short, styled
from explorer.figures.drawing import Figure
from explorer.figures.labels import label_traces, square_window
from explorer.trace import Trace

MAP = (820.0, 460.0)  # pixels of the map
LABELS_WITHIN = 24.0  # pixels: further out, lines would cover the points
FAR = 1.6  # times the distance of nine tenths of the heads: what is further out is drawn in


def head_map(
    trace: Trace,
    points: np.ndarray,
    groups: np.ndarray,
    names: Sequence[str],
    *,
    first_index: int = 0,
    look: Look = LIGHT,
) -> go.Figure:
    """Heads as points that are close when they attend alike; (N, 2) and each one's group.

    Few heads far from all others would press these into one spot: they are drawn at the edge, as
    arrows in their direction, and the title says so.
    """
    at = np.stack(np.divmod(np.arange(len(points)), trace.num_heads), axis=1)  # (N, 2)
    drawn, far = drawn_in(points)
    figure = Figure()
    for place, name in enumerate(names):
        members = np.flatnonzero(groups == place)
        if len(members):
            group = _group(drawn[members], at[members], first_index)
            point = _point(place, look) | _arrows(points[members], far[members], place)
            figure.add_trace(group.update(name=f"{name} ({len(members)})", marker=point))
    _name_heads(figure, drawn, at + first_index, look)
    count = int(far.sum())
    beyond = f", arrows: {count} head{'s' * (count > 1)} further out" if count else ""
    return styled(
        figure,
        look,
        title=caption(trace, f"Heads by Jensen-Shannon distance (layer-head){beyond}"),
        alt=f"Map of {len(points)} heads for “{short(trace.input.text, 80)}”: heads that attend "
        f"alike lie close together, in {len(set(groups.tolist()))} groups.",
        height=MAP[1] + 110,
    ).update_layout(
        legend={"orientation": "h", "y": 0, "yref": "container", "yanchor": "bottom", "x": 0},
        margin={"b": 40},
    )


def _name_heads(figure: go.Figure, drawn: np.ndarray, at: np.ndarray, look: Look) -> None:
    """Layer and head, (N, 2), beside each point that has room, on axes without numbers.

    Distances count, directions do not, so both axes have one unit.
    """
    window = square_window(drawn, *MAP, room=40)
    texts = [f"{layer}-{head}" for layer, head in at.tolist()]
    size = look.font_size - 3
    figure.add_traces(
        label_traces(
            drawn, texts, window, look, colours=look.muted, size=size, furthest=LABELS_WITHIN
        )
    )
    bare = {"showticklabels": False, "zeroline": False, "showgrid": False}
    figure.update_xaxes(bare, range=[window.low[0], window.high[0]])
    figure.update_yaxes(bare, range=[window.low[1], window.high[1]], scaleanchor="x")


def drawn_in(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Points, (N, 2), with those far from all others drawn in, and which ones these are, (N,).

    Far is more than ``FAR`` times as far from the middle (the median) as nine tenths of them.
    """
    away = points - np.median(points, axis=0)
    reach = np.linalg.norm(away, axis=1)  # (N,)
    limit = FAR * float(np.quantile(reach, 0.9, method="lower"))
    far = (reach > limit) & (limit > 0)
    shrunk = away * np.where(far, limit / np.maximum(reach, 1e-12), 1.0)[:, None]
    return np.median(points, axis=0) + shrunk, far


def _arrows(points: np.ndarray, far: np.ndarray, place: int) -> dict[str, object]:
    """Markers of a group: arrows that point outwards for those drawn in. Nothing if none is."""
    if not far.any():
        return {}
    middle = np.median(points[~far], axis=0) if (~far).any() else np.zeros(2)
    ways = points - middle
    return {
        "symbol": ["arrow-wide" if one else MARKERS[place % len(MARKERS)] for one in far],
        "angle": np.where(far, np.rad2deg(np.arctan2(ways[:, 0], ways[:, 1])), 0.0),
        "size": np.where(far, 18, 10),
    }


def _group(points: np.ndarray, at: np.ndarray, first_index: int) -> go.Scatter:
    """The heads of one group, (members, 2); ``at`` is the layer and head of each, from 0."""
    return go.Scatter(
        x=points[:, 0],
        y=points[:, 1],
        mode="markers",
        customdata=np.concatenate([at, at + first_index], axis=1),
        hovertemplate="layer %{customdata[2]}, head %{customdata[3]}<extra></extra>",
    )


def _point(place: int, look: Look) -> dict[str, object]:
    """Colour and marker of a group's points."""
    return {
        "size": 10,
        "color": CATEGORIES[place % len(CATEGORIES)],
        "symbol": MARKERS[place % len(MARKERS)],
        "line": {"width": 1, "color": look.paper},
    }
