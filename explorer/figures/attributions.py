"""What a number depends on, token by token, by several methods side by side."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import plotly.graph_objects as go

from explorer.figures.bars import Axis, bars, legend_below, series
from explorer.figures.base import LIGHT, Look, caption, short
from explorer.trace import Trace

MOST_TOKENS = 30


def attribution_bars(
    trace: Trace, scores: Mapping[str, np.ndarray], what: str, *, look: Look = LIGHT
) -> go.Figure:
    """Each method's scores (T,), divided by their sum without signs, in reading order.

    Texts of more than 30 tokens show the 30 with the largest scores.
    """
    shares = {name: share(values) for name, values in scores.items()}
    top = np.max([np.abs(values) for values in shares.values()], axis=0)  # (T,)
    shown = np.sort(np.argsort(-top, kind="stable")[:MOST_TOKENS])
    figure = series(
        [f"{place} {trace.labels[place]}" for place in shown],
        {name: values[shown] for name, values in shares.items()},
        Axis("share of all scores, with sign", None, None, ".3f"),
        title=caption(trace, what),
        alt=f"{what}: contribution of each token of “{short(trace.input.text, 80)}” by "
        + ", ".join(scores)
        + ".",
        look=look,
    )
    return legend_below(figure)


def layer_effect_bars(
    trace: Trace, effects: np.ndarray, what: str, *, first_index: int = 0, look: Look = LIGHT
) -> go.Figure:
    """What changes when each layer is skipped, (L,)."""
    return bars(
        [f"layer {layer + first_index}" for layer in range(len(effects))],
        effects,
        Axis(what, 0.0, None, ".4f"),
        title=caption(trace, f"Each layer skipped in turn: {what}"),
        alt=f"{what} when each of {len(effects)} layers is skipped.",
        look=look,
    )


def share(values: np.ndarray) -> np.ndarray:
    """Scores divided by the sum of their sizes, so that methods in different units compare."""
    total = float(np.abs(values).sum())
    return values / total if total else values
