"""Bars with names: the piece under every picture of probabilities, scores and counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from explorer.figures import percents
from explorer.figures.base import (
    CATEGORIES,
    LIGHT,
    MONO,
    Look,
    layout,
    legend_above,
    literal,
    short,
    small,
    styled,
)
from explorer.figures.drawing import Figure
from explorer.text import percent

PATTERNS = ("", "/", ".", "x")
NAME_CHARACTERS = 34

TALLEST = 600
"""Pixels of bars up to which several a name carry numbers: a screen shows little more."""


@dataclass(frozen=True)
class Axis:
    """What the bars measure: its name, its range, and how the number is written.

    A ``share`` is a fraction that names, bars and hover texts say in percent.
    """

    name: str
    low: float | None = 0.0
    high: float | None = 1.0
    form: str = ".4f"
    share: bool = False

    def written(self, value: float) -> str:
        """The number beside its bar."""
        return percent(value, 1) if self.share else format(value, self.form)

    def said(self, value: float) -> str:
        """The number over its bar, more exact."""
        return percent(value, 2) if self.share else f"{value:.6g}"


PROBABILITY = Axis("probability", share=True)


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
    figure = Figure(
        [
            _bar(names, group, values, axis, place=place, grouped=len(groups) > 1, look=look)
            for place, (group, values) in enumerate(groups.items())
        ]
    )
    thick = 28 if len(groups) == 1 else 14 + 18 * len(groups)
    if len(groups) > 1 and thick * len(names) > TALLEST:  # thinner bars, without their numbers
        thick = 8 + 6 * len(groups)
        figure.update_traces(text=None, texttemplate=None)
    styled(figure, look, title=title, alt=alt, height=108 + thick * len(names))
    figure.update_layout(barmode="group", bargap=0.25, showlegend=len(groups) > 1)
    if len(groups) > 1:
        legend_above(figure, look)
    figure.update_yaxes(
        autorange="reversed", showgrid=False, zeroline=False, tickfont={"family": MONO},
        tickvals=list(range(len(names))), ticktext=[_name(name) for name in names],
    )  # fmt: skip
    ends = _range(axis, groups.values())
    figure.update_xaxes(title={"text": axis.name}, range=ends)
    return figure.update_xaxes(percents.ticks(ends[0], ends[1])) if axis.share else figure


def _range(axis: Axis, values: Iterable[np.ndarray]) -> list[float]:
    """From the axis's ends, or those of the bars where it has none, with room for the numbers."""
    drawn = np.concatenate([np.ravel(one) for one in values] or [np.zeros(1)])
    known = drawn[np.isfinite(drawn)]
    low = min(0.0, float(known.min(initial=0.0))) if axis.low is None else axis.low
    high = max(0.0, float(known.max(initial=0.0))) if axis.high is None else axis.high
    high = high if high > low else low + 1.0
    room = 0.12 * (high - low)
    return [low - (room if low < 0 else 0.0), high + (room if high > 0 else 0.0)]


def legend_below(figure: go.Figure, look: Look) -> go.Figure:
    """Move the legend under the bars: four names or more wrap above them on a narrow screen."""
    if layout(figure).showlegend:
        room = 2.0 * look.font_size
        figure.update_layout(
            legend={"yref": "container", "y": 0.0, "yanchor": "bottom"},
            margin={"t": layout(figure).margin.t - room, "b": 110},
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
    look: Look,
) -> go.Bar:
    return go.Bar(
        x=values,
        y=list(range(len(names))),
        name=literal(group),
        orientation="h",
        marker=marker(place),
        text=[axis.written(value) for value in values],
        textposition="outside" if grouped else "auto",
        textfont={"size": look.font_size - 1},
        constraintext="none",
        cliponaxis=False,
        customdata=[
            f"{literal(name)} {literal(group)}: {axis.said(value)}"
            for name, value in zip(names, values, strict=True)
        ],
        hovertemplate="%{customdata}<extra></extra>",
    )


def titled(what: str, *rest: str) -> str:
    """A title that names its model, and its text, where no Trace is at hand. Plain text."""
    return literal(what) + small(" · ".join(part for part in rest if part))


def marker(place: int) -> dict[str, object]:
    """Colour and pattern of the n-th group of bars: told apart without colour, too."""
    pattern = {"shape": PATTERNS[place % len(PATTERNS)], "fillmode": "overlay",
               "fgcolor": "#ffffff", "fgopacity": 0.45}  # fmt: skip
    return {"color": CATEGORIES[place % len(CATEGORIES)], "pattern": pattern}


def _name(name: str) -> str:
    return literal(short(name, NAME_CHARACTERS))


def spelled(names: list[str] | tuple[str, ...], values: object, *, shares: bool = False) -> str:
    """The first few bars in words, for readers who cannot see them; shares in percent."""
    numbers = np.asarray(values, float)
    said = [percent(value, 1) if shares else f"{value:.4g}" for value in numbers]
    pairs = [f"{name} {value}" for name, value in zip(names, said, strict=True)]
    more = f", and {len(pairs) - 8} more" if len(pairs) > 8 else ""
    return ", ".join(pairs[:8]) + more + "."
