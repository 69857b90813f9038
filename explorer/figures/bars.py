"""Bars with names: the piece under every picture of probabilities, scores and counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from explorer.figures.base import CATEGORIES, LIGHT, MONO, Look, layout, literal, short, styled

PATTERNS = ("", "/", ".", "x")
NAME_CHARACTERS = 34


@dataclass(frozen=True)
class Axis:
    """What the bars measure: its name, its range, and how the number is written."""

    name: str
    low: float | None = 0.0
    high: float | None = 1.0
    form: str = ".4f"


PROBABILITY = Axis("probability")


def bars(
    names: Sequence[str],
    values: Sequence[float] | np.ndarray,
    axis: Axis = PROBABILITY,
    *,
    title: str,
    alt: str,
    look: Look = LIGHT,
) -> go.Figure:
    """One horizontal bar a name, the first at the top. Names are plain text."""
    return series(names, {"": np.asarray(values, float)}, axis, title=title, alt=alt, look=look)


def series(
    names: Sequence[str],
    groups: dict[str, np.ndarray],
    axis: Axis = PROBABILITY,
    *,
    title: str,
    alt: str,
    look: Look = LIGHT,
) -> go.Figure:
    """Several bars a name, one for each group; told apart by colour and pattern."""
    figure = go.Figure(
        [
            _bar(names, group, values, axis, place=place, grouped=len(groups) > 1)
            for place, (group, values) in enumerate(groups.items())
        ]
    )
    thick = 28 if len(groups) == 1 else 14 + 18 * len(groups)
    styled(figure, look, title=title, alt=alt, height=108 + thick * len(names))
    many = len(groups) > 1
    figure.update_layout(
        barmode="group", bargap=0.25, showlegend=many,
        margin={"t": 76 if many else 48},
        legend={"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0,
                "traceorder": "normal"},
    )  # fmt: skip
    figure.update_yaxes(
        autorange="reversed", showgrid=False, zeroline=False, tickfont={"family": MONO},
        tickvals=list(range(len(names))), ticktext=[_name(name) for name in names],
    )  # fmt: skip
    figure.update_xaxes(
        title={"text": axis.name, "font": {"size": look.font_size - 2, "color": look.muted}}
    )
    if axis.high is not None:
        figure.update_xaxes(range=[axis.low, axis.high * 1.12])
    return figure


def legend_below(figure: go.Figure) -> go.Figure:
    """Move the legend under the bars: four names or more wrap above them on a narrow screen."""
    figure.update_layout(
        legend={"yref": "container", "y": 0.0, "yanchor": "bottom"},
        margin={"t": 48, "b": 110},
        height=layout(figure).height + 80,
    )
    return figure


def _bar(
    names: Sequence[str],
    group: str,
    values: np.ndarray,
    axis: Axis,
    *,
    place: int,
    grouped: bool,
) -> go.Bar:
    return go.Bar(
        x=values,
        y=list(range(len(names))),
        name=literal(group),
        orientation="h",
        marker=marker(place),
        text=[format(value, axis.form) for value in values],
        textposition="outside" if grouped else "auto",
        textfont={"size": 12},
        constraintext="none",
        cliponaxis=False,
        customdata=[literal(name) for name in names],
        hovertemplate=f"%{{customdata}} {literal(group)}: %{{x:.6g}}<extra></extra>",
    )


def titled(what: str, *rest: str) -> str:
    """A title that names its model, and its text, where no Trace is at hand. Plain text."""
    return " · ".join(literal(part) for part in (what, *rest) if part)


def marker(place: int) -> dict[str, object]:
    """Colour and pattern of the n-th group of bars: told apart without colour, too."""
    pattern = {"shape": PATTERNS[place % len(PATTERNS)], "fillmode": "overlay",
               "fgcolor": "#ffffff", "fgopacity": 0.45}  # fmt: skip
    return {"color": CATEGORIES[place % len(CATEGORIES)], "pattern": pattern}


def _name(name: str) -> str:
    return literal(short(name, NAME_CHARACTERS))


def spelled(names: list[str] | tuple[str, ...], values: object) -> str:
    """The first few bars in words, for readers who cannot see them."""
    numbers = np.asarray(values, float)
    pairs = [f"{name} {value:.4g}" for name, value in zip(names, numbers, strict=True)]
    more = f", and {len(pairs) - 8} more" if len(pairs) > 8 else ""
    return ", ".join(pairs[:8]) + more + "."
