"""Pictures of one word in several sentences."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from explorer.figures.base import (
    CATEGORIES,
    LIGHT,
    MARKERS,
    Look,
    literal,
    short,
    state_name,
    styled,
    under,
)
from explorer.figures.clouds import GROUPS, around, cloud, cloud_names
from explorer.figures.colours import readable
from explorer.figures.drawing import Figure
from explorer.figures.labels import label_traces, square_window
from explorer.figures.lines import Line, state_lines
from explorer.figures.matrix import Axes, token_matrix
from explorer.figures.scales import Scale
from explorer.measures import word_in_context
from explorer.measures.senses import SenseMap
from explorer.measures.word_in_context import Occurrence, pair_name, short_names

LINES_UP_TO = 6
MAP, MAP_ROOM = (820.0, 430.0), 90.0  # pixels of the map, and around its points for the labels
NARROW_MAP, NARROW_ROOM = (336.0, 470.0), 62.0
NARROW_LETTERS = 15


def context_curves(
    found: Sequence[Occurrence],
    model: str,
    baseline: np.ndarray | None = None,
    *,
    first_index: int = 0,
    look: Look = LIGHT,
) -> go.Figure:
    """The cosine of a word's vectors in different sentences, state by state. One line a pair.

    ``baseline`` (L+1,) is what unrelated words have. Of many pairs the three most alike and the
    three least alike in the end are drawn as lines, and all as a shade from lowest to highest.
    """
    values = word_in_context.cosines(found)  # (L+1, N, N)
    static = word_in_context.static_cosines(found)  # (N, N)
    every = word_in_context.pairs(len(found))
    order = sorted(every, key=lambda pair: -values[-1][pair])
    many = len(every) > LINES_UP_TO
    shown = [*order[: LINES_UP_TO // 2], *order[-LINES_UP_TO // 2 :]] if many else every
    lines = [
        Line(f"{pair_name(a, b, found)} (static {static[a, b]:.2f})", values[:, a, b])
        for a, b in shown
    ]
    if baseline is not None:
        lines.append(Line("baseline: unrelated words", baseline, reference=True))
    word = literal(short(found[0].word))
    a, b = shown[0]
    figure = state_lines(
        lines,
        title=f"“{word}” in {len(found)} places: cosine through the layers{under(literal(model))}",
        alt=f"Curves: the cosine of “{found[a].word}” and “{found[b].word}” goes from "
        f"{values[0, a, b]:.2f} in the embeddings to {values[-1, a, b]:.2f} at the end.",
        y_title="cosine",
        y_range=_span(values, every) if many else None,
        first_index=first_index,
        look=look,
    )
    return figure.add_traces(_shade(values, every)) if many else figure


def _span(values: np.ndarray, every: Sequence[tuple[int, int]]) -> tuple[float, float]:
    """What all pairs span, with a margin."""
    drawn = np.array([values[:, a, b] for a, b in every])  # (pairs, L+1)
    low, high = float(drawn.min()), float(drawn.max())
    return low - 0.08 * (high - low), high + 0.08 * (high - low)


def _shade(values: np.ndarray, every: Sequence[tuple[int, int]]) -> go.Scatter:
    """All pairs together, from the lowest to the highest cosine of each state."""
    drawn = np.array([values[:, a, b] for a, b in every])  # (pairs, L+1)
    states = list(range(drawn.shape[1]))
    return go.Scatter(
        x=[*states, *states[::-1]],
        y=[*drawn.max(axis=0), *drawn.min(axis=0)[::-1]],
        fill="toself",
        mode="lines",
        line={"width": 0},
        fillcolor="rgba(127,127,127,0.18)",
        name=f"all {len(every)} pairs",
        hoverinfo="skip",
    )


def context_map(
    found: Sequence[Occurrence],
    seen: SenseMap,
    model: str,
    *,
    first_index: int = 0,
    narrow: bool = False,
    look: Look = LIGHT,
) -> go.Figure:
    """Every occurrence of a word as a point between its neighbours; near means a high cosine.

    Colour and marker tell two groups apart, found by the cosines alone. ``narrow`` is upright and
    has shorter labels, for phones.
    """
    points, near = _turned(seen.points, narrow), _neighbours(found, narrow=narrow)
    size, room = (NARROW_MAP, NARROW_ROOM) if narrow else (MAP, MAP_ROOM)
    window = square_window(points, *size, room=room)
    figure = Figure(
        [
            _group(found, points, np.flatnonzero(seen.groups == group), group, look)
            for group in range(2)
            if (seen.groups == group).any()
        ]
    )
    inks = [readable(CATEGORIES[GROUPS[group]], look) for group in seen.groups]
    shown = [literal(text) for text in near]
    labels = label_traces(points, near, window, look, colours=inks, shown=shown)
    figure.add_traces(labels)
    title, alt = _map_words(found, seen, near, state_name(seen.state, first_index=first_index))
    styled(figure, look, title=title + under(literal(model)), alt=alt, height=size[1] + 110)
    figure.update_layout(
        legend={"orientation": "h", "x": 0, "y": 0, "yref": "container", "yanchor": "bottom"},
        margin={"b": 40},
        shapes=[cloud(points[seen.groups == group], group, window) for group in range(2)
                if (seen.groups == group).sum() > 1],
        annotations=cloud_names(points, seen, labels[-1], window, look),
    )  # fmt: skip
    bare = {"showticklabels": False, "zeroline": False, "showgrid": False}
    figure.update_xaxes(bare, range=[window.low[0], window.high[0]])
    return figure.update_yaxes(bare, range=[window.low[1], window.high[1]], scaleanchor="x")


def _neighbours(found: Sequence[Occurrence], *, narrow: bool) -> list[str]:
    """What stands around each occurrence; short, with the word in it, for phones."""
    near = [one.near or one.word for one in found]
    if not narrow:
        return near
    return [around(text, one.word, NARROW_LETTERS) for text, one in zip(near, found, strict=True)]


def _map_words(
    found: Sequence[Occurrence], seen: SenseMap, near: Sequence[str], where: str
) -> tuple[str, str]:
    """Title and alt text of the map: how near the groups' members are, and who they are."""
    word = literal(short(found[0].word))
    parted = f"mean cosine {seen.within:.2f} within the groups, {seen.between:.2f} between them"
    members = " ".join(_members(near, seen.groups, group) for group in range(2))
    return (
        f"“{word}” in {len(found)} places, {where}: {parted}",
        f"Map of {len(found)} occurrences of “{found[0].word}” {where}, in two groups: {parted}. "
        + members,
    )


def _turned(points: np.ndarray, upright: bool) -> np.ndarray:
    """The points, their longer side upright where that is asked for. (N, 2)."""
    wide, high = np.ptp(points, axis=0)
    return points[:, ::-1] if upright and wide > high else points


def _group(
    found: Sequence[Occurrence], points: np.ndarray, members: np.ndarray, group: int, look: Look
) -> go.Scatter:
    """The points of one group, with their sentences to read."""
    return go.Scatter(
        x=points[members, 0],
        y=points[members, 1],
        mode="markers",
        name=f"group {group + 1} ({len(members)})",
        marker={"size": 12, "color": CATEGORIES[GROUPS[group]], "symbol": MARKERS[group],
                "line": {"width": 1, "color": look.paper}},
        customdata=[literal(short(found[int(place)].sentence, 90)) for place in members],
        hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip


def _members(near: Sequence[str], groups: np.ndarray, group: int) -> str:
    said = [text for text, own in zip(near, groups, strict=True) if own == group]
    return f"Group {group + 1}: {', '.join(said)}."


def context_matrix(
    found: Sequence[Occurrence],
    state: int | None,
    model: str,
    *,
    first_index: int = 0,
    look: Look = LIGHT,
) -> go.Figure:
    """Every occurrence with every other at one state; None compares the static vectors."""
    if state is None:
        values, where = word_in_context.static_cosines(found), "static word embedding"
    else:
        values, where = (
            word_in_context.cosines(found)[state],
            state_name(state, first_index=first_index),
        )
    names = [literal(short(name, 14)) for name in short_names(found)]
    return token_matrix(
        values,
        Axes(names, names, row_title="occurrence", column_title="occurrence"),
        Scale("cosine similarity", -1.0, 1.0, signed=True),
        title=f"Cosine of occurrences, {where}{under(literal(model))}",
        alt=f"Cosine of every occurrence of “{found[0].word}” with every other, {where}.",
        hover="cosine of %{customdata[0]} and %{customdata[1]}: %{z:.6f}",
        look=look,
    )
