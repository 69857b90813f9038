"""The layer film: tokens in two or three dimensions, one frame a hidden state, one window for all.

The projection is fitted once over all states, so a token that moves on the screen has moved.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from explorer.figures.base import (
    CATEGORIES,
    DASHES,
    LIGHT,
    MONO,
    Look,
    caption,
    layout,
    legend_above,
    literal,
    short,
    state_name,
    styled,
)
from explorer.figures.colours import mixed, readable
from explorer.figures.drawing import Figure, subplots
from explorer.figures.film_controls import CONTROLS, film_controls, film_window
from explorer.figures.labels import Window, label_traces
from explorer.measures.layer_film import Film

LABELS_UP_TO, TRAILS_UP_TO = 60, 40  # tokens: beyond this, they cover each other
PANEL_LABELS_UP_TO = 14
PLOT = (800.0, 330.0)  # pixels of the plot, for which labels are placed
HUES = tuple(one for one in CATEGORIES if len({one[1:3], one[3:5], one[5:7]}) > 1)
"""The categories but grey, which special tokens have."""
_CHANGING = ("x", "y", "text", "customdata")
DARKER = 0.45  # share of ink in the hues when they come round again


def layer_film(
    film: Film,
    *,
    state: int | None = None,
    paths: Sequence[int] = (),
    controls: bool = True,
    first_index: int = 0,
    look: Look = LIGHT,
) -> go.Figure:
    """A film with slider and play button. ``paths`` are tokens (counted over all texts) whose way
    through all states is drawn as a line.

    Each word has its colour, and a trail behind it shows where it came from. ``state`` is the one
    that is seen first, the last unless given; play begins with the embeddings. ``controls=False``
    leaves out slider and button: one state, for print.
    """
    state = film.states - 1 if state is None else state
    figure = Figure([*_moving(film, state, look), *_paths(film, paths, first_index, look)])
    title = caption(film.traces[0], f"Layer film, {film.description}")
    alt = (
        f"{len(film.labels)} tokens as points in {film.dimensions} dimensions, moving through "
        f"{film.states} hidden states; {film.description}."
    )
    styled(figure, look, title=title, alt=alt, height=PLOT[1] + 110)
    if paths:
        legend_above(figure, look)
    figure.update_layout(margin={"b": 48, "l": 8, "r": 14}, showlegend=bool(paths))
    if controls:
        figure.frames = [_frame(film, number, look) for number in range(film.states)]
        figure.update_layout(film_controls(film, state, first_index, look))
        top = layout(figure).margin.t + CONTROLS
        figure.update_layout(margin={"t": top}, height=layout(figure).height + CONTROLS)
    film_window(figure, film, look)
    return figure


def film_panels(
    film: Film,
    *,
    paths: Sequence[int] = (),
    across: int = 4,
    first_index: int = 0,
    look: Look = LIGHT,
) -> go.Figure:
    """Every state beside the others in the same window, for print. First two dimensions."""
    down = -(-film.states // across)
    figure = subplots(
        rows=down,
        cols=min(across, film.states),
        subplot_titles=[
            state_name(number, first_index=first_index) for number in range(film.states)
        ],
        horizontal_spacing=0.015,
        vertical_spacing=0.28 / (down * 2),
    )
    low, high = film.bounds()
    for number in range(film.states):
        row, column = divmod(number, across)
        figure.add_trace(_panel(film, number, paths, look), row=row + 1, col=column + 1)
    title = caption(film.traces[0], f"Layer by layer, {film.description}")
    alt = f"{film.states} small panels, one a hidden state, all in one window; {film.description}."
    styled(figure, look, title=title, alt=alt, height=100 + 280 * down)
    figure.update_layout(margin={"t": 84}, showlegend=False)
    figure.update_annotations(font={"size": look.font_size - 1, "color": look.muted})
    bounds: dict[str, Any] = {"showticklabels": False, "zeroline": False, "showgrid": False,
                              "mirror": True, "showline": True}  # fmt: skip
    figure.update_xaxes(range=[low[0], high[0]], **bounds)
    figure.update_yaxes(range=[low[1], high[1]], **bounds)
    return figure


def _moving(film: Film, state: int, look: Look) -> list[Any]:
    """What moves: the trails, the labels with their lines, and on top the points."""
    few = len(film.labels) <= LABELS_UP_TO
    if film.dimensions == 3:
        return [_points(film, state, look, labelled=few)]
    moving: list[Any] = []
    if len(film.labels) <= TRAILS_UP_TO:
        moving += [
            _trail(film.together[: state + 1, token], colour)
            for token, colour in enumerate(_colours(film, look))
        ]
    return [*moving, *_labels(film, state, look), _points(film, state, look, labelled=False)]


def _labels(film: Film, state: int, look: Look) -> list[go.Scatter]:
    """The labels with their lines; none where they would cover each other."""
    if len(film.labels) > LABELS_UP_TO:
        return []
    low, high = film.bounds()
    window = Window(tuple(low), tuple(high), *PLOT)
    plain = [short(label) for label in film.labels]
    return label_traces(
        film.together[state], plain, window, look, shown=[literal(text) for text in plain],
        colours=[readable(colour, look) for colour in _colours(film, look)],
    )  # fmt: skip


def _trail(way: np.ndarray, colour: str) -> go.Scatter:
    """Where a token was up to a state: (states so far, 2)."""
    return go.Scatter(
        **_way(way), mode="lines", opacity=0.35, hoverinfo="skip", showlegend=False,
        line={"color": colour, "width": 3, "shape": "spline"},
    )  # fmt: skip


def _frame(film: Film, state: int, look: Look) -> go.Frame:
    """What is elsewhere at one state; all else stays as ``_moving`` has drawn it."""
    points = film.together[state]  # (T, k)
    if film.dimensions == 3:
        parts = [{"type": "scatter3d", **_way(points)}]
    else:
        few = len(film.labels) <= TRAILS_UP_TO
        trails = range(len(film.labels)) if few else ()
        parts = [_way(film.together[: state + 1, token]) for token in trails]
        parts += [
            {name: part[name] for name in _CHANGING if part[name] is not None}
            for part in _labels(film, state, look)
        ]
        parts.append(_way(points))
    return go.Frame(data=parts, traces=list(range(len(parts))), name=str(state))


def _way(points: np.ndarray) -> dict[str, list[float]]:
    """Points (N, k) as plotly names their coordinates: lists, which it takes without a search."""
    return dict(zip("xyz", points.T.tolist(), strict=False))


def _points(film: Film, state: int, look: Look, *, labelled: bool) -> Any:
    """All tokens at one state."""
    points = film.together[state]  # (T, k)
    labels = [literal(short(label)) for label in film.labels]
    kind = go.Scatter3d if film.dimensions == 3 else go.Scatter
    return kind(
        **_way(points),
        mode="markers+text" if labelled else "markers",
        text=labels,
        textposition="top center",
        textfont={"family": MONO, "size": look.font_size - 1, "color": look.ink},
        marker={
            "size": 5 if film.dimensions == 3 else 10,
            "color": _colours(film, look),
            "symbol": _symbols(film),
        },
        customdata=_words(film),
        hovertemplate="%{customdata}<extra></extra>",
        showlegend=False,
    )


def _colours(film: Film, look: Look) -> list[str]:
    """One colour a word, the same in both texts; special tokens and punctuation are muted."""
    special = np.concatenate([trace.special for trace in film.traces])
    plain = [
        special[place] or not any(map(str.isalnum, label))
        for place, label in enumerate(film.labels)
    ]
    named = [label.casefold() for label, quiet in zip(film.labels, plain, strict=True) if not quiet]
    number = {label: place for place, label in enumerate(dict.fromkeys(named))}
    hues = [*HUES, *(mixed(one, look.ink, DARKER) for one in HUES)]  # as many words as can be told
    return [
        look.muted if quiet else hues[number[label.casefold()] % len(hues)]
        for label, quiet in zip(film.labels, plain, strict=True)
    ]


def _symbols(film: Film) -> list[str]:
    """Special tokens are squares, the second text diamonds: never hue alone."""
    special = np.concatenate([trace.special for trace in film.traces])
    return [
        "square-open" if mark else ("circle", "diamond")[group % 2]
        for mark, group in zip(special, film.groups, strict=True)
    ]


def _words(film: Film) -> list[str]:
    """What to say over each point."""
    texts = "AB"
    return [
        f"{literal(short(label))} (token {place}, text {texts[group % 2]})"
        for place, (label, group) in enumerate(zip(film.labels, film.groups, strict=True))
    ]


def _paths(film: Film, paths: Sequence[int], first_index: int, look: Look) -> list[Any]:
    """The way of each chosen token through all states."""
    lines = []
    for number, token in enumerate(paths):
        points = film.together[:, token]  # (L+1, k)
        kind = go.Scatter3d if film.dimensions == 3 else go.Scatter
        colour = CATEGORIES[(number + 2) % len(CATEGORIES)]
        lines.append(
            kind(
                **_way(points),
                mode="lines+markers",
                name=f"path of {literal(short(film.labels[token]))}",
                line={"color": colour, "width": 2, "dash": DASHES[number % len(DASHES)]},
                marker={"size": 4, "color": colour},
                customdata=[
                    state_name(state, first_index=first_index) for state in range(film.states)
                ],
                hovertemplate="%{customdata}<extra></extra>",
            )
        )
    return lines


def _panel(film: Film, state: int, paths: Sequence[int], look: Look) -> go.Scatter:
    points = film.together[state]  # (T, k)
    few = len(film.labels) <= PANEL_LABELS_UP_TO
    shown = set(range(len(film.labels))) if few else set(paths)
    return go.Scatter(
        **_way(points),
        mode="markers+text",
        text=[
            literal(short(label, 10)) if place in shown else ""
            for place, label in enumerate(film.labels)
        ],
        textposition="top center",
        textfont={"family": MONO, "size": max(9, look.font_size - 3), "color": look.ink},
        marker={
            "size": 5,
            "color": _colours(film, look),
            "symbol": _symbols(film),
        },
        customdata=_words(film),
        hovertemplate="%{customdata}<extra></extra>",
    )
