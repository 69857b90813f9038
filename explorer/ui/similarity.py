"""Pieces of the page about similarity: the other text, the state, and two chosen tokens."""

from __future__ import annotations

import streamlit as st

from explorer import similarity as measures
from explorer.figures.similarity import state_name
from explorer.text import TextInput
from explorer.trace import Trace
from explorer.ui import cache, show, state

FORMULA = r"""
$\cos(u, v) = \dfrac{u \cdot v}{\lVert u \rVert \, \lVert v \rVert}$ of the hidden states of two
tokens, from -1 (opposite) over 0 (unrelated) to 1 (same direction).

Hidden states of most layers crowd into a narrow cone, so that even unrelated words get a high
cosine (Ethayarajh, 2019). Compare numbers within one layer, not between layers.
"""


def texts(trace: Trace) -> tuple[Trace, Trace | None]:
    """The traces whose tokens make up rows and columns; None when both are the same text."""
    if not trace.has_pair:
        return trace, None
    apart = "Two texts, each read alone"
    chosen = st.segmented_control(
        "Compare",
        [apart, "Both texts read as a pair"],
        default=apart,
        key="sim_texts",
        bind="query-params",
        required=True,
    )
    if chosen != apart:
        return trace, None
    first, second = trace.input.text, str(trace.input.pair)
    return _alone(first, trace), _alone(second, trace)


def _alone(text: str, trace: Trace) -> Trace:
    source = TextInput(text, special_tokens=trace.input.special_tokens)
    return cache.get_trace(state.model_in_use(), source)


def pick_state(trace: Trace) -> int:
    """Which hidden state: 0 is the embedding output, l what the l-th layer returns."""
    names = [state_name(number, base=state.base()) for number in range(trace.num_layers + 1)]
    return st.select_slider(
        "Hidden state",
        options=list(range(trace.num_layers + 1)),
        value=trace.num_layers,
        format_func=lambda number: names[number],
        key="sim_state",
    )


def words(trace: Trace, hidden_state: int, other: Trace | None) -> tuple[str, str]:
    """What the picture shows and one cell of it in words."""
    where = state_name(hidden_state, base=state.base())
    shows = f"How alike the vectors of your tokens are ({where})."
    values = measures.token_similarity(trace, hidden_state, other, specials=False)
    columns = trace if other is None else other
    if other is None:
        values = values.copy()
        values[range(len(values)), range(len(values))] = -2
    if values.size < 2:
        return shows, "There is only one token to compare."
    row, column = divmod(int(values.argmax()), values.shape[1])
    left = trace.labels[measures.token_indices(trace, specials=False)[row]]
    right = columns.labels[measures.token_indices(columns, specials=False)[column]]
    return shows, (
        f"Orange is alike, blue is opposite: “{left}” and “{right}” are closest, with a cosine "
        f"of {values[row, column]:.2f}."
    )


def pair_of_tokens(trace: Trace, other: Trace | None) -> None:
    """Two tokens from lists, and their cosine at every state."""
    columns = trace if other is None else other
    left, right = st.columns(2)
    with left:
        a = _pick_token("First token", trace, "sim_a", 1)
    with right:
        b = _pick_token("Second token", columns, "sim_b", 2)
    curve = measures.token_cosine(trace, a, b, other)  # (L+1,)
    base = state.base()
    show.sentences(
        f"“{trace.labels[a]}” and “{columns.labels[b]}”: "
        + ", ".join(f"{state_name(n, base=base)} {value:.4f}" for n, value in enumerate(curve))
        + "."
    )


def _pick_token(label: str, trace: Trace, key: str, start: int) -> int:
    places = list(range(trace.num_tokens))
    if st.session_state.get(key, 0) not in places:
        del st.session_state[key]
    return st.selectbox(
        label,
        places,
        index=min(start, places[-1]),
        format_func=lambda place: f"{place} {trace.labels[place]}",
        key=key,
    )
