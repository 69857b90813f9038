"""Pieces of the page that shows which token attends to which."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import Any

import streamlit as st

from explorer import catalog, pictures
from explorer.errors import NotCaptured
from explorer.measures import attention
from explorer.pictures import Picture
from explorer.text import percent
from explorer.trace import Trace
from explorer.ui import (
    attention_component,
    cache,
    choices,
    export_dialog,
    live_download,
    share,
    shell,
    show,
)
from explorer.ui.panels import why_it_looked
from explorer.views.bertviz import bertviz_html

FORMULA = r"""
**Lines.** Each line is one weight $\alpha_{ij}$: how much of token $i$'s attention (the query)
goes to token $j$ (the key). The weights of one token in one head add up to 1. Word pieces
can be joined: attention *to* a word is the sum over its pieces, *from* a word their mean (Clark et
al., 2019). Special tokens can be hidden; the bar below says how much of the attention then goes
unseen.

**Grid.** Every head of every layer, rows look at columns. **Neuron.** How the weights of one token
come about (Vaswani et al., 2017):

$$
\alpha_{ij} = \mathrm{softmax}_j\left(\frac{q_i \cdot k_j}{\sqrt{d}}\right), \qquad
\mathrm{output}_i = \sum_j \alpha_{ij} v_j
$$

A large weight shows where a head reads; whether the model's answer depends on it is another
question (Jain and Wallace, 2019; Wiegreffe and Pinter, 2019).
"""

CLASSIC = """
One line a weight: the left token is the query that attends, the right one the key attended to;
the stronger the line, the larger the weight. Move over a token to see only its lines. With two
texts, BertViz's own menu filters the lines by sentence (A to A, A to B, B to A, B to B).

Drawn by BertViz (Vig, 2019), which counts layers and heads from 0.
"""

OPENINGS = {catalog.NEXT_TOKEN_ID: {"text": "blue garden horse blue garden"}}
"""Words that come again: an induction head looks at what followed the first time."""

DRAWN_BY = ("Attention view", "BertViz (classic)")


def classic() -> bool:
    """Whether the reader asks for BertViz's own picture."""
    chosen = shell.controls().segmented_control(
        "Drawn by",
        DRAWN_BY,
        default=DRAWN_BY[0],
        key="drawn",
        bind="query-params",
        required=True,
        label_visibility="collapsed",
    )
    return chosen == DRAWN_BY[1]


def pin(trace: Trace) -> int | None:
    """The token whose lines the view opens on, in the most telling head; elsewhere none."""
    link = cache.telling(trace)
    if link is None or (link.layer, link.head) != (choices.layer(), choices.head()):
        return None
    return link.query


def export(trace: Trace) -> None:
    """Buttons below the view: the picture that it shows as a file, and its link."""
    with st.container(horizontal=True):
        export_dialog.button(lambda: picture(trace), "attention_view")
        share.button("attention_view")
        live_download.button(trace)
        _why(trace)
    _say_what_was_set_up(trace)
    if attention_component.is_export_asked():
        export_dialog.show(picture(trace), "attention_view")


def _say_what_was_set_up(trace: Trace) -> None:
    """Heads that are no finding of the training: a reader would take them for one."""
    layers = trace.spec.set_up_layers
    if layers:
        first = choices.first_index()
        which = f"layer {first}" if layers == 1 else f"layers {first} to {first + layers - 1}"
        show.note(
            f"The heads of {which} were set to look at neighbours before this model's training; "
            "what the other heads do was learnt."
        )


def _why(trace: Trace) -> None:
    """From the neuron lens to what made the largest score of its token."""
    told = attention_component.told()
    if told.get("lens") != "neuron":
        return
    query = _token(trace, told)
    key = int(attention.head_attention(trace, choices.layer(), choices.head())[query].argmax())
    if st.button(
        "Why this score?",
        key="view_why",
        icon=":material/troubleshoot:",
        type="tertiary",
        help=f"What made the score of “{show.plain(trace.labels[query])}” with "
        f"“{show.plain(trace.labels[key])}”, where it is largest.",
    ):
        why_it_looked.open_pair(trace, query, key)


def export_classic(trace: Trace, heads: list[int]) -> None:
    """Below BertViz's picture: the same lines as a file."""
    if heads:
        made = partial(
            pictures.attention_lines, trace, choices.layer(), _heads(trace, heads),
            **choices.drawing(),
        )  # fmt: skip
        export_dialog.button(made, "bertviz")


def _heads(trace: Trace, heads: list[int]) -> int | list[int] | None:
    """One head, some, or all of the layer, as the picture takes them."""
    return heads[0] if len(heads) == 1 else None if len(heads) == trace.num_heads else heads


def picture(trace: Trace) -> Picture:
    """What the view shows, as a picture that can be exported: lines, grid or one token's scores."""
    told = attention_component.told()
    layer, head, draw = choices.layer(), choices.head(), choices.drawing()
    if told.get("lens") == "grid":
        return pictures.head_grid(trace, layer, **draw)
    if told.get("lens") == "neuron":
        with suppress(NotCaptured):  # the lens says so itself
            return pictures.neuron(trace, layer, head, _token(trace, told), **draw)
    heads = [one for one in told.get("heads") or [head] if one < trace.num_heads]
    query = _pinned(trace, told) if told else pin(trace)
    return pictures.attention_lines(trace, layer, _heads(trace, heads), query=query, **draw)


def _pinned(trace: Trace, told: dict[str, Any]) -> int | None:
    """The token of the query side on whose lines the view stays, if there is one."""
    pinned = told.get("pin") or {}
    at = pinned.get("at")
    found = pinned.get("side") == "query" and isinstance(at, int) and 0 <= at < len(trace.labels)
    return at if found else None


def _token(trace: Trace, told: dict[str, Any]) -> int:
    """The token whose scores are shown: the pinned one, else that of the most telling link."""
    pinned, link = _pinned(trace, told), cache.telling(trace)
    return pinned if pinned is not None else 0 if link is None else link.query


def pick_heads(trace: Trace) -> list[int]:
    """Which heads are switched on; the chosen one at the start."""
    first_index = choices.first_index()
    return st.pills(
        "Heads",
        list(range(trace.num_heads)),
        selection_mode="multi",
        default=[min(choices.head(), trace.num_heads - 1)],
        format_func=lambda number: str(number + first_index),
        key="lines_heads",
        bind="query-params",
    )


def sentences(trace: Trace, layer: int, heads: list[int]) -> tuple[str, str]:
    """What the lines show and one of them in words."""
    first_index = choices.first_index()
    if not heads:
        return "No head is switched on.", "Choose at least one above."
    names = ", ".join(str(head + first_index) for head in heads)
    name = f"head {names}" if len(heads) == 1 else f"heads {names}"
    weights = trace.attention(layer)[heads].mean(axis=0)  # (Q, K)
    link = attention.strongest_link(weights, trace)
    shows = (
        f"Attention of layer {layer + first_index}, {name}: each line goes from a token to one "
        "that it attends to."
    )
    if link is None:
        return shows, "Only special tokens are here."
    averaged = "In this head" if len(heads) == 1 else "Averaged over these heads"
    return shows, (
        f"{averaged}, “{trace.labels[link.query]}” gives {percent(link.weight)} of its attention "
        f"to “{trace.labels[link.key]}”."
    )


def frame(trace: Trace, layer: int, heads: list[int]) -> str:
    """BertViz's picture as an HTML page. Raises InputError above about 64 tokens."""
    return bertviz_html(trace, layer=layer, heads=heads or None, dark=choices.look().name == "dark")
