"""Pieces of the page that draws attention as lines."""

from __future__ import annotations

import streamlit as st

from explorer import attention
from explorer.trace import Trace
from explorer.ui import state
from explorer.views.bertviz import bertviz_html

FORMULA = """
One line a weight: the left token is the query that attends, the right one the key attended to;
the stronger the line, the larger the weight. Move over a token to see only its lines. With two
texts, BertViz's own menu filters the lines by sentence (A to A, A to B, B to A, B to B).

Drawn by BertViz (Vig, 2019), which counts layers and heads from 0.
"""


def pick_heads(trace: Trace) -> list[int]:
    """Which heads are switched on; all at the start."""
    base = state.base()
    return st.pills(
        "Heads",
        list(range(trace.num_heads)),
        selection_mode="multi",
        default=list(range(min(trace.num_heads, 4))),
        format_func=lambda number: str(number + base),
        key="lines_heads",
    )


def words(trace: Trace, layer: int, heads: list[int]) -> tuple[str, str]:
    """What the lines show and one of them in words."""
    base = state.base()
    if not heads:
        return "No head is switched on.", "Choose at least one above."
    names = ", ".join(str(head + base) for head in heads)
    weights = trace.attention(layer)[heads].mean(axis=0)  # (Q, K)
    link = attention.strongest_link(weights, trace)
    shows = (
        f"Attention of layer {layer + base}, heads {names}: each line goes from a token to one "
        "that it reads from."
    )
    if link is None:
        return shows, "Only special tokens are here."
    return shows, (
        f"Averaged over these heads, “{trace.labels[link.query]}” gives {link.weight:.0%} of its "
        f"attention to “{trace.labels[link.key]}”."
    )


def frame(trace: Trace, layer: int, heads: list[int]) -> str:
    """BertViz's picture as an HTML page. Raises InputError above about 64 tokens."""
    return bertviz_html(trace, layer=layer, heads=heads or None, dark=state.look().name == "dark")
