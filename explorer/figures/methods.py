"""Several methods of scoring which token draws on which, side by side, and how far they agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from explorer.figures.bars import Axis, bars, legend_below, series
from explorer.figures.base import LIGHT, NARROW, Look, caption, literal, short, token_labels
from explorer.figures.matrix import Axes, token_matrix
from explorer.figures.mosaic import Panels, mosaic
from explorer.figures.percents import PERCENT
from explorer.figures.scales import Scale, up_to
from explorer.trace import Trace

ONE_ROW = 1130
"""Pixels of all methods in one row: a projector's screen."""
MOST_IN_A_ROW, TWO_ROWS = 5, 740
"""More methods stand in two rows, of so many pixels: both are seen at once on that screen."""


def method_panels(
    trace: Trace,
    maps: Mapping[str, np.ndarray],
    where: str,
    *,
    narrow: bool = False,
    look: Look = LIGHT,
) -> go.Figure:
    """One panel a method on one shared scale; rows of every panel sum to 1. Maps are (Q, K).

    Up to five stand in one row, more in two; ``narrow`` puts two side by side, for phones.
    """
    values = np.stack(list(maps.values()))
    return mosaic(
        values,
        [literal(name) for name in maps],
        up_to("share, one scale for all panels", values, unit=PERCENT),
        title=caption(trace, f"{len(maps)} methods, {where}"),
        alt=f"{', '.join(maps)} for “{short(trace.input.text, 80)}”, {where}: one matrix of tokens "
        "by tokens each.",
        labels=token_labels(trace),
        panels=Panels(2, NARROW - 80) if narrow else _rows(len(maps)),
        look=look,
    )


def _rows(count: int) -> Panels:
    """One row of panels, or two of the same length."""
    return Panels(count, ONE_ROW) if count <= MOST_IN_A_ROW else Panels(-(-count // 2), TWO_ROWS)


def method_heatmap(
    trace: Trace, name: str, values: np.ndarray, where: str, *, look: Look = LIGHT
) -> go.Figure:
    """One method alone, large. ``values`` is (Q, K), rows sum to 1."""
    labels = token_labels(trace)
    return token_matrix(
        values,
        Axes(labels, labels, "token that takes in", "token taken in"),
        up_to("share", values, unit=PERCENT),
        title=caption(trace, f"{name}, {where}"),
        alt=f"{name} for “{short(trace.input.text, 80)}”, {where}: tokens by tokens.",
        hover="“%{customdata[0]}” takes %{customdata[2]} from “%{customdata[1]}”",
        look=look,
    )


def agreement_matrix(
    trace: Trace, names: Sequence[str], correlations: np.ndarray, *, look: Look = LIGHT
) -> go.Figure:
    """Spearman's correlation of every two methods, mean over the tokens. Takes (M, M, Q)."""
    means = _mean(correlations)
    return token_matrix(
        means,
        Axes([literal(name) for name in names], [literal(name) for name in names], "", ""),
        Scale("rank correlation", -1.0, 1.0, signed=True),
        title=caption(trace, "Rank agreement of the methods"),
        alt="Mean rank correlation of every two methods over the tokens of "
        f"“{short(trace.input.text, 80)}”.",
        hover="%{customdata[0]} and %{customdata[1]}<br>rank correlation %{z:.3f}",
        look=look,
    )


def disagreement_bars(trace: Trace, values: np.ndarray, *, look: Look = LIGHT) -> go.Figure:
    """How little the methods agree about each token, largest first. Takes (Q,)."""
    known = np.flatnonzero(~np.isnan(values))
    order = known[np.argsort(-values[known], kind="stable")][:24]
    return bars(
        [f"{place} {trace.labels[place]}" for place in order],
        values[order],
        Axis("1 - mean rank correlation", 0.0, None, ".2f"),
        title=caption(trace, "Where the methods disagree most"),
        alt="Tokens by how little the methods agree about them, for "
        f"“{short(trace.input.text, 80)}”.",
        look=look,
    )


def mixing_bars(
    trace: Trace, ratios: Mapping[str, np.ndarray], *, first_index: int = 0, look: Look = LIGHT
) -> go.Figure:
    """Mean mixing ratio of each layer by each method. Values are (L,), 0 to 1."""
    layers = range(len(next(iter(ratios.values()))))
    figure = series(
        [f"layer {layer + first_index}" for layer in layers],
        dict(ratios),
        Axis("mixing ratio", 0.0, None, share=True),
        title=caption(trace, "How much of each vector comes from other tokens"),
        alt="Mean mixing ratio by layer for " + ", ".join(ratios) + ".",
        look=look,
    )
    return legend_below(figure, look)


def _mean(correlations: np.ndarray) -> np.ndarray:
    """Mean over the tokens that have a correlation; NaN where none has. (M, M, Q) -> (M, M)."""
    known = ~np.isnan(correlations)
    total = np.where(known, correlations, 0).sum(axis=-1)
    counts = known.sum(axis=-1)
    return np.where(counts > 0, total / np.maximum(counts, 1), np.nan)
