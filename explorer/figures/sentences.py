"""Pictures of many sentences: a matrix of similarities, several side by side, and a map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go

from explorer.figures.base import CATEGORIES, LIGHT, Look, literal, short, styled, under
from explorer.figures.drawing import Figure
from explorer.figures.matrix import Axes, token_matrix
from explorer.figures.mosaic import Panels, mosaic
from explorer.figures.scales import Scale
from explorer.measures.sentence_vectors import LABELS, Pooling

if TYPE_CHECKING:  # scikit-learn takes a second, and no picture needs it
    from explorer.measures.projection import Projected

MATRIX_UP_TO = 500
"""Sentences in one matrix; more would be smaller than a pixel each."""
MAP_LABELS_UP_TO = 30
WIDE_NAME, NARROW_NAME = 44, 17
"""Characters of a sentence beside its row, on a wide window and on a phone."""


def sentence_matrix(
    values: np.ndarray,
    sentences: Sequence[str],
    order: np.ndarray,
    model: str,
    *,
    pooling: Pooling = "mean",
    narrow: bool = False,
    look: Look = LIGHT,
) -> go.Figure:
    """Cosine of every sentence with every other, (N, N); rows are drawn in ``order`` (N,).

    Columns bear the numbers of the sentences, rows their beginnings too; ``narrow`` is for phones.
    """
    long = NARROW_NAME if narrow else WIDE_NAME
    names = [sentence_name(int(i), sentences[int(i)], long) for i in order]
    numbers = [str(int(i) + 1) for i in order]
    title = f"Cosine of sentences, {LABELS[pooling]}{under(literal(model))}"
    return token_matrix(
        values[np.ix_(order, order)],
        Axes(names, numbers, row_title="", column_title="sentence"),
        Scale("cosine similarity", -1.0, 1.0, signed=True),
        title=title,
        alt=f"Cosine similarity of {len(sentences)} sentences, pooled by {LABELS[pooling]}.",
        hover="%{customdata[0]} and sentence %{customdata[1]}<br>cosine %{z:.6f}",
        size="narrow" if narrow else "full",
        look=look,
    )


def pooling_panels(
    values: dict[str, np.ndarray],
    sentences: Sequence[str],
    order: np.ndarray,
    model: str,
    *,
    what: str = "ways of pooling side by side",
    look: Look = LIGHT,
) -> go.Figure:
    """The same sentences by several ways of pooling, on one scale. Values are (N, N) each.

    ``what`` says what the panels differ in, where it is not the pooling.
    """
    panels = np.stack([matrix[np.ix_(order, order)] for matrix in values.values()])  # (P, N, N)
    return mosaic(
        panels,
        list(values),
        Scale("cosine similarity", -1.0, 1.0, signed=True),
        title=f"Cosine of sentences, {what}{under(literal(model))}",
        alt=f"Small matrices side by side, {what}: " + ", ".join(values) + ".",
        labels=[sentence_name(int(i), sentences[int(i)], 16) for i in order],
        panels=Panels(3),
        look=look,
    )


def sentence_map(
    projected: Projected,
    sentences: Sequence[str],
    model: str,
    *,
    look: Look = LIGHT,
) -> go.Figure:
    """Every sentence as a point."""
    points = projected.points  # (N, 2)
    names = [sentence_name(i, text) for i, text in enumerate(sentences)]
    few = len(names) <= MAP_LABELS_UP_TO
    figure = Figure(
        go.Scatter(
            x=points[:, 0],
            y=points[:, 1],
            mode="markers+text" if few else "markers",
            text=names if few else None,
            textposition="top center",
            textfont={"size": look.font_size - 2, "color": look.ink},
            marker={"size": 10 if few else 6, "color": CATEGORIES[0]},
            customdata=[literal(short(f"{i + 1} {text}", 120)) for i, text in enumerate(sentences)],
            hovertemplate="%{customdata}<extra></extra>",
        )
    )
    kept = [f" ({share:.0%} of the variance)" for share in projected.explained] or ["", ""]
    title = f"Map of {len(names):,} sentences, {projected.method}{under(literal(model))}"
    alt = f"{len(names)} sentences as points, placed by {projected.method}; near means similar."
    styled(figure, look, title=title, alt=alt, height=560)
    low, high = float(points[:, 0].min()), float(points[:, 0].max())
    room = 0.18 * (high - low) + 0.1 if few else 0.05 * (high - low) + 0.1  # for the labels
    figure.update_xaxes(
        title=f"{projected.method} 1{kept[0]}", zeroline=False, range=[low - room, high + room]
    )
    figure.update_yaxes(title=f"{projected.method} 2{kept[1]}", zeroline=False)
    return figure


def sentence_name(number: int, text: str, limit: int = 28) -> str:
    """A sentence's number, counted from 1, and its beginning; safe for plotly."""
    return literal(short(f"{number + 1} {' '.join(text.split())}", limit))
