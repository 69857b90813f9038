"""Which texts and which hidden state a page of representations shows."""

from __future__ import annotations

import streamlit as st

from explorer.text import TextInput
from explorer.trace import Trace
from explorer.ui import cache, choices


def texts(trace: Trace, key: str = "sim_texts") -> tuple[Trace, Trace | None]:
    """The text, and the second one on its own; None when they are read as a pair, or there is one.

    Raises ExplorerError.
    """
    if not trace.has_pair:
        return trace, None
    apart = "Two texts, each read alone"
    chosen = st.segmented_control(
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


def pick_state(trace: Trace, key: str = "sim_state") -> int:
    """Which hidden state: 0 is the embedding output, l what the l-th layer returns."""
    last = trace.num_layers
    if st.session_state.get(key, 0) > last:
        st.session_state[key] = last
    chosen = st.slider(
        "Hidden state",
        0,
        last,
        last,
        key=key,
        bind="query-params",
        help="0 is the embedding output, before any layer; each further state is the output of "
        "one layer.",
    )
    return int(chosen)
