"""Pictures of the papers' formulas held against a model: how far the two sides are apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from explorer.data.palette import CATEGORIES
from explorer.figures.base import (
    DASHES,
    LIGHT,
    MARKERS,
    MONO,
    SANS,
    Look,
    caption,
    literal,
    number,
    styled,
)
from explorer.figures.drawing import Figure
from explorer.measures.identities import Check
from explorer.trace import Trace

SMALLEST = 1e-9
"""What 0 is drawn as on a logarithmic axis."""
BAND, NAME, DOT = 0.2, -0.28, 0.16
"""In rows: half a band's height, and from a row's middle to its name and its dot."""
ROW = 46  # pixels
NUMBER_ROOM = 1.6  # powers of ten to the right of the last dot
HOLDS, FAILS = CATEGORIES[0], CATEGORIES[3]


def proofs(trace: Trace, checks: Sequence[Check], *, look: Look = LIGHT) -> go.Figure:
    """The largest difference between the two sides of each formula; bands are what rounding makes.

    A formula that cannot be tried on this model has its name and no dot.
    """
    tried = [(place, check) for place, check in enumerate(checks) if check.applies]
    powers = [_power(check.residual) for _, check in tried]
    ends = _ends(powers, [_power(check.tolerance) for _, check in tried])
    held = sum(check.verdict == "holds" for _, check in tried)
    title = caption(trace, f"Papers' formulas on this text: {held} of {len(tried)} hold")
    alt = "; ".join(f"{one.name}: {_said(one)}" for one in checks)
    figure = Figure(
        [
            _names(checks, ends[0], look),
            _dots(tried, powers),
            _numbers(checks, tried, powers, ends[0], look=look),
        ]
    )
    styled(figure, look, title=title, alt=f"{alt}.", height=110 + ROW * len(checks))
    figure.update_layout(showlegend=False, shapes=[_band(one, ends[0], look) for one in tried])
    figure.update_yaxes(
        range=[len(checks) - 0.45, -0.6], showticklabels=False, showgrid=False, zeroline=False
    )
    _decades(figure.update_xaxes(range=list(ends), zeroline=False), "x", ends)
    return figure.update_xaxes(title={"text": "largest difference; inside its band: equal"})


def _band(placed: tuple[int, Check], left: float, look: Look) -> dict[str, Any]:
    """Everything that counts as equal, in a check's row."""
    place, check = placed
    return {
        "type": "rect", "x0": left, "x1": _power(check.tolerance), "layer": "below",
        "y0": place + DOT - BAND, "y1": place + DOT + BAND,
        "line": {"width": 0}, "fillcolor": look.tints[2],
    }  # fmt: skip


def _said(check: Check) -> str:
    """A difference and its verdict in words."""
    return f"{check.residual:.1e}, {check.verdict}" if check.applies else check.verdict


def _power(value: float) -> float:
    """A difference as a power of ten."""
    return float(np.log10(max(value, SMALLEST)))


def _ends(powers: Sequence[float], bands: Sequence[float]) -> tuple[float, float]:
    """Powers of ten at both ends of the axis, with room for the last number."""
    known = [*powers, *bands] or [-8.0]
    return float(np.floor(min(known) - 0.3)), max(known) + NUMBER_ROOM


def _names(checks: Sequence[Check], left: float, look: Look) -> go.Scatter:
    return go.Scatter(
        x=[left] * len(checks),
        y=[place + NAME for place in range(len(checks))],
        text=[literal(check.name) for check in checks],
        mode="text",
        textposition="middle right",
        textfont={"family": SANS, "size": look.font_size, "color": look.ink},
        hoverinfo="skip",
    )


def _dots(tried: Sequence[tuple[int, Check]], powers: Sequence[float]) -> go.Scatter:
    holds = [check.verdict == "holds" for _, check in tried]
    return go.Scatter(
        x=powers,
        y=[place + DOT for place, _ in tried],
        mode="markers",
        marker={
            "size": 10,
            "color": [HOLDS if one else FAILS for one in holds],
            "symbol": ["circle" if one else "x" for one in holds],
        },
        customdata=[
            f"{literal(check.name)}: {_said(check)}; equal up to {check.tolerance:.1e}, "
            f"{literal(check.source)}"
            for _, check in tried
        ],
        hovertemplate="%{customdata}<extra></extra>",
    )


def _numbers(
    checks: Sequence[Check],
    tried: Sequence[tuple[int, Check]],
    powers: Sequence[float],
    left: float,
    *,
    look: Look,
) -> go.Scatter:
    """The number beside each dot, and the verdict where there is none."""
    at = {place: power for (place, _), power in zip(tried, powers, strict=True)}
    return go.Scatter(
        x=[at.get(place, left - 0.15) + 0.15 for place in range(len(checks))],
        y=[place + DOT for place in range(len(checks))],
        text=[
            f"{check.residual:.1e}{'' if check.verdict == 'holds' else ' FAILS'}"
            if check.applies
            else check.verdict
            for check in checks
        ],
        mode="text",
        textposition="middle right",
        textfont={"family": MONO, "size": look.font_size - 1, "color": look.ink},
        hoverinfo="skip",
    )


def _decades(figure: go.Figure, letter: str, ends: tuple[float, float]) -> go.Figure:
    """An axis in powers of ten, each named."""
    whole = range(int(np.ceil(ends[0])), int(np.floor(ends[1])) + 1)
    update = figure.update_xaxes if letter == "x" else figure.update_yaxes
    update(
        title={"text": "largest difference"},
        tickvals=list(whole),
        ticktext=[f"1e{power}" for power in whole],
    )
    return figure


def proof_by_layer(
    trace: Trace, checks: Sequence[Check], *, first_index: int = 0, look: Look = LIGHT
) -> go.Figure:
    """The largest difference of each formula in each layer; one that has no layers is a point."""
    tried = [check for check in checks if check.applies]
    figure = Figure([_layers_of(check, place) for place, check in enumerate(tried)])
    worst = max(tried, key=lambda check: check.residual, default=None)
    alt = f"Largest: {worst.name}, {worst.residual:.1e}." if worst else "Nothing could be tried."
    styled(figure, look, title=caption(trace, "Largest difference in each layer"), alt=alt,
           height=320 + 22 * len(tried))  # fmt: skip
    figure.update_layout(
        margin={"b": 60 + 22 * len(tried)},
        legend={"x": 0, "y": 0, "yref": "container", "yanchor": "bottom"},
        showlegend=True,
        hovermode="closest",
    )
    layers = list(range(max((len(check.residuals) for check in tried), default=1)))
    figure.update_xaxes(
        title={"text": "layer"}, tickvals=layers, zeroline=False,
        ticktext=[str(number(first_index, layer)) for layer in layers],
        range=[-0.4, len(layers) - 0.6],
    )  # fmt: skip
    powers = [_power(float(one)) for check in tried for one in check.residuals] or [-8.0]
    ends = float(np.floor(min(powers))), float(np.ceil(max(powers)))
    figure.update_yaxes(range=[ends[0] - 0.2, ends[1] + 0.2], zeroline=False)
    return _decades(figure, "y", ends)


def _layers_of(check: Check, place: int) -> go.Scatter:
    """One formula through the layers."""
    return go.Scatter(
        x=list(range(len(check.residuals))),
        y=[_power(float(one)) for one in check.residuals],
        name=literal(check.name),
        mode="lines+markers" if len(check.residuals) > 1 else "markers",
        line={"color": CATEGORIES[place % len(CATEGORIES)], "dash": DASHES[place % len(DASHES)]},
        marker={"symbol": MARKERS[place % len(MARKERS)], "size": 8},
        customdata=[f"{one:.2e}" for one in check.residuals],
        hovertemplate=f"{literal(check.name)}: %{{customdata}}<extra></extra>",
    )
