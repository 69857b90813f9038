"""Curves through the hidden states of a model: one line a quantity, state on the axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import plotly.graph_objects as go

from explorer.figures.base import (
    CATEGORIES,
    DASHES,
    LIGHT,
    MARKERS,
    Look,
    literal,
    short,
    state_name,
    styled,
)
from explorer.figures.drawing import Figure
from explorer.one_line import OneLine

SMALLEST_SPAN = 0.05  # of an axis: rounding is not blown up into a picture


@dataclass(frozen=True, eq=False, repr=False)
class Line(OneLine):
    """One curve; ``style`` chooses colour, dash and marker together, so hue is never alone."""

    name: str
    values: np.ndarray  # (L+1,)
    style: int | None = None  # None: the next one
    reference: bool = False  # drawn muted and thin: something to compare with


def state_lines(
    lines: Sequence[Line],
    *,
    title: str,
    alt: str,
    y_title: str,
    y_range: tuple[float, float] | None = None,
    first_index: int = 0,
    look: Look = LIGHT,
) -> go.Figure:
    """Curves over states 0 (embeddings) to L. ``title`` is safe for plotly already.

    The axis fits the curves; ``y_range`` fixes it where pictures are to be compared.
    """
    states = max((len(line.values) for line in lines), default=1)
    names = [state_name(state, first_index=first_index) for state in range(states)]
    y_range = y_range or _ends(lines)
    lines = [_said_beyond(line, y_range) for line in lines]
    figure = Figure([_trace(line, i, names, look) for i, line in enumerate(lines)])
    rows = -(-sum(min(len(line.name), 60) + 8 for line in lines) // 110)
    styled(figure, look, title=title, alt=alt, height=360 + 22 * rows)
    figure.update_layout(
        margin={"b": 62 + 22 * rows},
        legend={"orientation": "h", "x": 0, "y": 0, "yref": "container", "yanchor": "bottom"},
        showlegend=True,
        hovermode="closest",
    )
    figure.update_xaxes(
        title={"text": "after layer", "standoff": 8},
        tickvals=list(range(states)),
        ticktext=[names[0], *(str(state - 1 + first_index) for state in range(1, states))],
        range=[-0.4, states - 0.6],
        zeroline=False,
    )
    figure.update_yaxes(title={"text": y_title}, range=y_range, zeroline=True)
    return figure


def _ends(lines: Sequence[Line]) -> tuple[float, float] | None:
    """What the curves span, with a margin; lines to compare with count only if they are near."""
    own = np.concatenate([one.values for one in lines if not one.reference] or [np.zeros(0)])
    own = own[np.isfinite(own)]
    if not own.size:
        return None
    low, high = float(own.min()), float(own.max())
    span = max(high - low, SMALLEST_SPAN)
    for line in lines:
        near = line.values[np.isfinite(line.values)]
        if line.reference and near.size and near.min() > low - span and near.max() < high + span:
            low, high = min(low, float(near.min())), max(high, float(near.max()))
    return low - 0.08 * span, high + 0.08 * span


def _said_beyond(line: Line, ends: tuple[float, float] | None) -> Line:
    """A line to compare with that lies beyond the axis: its name says where."""
    known = line.values[np.isfinite(line.values)]
    if not line.reference or ends is None or not known.size:
        return line
    low, high = float(known.min()), float(known.max())
    if ends[0] <= low and high <= ends[1]:
        return line
    return replace(line, name=f"{line.name}, {low:.2f} to {high:.2f}, partly beyond this axis")


def _trace(line: Line, place: int, names: Sequence[str], look: Look) -> go.Scatter:
    style = place if line.style is None else line.style
    colour = look.muted if line.reference else CATEGORIES[style % len(CATEGORIES)]
    name = literal(short(line.name, 60))
    return go.Scatter(
        x=list(range(len(line.values))),
        y=np.asarray(line.values, np.float64),
        name=name,
        mode="lines+markers",
        line={
            "color": colour,
            "width": 1.5 if line.reference else 2.5,
            "dash": "dash" if line.reference else DASHES[style // 2 % len(DASHES)],
        },
        marker={"symbol": MARKERS[style % len(MARKERS)], "size": 5 if line.reference else 7},
        customdata=list(names)[: len(line.values)],
        hovertemplate=f"{name}, %{{customdata}}: %{{y:.4f}}<extra></extra>",
    )
