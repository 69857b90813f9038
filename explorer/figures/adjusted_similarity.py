"""Pictures of similarity by other measures than the plain cosine."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from explorer.figures.base import (
    LIGHT,
    Look,
    caption,
    literal,
    short,
    state_name,
    token_labels,
    under,
)
from explorer.figures.lines import Line, state_lines
from explorer.figures.matrix import Axes, token_matrix
from explorer.figures.scales import Scale
from explorer.measures import adjusted_similarity as measures
from explorer.measures.adjusted_similarity import BaselineStats, Measure
from explorer.measures.similarity import token_indices
from explorer.trace import Trace


def adjusted_similarity(
    trace: Trace,
    state: int,
    known: BaselineStats,
    *,
    measure: Measure = "above baseline",
    other: Trace | None = None,
    specials: bool = True,
    first_index: int = 0,
    look: Look = LIGHT,
) -> go.Figure:
    """Every token with every other at one hidden state, by one of the measures' ``MEASURES``."""
    values = measures.token_matrix(trace, state, measure, known, other, specials=specials)
    where = state_name(state, first_index=first_index)
    what = f"{measure[0].upper()}{measure[1:]} of tokens, {where}"
    return token_matrix(
        values,
        _axes(trace, other, specials),
        _scale(values, measure),
        title=caption(trace, what, other),
        alt=f"{what}, of “{short(trace.input.text, 60)}”.",
        hover=measure + " of “%{customdata[0]}” and “%{customdata[1]}”: %{z:.6f}",
        look=look,
    )


def share_of_dimensions(
    trace: Trace,
    state: int,
    *,
    other: Trace | None = None,
    specials: bool = True,
    first_index: int = 0,
    look: Look = LIGHT,
) -> go.Figure:
    """How much of each cosine its three largest dimensions contribute; blank below 0.05."""
    values = measures.token_shares(trace, state, other, specials=specials)
    where = state_name(state, first_index=first_index)
    what = f"Share of each cosine from its three largest dimensions, {where}"
    return token_matrix(
        values,
        _axes(trace, other, specials),
        Scale("share of the cosine", 0.0, 1.0),
        title=caption(trace, what, other),
        alt=f"{what}, of “{short(trace.input.text, 60)}”.",
        hover="three dimensions of “%{customdata[0]}” and “%{customdata[1]}” give %{z:.1%}",
        look=look,
    )


def pair_curves(
    names: tuple[str, str],
    curves: dict[Measure, np.ndarray],
    known: BaselineStats,
    model: str,
    *,
    first_index: int = 0,
    look: Look = LIGHT,
) -> go.Figure:
    """The similarity of two tokens through all states, beside what unrelated words have."""
    shown = ("cosine", "above baseline", "z-scored cosine")
    lines = [Line(measure, curves[measure]) for measure in shown]
    lines.append(Line("baseline: unrelated words", known.cosine, reference=True))
    pair = f"“{literal(short(names[0]))}” and “{literal(short(names[1]))}”"
    ends = f"{curves['cosine'][0]:.2f} to {curves['cosine'][-1]:.2f}"
    return state_lines(
        lines,
        title=f"Similarity of {pair} through the layers{under(literal(model))}",
        alt=f"Curves of the similarity of “{names[0]}” and “{names[1]}”: cosine from {ends}.",
        y_title="similarity",
        first_index=first_index,
        look=look,
    )


def _axes(trace: Trace, other: Trace | None, specials: bool) -> Axes:
    columns = trace if other is None else other
    return Axes(
        token_labels(trace, token_indices(trace, specials=specials)),
        token_labels(columns, token_indices(columns, specials=specials)),
        row_title="token" if other is None else "token of the first text",
        column_title="token" if other is None else "token of the second text",
    )


def _scale(values: np.ndarray, measure: Measure) -> Scale:
    """Cosines keep their whole range, so that pictures compare; the others fill theirs."""
    largest = float(np.abs(values).max(initial=0.0)) or 1.0
    if measure == "Euclidean distance":
        return Scale("Euclidean distance", 0.0, largest)
    if measure == "dot":
        return Scale("dot product", -largest, largest, signed=True)
    return Scale(measure, -1.0, 1.0, signed=True)
