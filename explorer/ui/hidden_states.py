"""Which texts and which hidden state a page of representations shows."""

from __future__ import annotations

import streamlit as st

from explorer.figures.base import state_name
from explorer.text import TextInput
from explorer.trace import Trace
from explorer.ui import cache, choices, shell


def texts(trace: Trace, key: str = "sim_texts") -> tuple[Trace, Trace | None]:
    """The text, and the second one on its own; None when they are read as a pair, or there is one.

    Raises ExplorerError.
    """
    if not trace.has_pair:
        return trace, None
    apart = "Two texts, each read alone"
    chosen = shell.controls().segmented_control(
        "Compare",
        [apart, "Both texts read as a pair"],
        default=apart,
        key=key,
        bind="query-params",
        required=True,
    )
    if chosen != apart:
        return trace, None
    return alone(trace.input.text, trace), alone(str(trace.input.pair), trace)


def alone(text: str, trace: Trace, *, specials: bool | None = None) -> Trace:
    """One text by itself, read as the other one was; ``specials`` overrules that."""
    wanted = trace.input.special_tokens if specials is None else specials
    return cache.get_trace(choices.model_in_use(), TextInput(text, special_tokens=wanted))


def pick_state(trace: Trace, key: str = "sim_state", start: int | None = None) -> int:
    """Which hidden state: 0 is the embeddings, l what the l-th layer returns; first ``start``.

    It is named as sentences name it. Links that say its number go on working.
    """
    last, first_index = trace.num_layers, choices.first_index()
    asked = _number(st.query_params.get(key, ""))
    if asked is not None and key not in st.session_state:
        st.session_state[key] = asked
    if st.session_state.get(key, 0) not in range(last + 1):
        st.session_state[key] = last
    chosen = shell.controls().select_slider(
        "Hidden state",
        list(range(last + 1)),
        last if start is None else min(start, last),
        format_func=lambda state: state_name(state, first_index=first_index),
        key=key,
        bind="query-params",
        width=190,
        help="The embeddings come before any layer; each further state is the output of one layer.",
    )
    return int(chosen)


def _number(said: str) -> int | None:
    """A state that a link names by its number, as older links do."""
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 4 else None
