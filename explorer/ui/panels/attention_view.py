"""Pieces of the page that shows which token attends to which."""

from __future__ import annotations

import streamlit as st

from explorer.measures import attention
from explorer.trace import Trace
from explorer.ui import choices
from explorer.views.bertviz import bertviz_html

FORMULA = r"""
**Lines.** Each line is one weight $\alpha_{ij}$: how much of token $i$'s attention (the query)
goes to token $j$ (the key). The weights of one token in one head add up to 1. Word pieces
can be joined: attention *to* a word is the sum over its pieces, *from* a word their mean (Clark et
al., 2019). Special tokens can be hidden; the bar below says how much of the attention then goes
unseen.

**Grid.** Every head of every layer, rows look at columns. **Neuron.** How the weights of one token
come about (Vaswani et al., 2017):

$$\alpha_{ij} = \mathrm{softmax}_j\left(\frac{q_i \cdot k_j}{\sqrt{d}}\right), \qquad
\mathrm{output}_i = \sum_j \alpha_{ij} v_j$$

A large weight shows where a head reads; whether the model's answer depends on it is another
question (Jain and Wallace, 2019; Wiegreffe and Pinter, 2019).
"""

CLASSIC = """
One line a weight: the left token is the query that attends, the right one the key attended to;
the stronger the line, the larger the weight. Move over a token to see only its lines. With two
texts, BertViz's own menu filters the lines by sentence (A to A, A to B, B to A, B to B).

Drawn by BertViz (Vig, 2019), which counts layers and heads from 0.
"""

DRAWN_BY = ("Attention view", "BertViz (classic)")


def classic() -> bool:
    """Whether the reader asks for BertViz's own picture."""
    chosen = st.segmented_control(
        "Drawn by",
        DRAWN_BY,
        default=DRAWN_BY[0],
        key="drawn",
        bind="query-params",
        required=True,
        label_visibility="collapsed",
    )
    return chosen == DRAWN_BY[1]


def pick_heads(trace: Trace) -> list[int]:
    """Which heads are switched on; all at the start."""
    first_index = choices.first_index()
    return st.pills(
        "Heads",
        list(range(trace.num_heads)),
        selection_mode="multi",
        default=list(range(min(trace.num_heads, 4))),
        format_func=lambda number: str(number + first_index),
        key="lines_heads",
    )


def sentences(trace: Trace, layer: int, heads: list[int]) -> tuple[str, str]:
    """What the lines show and one of them in words."""
    first_index = choices.first_index()
    if not heads:
        return "No head is switched on.", "Choose at least one above."
    names = ", ".join(str(head + first_index) for head in heads)
    weights = trace.attention(layer)[heads].mean(axis=0)  # (Q, K)
    link = attention.strongest_link(weights, trace)
    shows = (
        f"Attention of layer {layer + first_index}, heads {names}: each line goes from a "
        f"token to one "
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
    return bertviz_html(trace, layer=layer, heads=heads or None, dark=choices.look().name == "dark")
