"""The layer film: tokens in two or three dimensions, one frame a hidden state, one window for all.

The projection is fitted once over all states, so a token that moves on the screen has moved.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from explorer.figures.base import (
    CATEGORIES,
    DASHES,
    LIGHT,
    MONO,
    Look,
    caption,
    literal,
    short,
    state_name,
    styled,
)
from explorer.figures.film_controls import film_controls, film_window
from explorer.measures.layer_film import Film

LABELS_UP_TO = 60  # tokens: beyond this, labels cover each other and only hovering names them
PANEL_LABELS_UP_TO = 14


def layer_film(
    film: Film,
    *,
    state: int = 0,
    paths: Sequence[int] = (),
    first_index: int = 0,
    look: Look = LIGHT,
) -> go.Figure:
    """A film with slider and play button. ``paths`` are tokens (counted over all texts) whose way
    through all states is drawn as a line.
    """
    figure = go.Figure([_points(film, state, look), *_paths(film, paths, first_index, look)])
    figure.frames = [
        go.Frame(data=[_points(film, number, look)], traces=[0], name=str(number))
        for number in range(film.states)
    ]
    title = caption(film.traces[0], f"Layer film, {film.description}")
    alt = (
        f"{len(film.labels)} tokens as points in {film.dimensions} dimensions, moving through "
        f"{film.states} hidden states; {film.description}."
    )
    styled(figure, look, title=title, alt=alt, height=660)
    figure.update_layout(
        margin={"b": 172, "l": 8, "r": 8},
        legend={"orientation": "h", "y": 1.04},
        showlegend=bool(paths),
        **film_controls(film, state, first_index, look),
    )
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
    figure = make_subplots(
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


def _points(film: Film, state: int, look: Look) -> Any:
    """All tokens at one state."""
    points = film.together[state]  # (T, k)
    labels = [literal(short(label)) for label in film.labels]
    kind = go.Scatter3d if film.dimensions == 3 else go.Scatter
    extra = {"z": points[:, 2]} if film.dimensions == 3 else {}
    return kind(
        x=points[:, 0],
        y=points[:, 1],
        **extra,
        mode="markers+text" if len(labels) <= LABELS_UP_TO else "markers",
        text=labels,
        textposition="top center",
        textfont={"family": MONO, "size": look.font_size - 1, "color": look.ink},
        marker={
            "size": 5 if film.dimensions == 3 else 9,
            "color": [CATEGORIES[group % len(CATEGORIES)] for group in film.groups],
            "symbol": _symbols(film),
        },
        customdata=_words(film),
        hovertemplate="%{customdata}<extra></extra>",
        showlegend=False,
    )


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
        extra = {"z": points[:, 2]} if film.dimensions == 3 else {}
        kind = go.Scatter3d if film.dimensions == 3 else go.Scatter
        colour = CATEGORIES[(number + 2) % len(CATEGORIES)]
        lines.append(
            kind(
                x=points[:, 0],
                y=points[:, 1],
                **extra,
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
        x=points[:, 0],
        y=points[:, 1],
        mode="markers+text",
        text=[
            literal(short(label, 10)) if place in shown else ""
            for place, label in enumerate(film.labels)
        ],
        textposition="top center",
        textfont={"family": MONO, "size": max(9, look.font_size - 3), "color": look.ink},
        marker={
            "size": 5,
            "color": [CATEGORIES[group % len(CATEGORIES)] for group in film.groups],
            "symbol": _symbols(film),
        },
        customdata=_words(film),
        hovertemplate="%{customdata}<extra></extra>",
    )
