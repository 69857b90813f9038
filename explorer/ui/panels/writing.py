"""Pieces of the page about encoder-decoders for a target text that the model writes itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from explorer import tables
from explorer.measures.cross_attention import cross_weights, telling_step
from explorer.seq2seq import Generation
from explorer.text import percent, shorten
from explorer.ui import choices, shell, show, widgets
from explorer.views.writing import chances, grid_height, kept_texts, writing_grid

MOST_BESIDE = 16  # source tokens, each a column of 30 pixels, that half a page has room for
MEAN = "Mean of all heads"
STOPPED = "It stopped at the limit of {count} tokens: the model had not written its end mark."
OPENING = (
    "The page opens on step {step}: the last one that gives more than half of its cross attention, "
    "or else the most, to one source token (last layer, mean of the heads)."
)


def show_writing(made: Generation) -> None:
    """The grid that grows, the step to stop at, and what that step could have written."""
    layer, head = _choose_head(made)
    count = len(made.steps)
    opening = telling_step(made) + 1
    shown = _step(count, opening)
    weights = cross_weights(made, layer, head)  # (N, S)
    show.sentences(*sentences(made, weights, shown))
    with _beside(made.trace.source.num_tokens) as (left, right):
        with left:
            _grid(made, weights, shown)
        with right:
            _chances(made, shown)
    if count > 1:
        _steps(count)
        show.note(OPENING.format(step=opening))
    if not made.ended:
        show.notice(STOPPED.format(count=count))
    show.numbers(lambda: tables.cross_attention(made, layer, head), "pairs_writing")


def sentences(made: Generation, weights: np.ndarray, shown: int) -> tuple[str, str]:
    """What was written, and where the step that is shown looked."""
    step, row = made.steps[shown - 1], weights[shown - 1]
    at = int(row.argmax())
    return (
        f"The model wrote “{shorten(made.text, 40)}”, one token at each step, a row below.",
        f"Step {shown} wrote “{step.token}” with a probability of {percent(step.probability)}; "
        f"{percent(float(row[at]))} of its cross attention, its strongest weight, lies on "
        f"“{made.trace.source.labels[at]}”.",
    )


def _choose_head(made: Generation) -> tuple[int, int | None]:
    """Layer, and head or None for their mean; both from 0."""
    layers = len(made.trace.cross)
    heads = made.trace.cross[0].heads
    first = choices.first_index()
    with shell.more("pairs_more"):
        layer = widgets.one_of(
            "Layer of the cross attention", [str(n + first) for n in range(layers)],
            "pairs_layer", start=layers - 1,
        )  # fmt: skip
        head = widgets.one_of(
            "Head", [MEAN, *(f"Head {n + first}" for n in range(heads))], "pairs_head"
        )
    return layer, head - 1 if head else None


def _key(count: int) -> str:
    """The name of the step in links, for a text of so many steps."""
    return f"pairs_step_{count}"


def _step(count: int, opening: int) -> int:
    """The step that is shown, from 1: the reader's or the link's, else ``opening``.

    It is chosen then, and so stands in the address.
    """
    key = _key(count)
    if key not in st.session_state:
        asked = st.query_params.get(key, "")
        named = asked.isascii() and asked.isdigit() and len(asked) < 4
        st.session_state[key] = int(asked) if named else opening
    st.session_state[key] = min(max(int(st.session_state[key]), 1), count)
    return st.session_state[key]


def _steps(count: int) -> None:
    """The slider, and buttons that write one token more, or begin again."""
    key = _key(count)
    with st.container(horizontal=True, vertical_alignment="bottom", key="pairs_steps"):
        st.slider("Tokens written", 1, count, key=key, bind="query-params", width=300)
        last = st.session_state[key] >= count
        st.button("Next token", icon=":material/skip_next:", key="pairs_next", disabled=last,
                  on_click=_move, args=(key, 1, count))  # fmt: skip
        st.button("From the start", icon=":material/replay:", key="pairs_again", type="tertiary",
                  on_click=_move, args=(key, -count, count))  # fmt: skip


def _move(key: str, by: int, count: int) -> None:
    st.session_state[key] = min(max(st.session_state.get(key, count) + by, 1), count)


@contextmanager
def _beside(tokens: int) -> Iterator[tuple[DeltaGenerator, DeltaGenerator]]:
    """Two places, beside each other where a grid of so many source tokens leaves the room."""
    if tokens <= MOST_BESIDE:
        left, right = st.columns(2, gap="medium")
        yield left, right
    else:
        yield st.container(), st.container()


def _grid(made: Generation, weights: np.ndarray, shown: int) -> None:
    """Each step's token and the source tokens that it weighed, up to the step that is shown."""
    source = made.trace.source.labels
    tall = grid_height(len(made.steps), source)
    with shell.picture(wide=tall, phone=tall):
        st.html(writing_grid([step.token for step in made.steps], source, weights, shown=shown))


def _chances(made: Generation, shown: int) -> None:
    """What the step could have written, and what beam search kept."""
    step = made.steps[shown - 1]
    widgets.heading(f"Step {shown}: what could be written")
    st.html(chances(step))
    if made.beams > 1:
        show.note("Texts that beam search kept after this step, best first.")
        show.frame(pd.DataFrame(kept_texts(step.hypotheses)), "pairs_kept")
