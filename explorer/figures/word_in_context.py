"""Pictures of one word in several sentences."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from explorer.figures.base import LIGHT, Look, literal, short, state_name
from explorer.figures.lines import Line, state_lines
from explorer.figures.matrix import Axes, Scale, token_matrix
from explorer.measures import word_in_context
from explorer.measures.word_in_context import Occurrence, pair_name, short_names

LINES_UP_TO = 10


def context_curves(
    found: Sequence[Occurrence],
    model: str,
    baseline: np.ndarray | None = None,
    *,
    first_index: int = 0,
    look: Look = LIGHT,
) -> go.Figure:
    """The cosine of a word's vectors in different sentences, state by state. One line a pair.

    ``baseline`` (L+1,) is what unrelated words have. With many pairs the first ten are drawn.
    """
    values = word_in_context.cosines(found)  # (L+1, N, N)
    static = word_in_context.static_cosines(found)  # (N, N)
    shown = word_in_context.pairs(len(found))[:LINES_UP_TO]
    lines = [
        Line(f"{pair_name(a, b, found)} (static {static[a, b]:.2f})", values[:, a, b])
        for a, b in shown
    ]
    if baseline is not None:
        lines.append(Line("baseline: unrelated words", baseline, reference=True))
    word = literal(short(found[0].word))
    a, b = shown[0]
    return state_lines(
        lines,
        title=f"“{word}” in {len(found)} places: cosine through the layers · {literal(model)}",
        alt=f"Curves: the cosine of “{found[a].word}” and “{found[b].word}” goes from "
        f"{values[0, a, b]:.2f} in the embedding output to {values[-1, a, b]:.2f} at the end.",
        y_title="cosine",
        first_index=first_index,
        look=look,
    )


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
        title=f"Cosine of occurrences, {where} · {literal(model)}",
        alt=f"Cosine of every occurrence of “{found[0].word}” with every other, {where}.",
        hover="cosine of %{customdata[0]} and %{customdata[1]}: %{z:.6f}",
        look=look,
    )
