"""What a number depends on, token by token, by several methods side by side."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import plotly.graph_objects as go

from explorer.figures import percents
from explorer.figures.bars import Axis, bars
from explorer.figures.base import (
    CATEGORIES,
    LIGHT,
    MONO,
    Look,
    caption,
    layout,
    literal,
    short,
    styled,
)
from explorer.figures.drawing import subplots
from explorer.text import percent
from explorer.trace import Trace

MOST_TOKENS = 30
ROW = (13.0, 22.0)  # pixels of a token's row, at least and at most


def attribution_bars(
    trace: Trace,
    scores: Mapping[str, np.ndarray],
    what: str,
    *,
    narrow: bool = False,
    look: Look = LIGHT,
) -> go.Figure:
    """Each method's scores (T,), divided by their sum without signs, in reading order.

    A panel a method, side by side; ``narrow`` puts two in a row, for phones. Each axis fits the
    words: special tokens are muted, and cut where they are larger. Texts of more than 30 tokens
    show the 30 with the largest scores.
    """
    shares = {name: share(values) for name, values in scores.items()}
    shown = _shown(trace, np.array([*shares.values()]))  # (n,)
    across = min(2, len(shares)) if narrow else len(shares)
    down = -(-len(shares) // across)
    figure = subplots(
        rows=down, cols=across, shared_yaxes=True, horizontal_spacing=0.06 if narrow else 0.02,
        vertical_spacing=0.16, subplot_titles=[literal(name) for name in shares],
    )  # fmt: skip
    tall = float(np.clip(340 / len(shown), *ROW))
    title, methods = caption(trace, literal(what)), ", ".join(scores)
    alt = f"{what}: contribution of each token of “{short(trace.input.text, 80)}” by {methods}."
    styled(figure, look, title=title, alt=alt, height=90 + (54 + tall * len(shown)) * down)
    figure.update_layout(bargap=0.25, showlegend=False, margin={"t": layout(figure).margin.t + 24})
    figure.update_annotations(font={"size": look.font_size - 1, "color": look.muted})
    for number, (name, values) in enumerate(shares.items()):
        row, column = number // across + 1, number % across + 1
        figure.add_trace(_bar(trace, name, values, shown, look), row=row, col=column)
        low, high = _ends(values, trace.special)
        ticks = percents.ticks(low, high, most=4)
        figure.update_xaxes(ticks, range=[low, high], zeroline=True, row=row, col=column)
    return figure.update_yaxes(_token_rows(trace, shown, tall, look))


def _token_rows(trace: Trace, shown: np.ndarray, tall: float, look: Look) -> dict[str, object]:
    """An axis with a row of so many pixels for each token, the first one on top."""
    return {
        "range": [len(shown) - 0.4, -0.6], "showgrid": False, "zeroline": False,
        "tickvals": list(range(len(shown))),
        "ticktext": [literal(f"{place} {short(trace.labels[place])}") for place in shown],
        "tickfont": {"family": MONO, "size": min(look.font_size - 1, int(0.9 * tall))},
    }  # fmt: skip


def _shown(trace: Trace, shares: np.ndarray) -> np.ndarray:
    """Which tokens are drawn, those of words first. (M, T) -> (n,), in reading order."""
    top = np.abs(shares).max(axis=0)  # (T,)
    order = np.lexsort((-top, trace.special))
    return np.sort(order[:MOST_TOKENS])


def _ends(values: np.ndarray, special: np.ndarray) -> tuple[float, float]:
    """From the lowest to the highest score of a word, with 0 and a margin."""
    words = values if special.all() else values[~special]
    low, high = min(0.0, float(words.min())), max(0.0, float(words.max()))
    room = 0.06 * (high - low) or 1.0
    low, high = low - room * (low < 0), high + room
    # A special token that is cut says its size inside its bar, which needs a place for the words.
    if (values < low).any():
        low = min(low, -0.3 * high)
    if (values > high).any():
        high = max(high, -0.3 * low)
    return low, high


def _bar(trace: Trace, name: str, values: np.ndarray, shown: np.ndarray, look: Look) -> go.Bar:
    """The bars of one method; those of special tokens are muted, and say their size if cut."""
    low, high = _ends(values, trace.special)
    cut = trace.special & ((values < low) | (values > high))  # (T,)
    return go.Bar(
        x=values[shown],
        y=list(range(len(shown))),
        orientation="h",
        marker={"color": [look.line if trace.special[place] else CATEGORIES[0] for place in shown]},
        text=[percent(float(values[place])) if cut[place] else "" for place in shown],
        textposition="inside",
        insidetextanchor="start",
        constraintext="none",  # plotly would shrink it to the bar, down to 7 pixels
        textfont={"size": look.font_size - 3, "color": look.ink},
        customdata=[
            f"{place} {literal(trace.labels[place])}, {literal(name)}: "
            f"{percent(float(values[place]), 2)}"
            for place in shown
        ],
        hovertemplate="%{customdata}<extra></extra>",
    )


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
