"""Pieces of the page on which a model goes on writing: how to draw, the text, the likeliest."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import cast

import streamlit as st

from explorer import pictures
from explorer.prediction import Prediction, Predictor
from explorer.tasks import next_token
from explorer.tasks.next_token import Continuation, NextTokenPredictor, Sampling
from explorer.text import counted, percent, shorten
from explorer.trace import Trace
from explorer.ui import cache, choices, cut_text, shell, show
from explorer.views.grown import grown_text

EXAMPLES = {
    "Nonsense comes again": {
        "text": "blue garden seven window paper horse blue garden seven window paper",
        "look_for": "Nobody ever wrote this, and the model still knows how it goes on.",
    },
    "Letters come again": {
        "text": "xq zb wk vj pf xq zb wk vj",
        "look_for": "The less a text looks like English, the more the model relies on copying.",
    },
    "A sentence comes again": {
        "text": "The old baker sold bread and milk. The old baker sold bread and",
        "look_for": "The first token of “milk” leads, by little: English offers much else here.",
    },
    "A textbook": {
        "text": "In the second half of the nineteenth century, the United States",
        "look_for": "Write 20 tokens at a temperature of 0.5, then at 1.5.",
    },
    "It goes round (where it fails)": {
        "text": "The people of the city",
        "look_for": "At temperature 0 it takes the likeliest token each time, and repeats itself.",
    },
}
OPENING = EXAMPLES["Nonsense comes again"]

FORMULA = r"""
A model that reads left to right turns the last token's state into one logit $z_i$ for each token of
its vocabulary. A **causal mask** hides what comes later: each token attends to itself and to those
before.

Before a token is drawn, the logits are divided by the **temperature** $\tau$,
$p_i = e^{z_i / \tau} / \sum_j e^{z_j / \tau}$; **top-k** keeps the $k$ likeliest tokens (Fan et
al., 2018), **top-p** the fewest that reach the share $p$ together (Holtzman et al., 2020), and what
is left is scaled to sum to 1. At temperature 0 the likeliest token is taken.

An **induction head** attends to what followed the present token the last time it came (Olsson et
al., 2022). Both scores are taken on 25 random tokens that come twice: **prefix matching** is the
share of attention on that token; **copying** is the share of what the head raises in the output
that lies on the token it attends to, by the head's direct path. Chance is about 4 %.
"""

LIMIT = (
    f"It stopped at the limit of {next_token.MOST_WRITTEN} tokens: a model need never end a text."
)
_BYTE = re.compile(r"⟨[0-9A-F]{2}(?: [0-9A-F]{2})*⟩")  # a token that is no whole character
BYTES = (
    "Signs such as ⟨B5⟩ are single bytes of a letter that this model has no token for: it learnt "
    "next to nothing about texts of such letters."
)
STEPS, MOST_DRAWS = 10, 99
_TEXT = "_next_text"  # the text behind which was written last


def choose_sampling() -> Sampling:
    """Temperature, top-k and top-p, as the controls above the picture say."""
    with shell.controls():
        temperature = st.slider(
            "Temperature", 0.0, 2.0, 1.0, 0.1, key="next_temperature", bind="query-params",
            width=140, help="Below 1 likely tokens become likelier, above 1 less so; 0 always "
            "takes the likeliest.",
        )  # fmt: skip
        top_k = st.slider(
            "Top-k", 0, 100, 0, key="next_k", bind="query-params", width=130,
            help="Only so many of the likeliest tokens can be drawn; 0: all.",
        )  # fmt: skip
        top_p = st.slider(
            "Top-p", 0.05, 1.0, 1.0, 0.05, key="next_p", bind="query-params", width=130,
            help="Only the fewest tokens that reach this share together can be drawn; 1: all.",
        )  # fmt: skip
    with shell.more("next_settings"):
        st.slider(
            "Draw number", 0, MOST_DRAWS, 0, key="next_seed", bind="query-params",
            help="The same number draws the same tokens again, for everybody.",
        )  # fmt: skip
    return Sampling(float(temperature), int(top_k), float(top_p))


def grown(predictor: Predictor, prediction: Prediction, sampling: Sampling) -> Continuation:
    """The text with as many tokens behind it as the reader let the model write."""
    text = (predictor.spec.id, prediction.trace.input.text)
    if st.session_state.get(_TEXT, text) != text:
        st.session_state["next_written"] = 0
    st.session_state[_TEXT] = text
    count = min(_asked(), next_token.room(predictor, prediction))
    return cache.remembered(
        next_token.continue_text, cast(NextTokenPredictor, predictor), prediction, sampling,
        count=count, seed=int(st.session_state.get("next_seed", 0)),
    )  # fmt: skip


def sentence(made: Continuation, sampling: Sampling) -> str:
    """What comes next, with what probability, and what the settings make of it."""
    first, second = next_token.best(made.prediction, sampling, k=2)
    trace = made.prediction.trace
    said = (
        f"After {_last(trace)} the model expects “{first.token}” with a probability of "
        f"{percent(first.probability, 1)}, then “{second.token}” with "
        f"{percent(second.probability, 1)}."
    )
    if sampling.is_plain:
        return said
    left = next_token.left(made.prediction, sampling)
    return (
        f"{said} As set above, {left:,} of {len(made.prediction.labels):,} tokens can be drawn, "
        f"“{first.token}” with {percent(first.drawn, 1)}."
    )


def _last(trace: Trace) -> str:
    """The last token, and of which word it is the end, since the text shows words."""
    token = shorten(trace.labels[-1], 20)
    if trace.word[-1] < 0 or not trace.has_offsets:
        return f"“{token}”"
    first, last = (trace.offsets[trace.word == trace.word[-1]][at, at] for at in (0, -1))
    word = trace.side_text(int(trace.side[-1]))[first:last].strip()
    return f"“{token}”" if word == token else f"“{token}”, the end of “{shorten(word, 30)}”,"


def _text_so_far(predictor: Predictor, prediction: Prediction, made: Continuation) -> None:
    """The text, the tokens written behind it, and the buttons that write more."""
    trace = made.prediction.trace
    new = range(made.start, trace.num_tokens)
    pieces = [_spaced(trace.tokens[at], trace.labels[at]) for at in new]
    with shell.picture(wide=30, phone=60):
        st.html(
            grown_text(
                cut_text.as_read(prediction.trace),
                pieces,
                [one.probability for one in made.written],
            )
        )
    with shell.picture(wide=116, phone=180):  # the picture below does not jump as they come
        _buttons(next_token.room(predictor, prediction), made)
    if any(map(_BYTE.search, trace.labels)):
        show.notice(BYTES)
    if made.ended:
        show.notice(f"The model wrote its end mark after {counted(len(made.written), 'token')}.")
    elif made.full:
        show.notice(
            f"The model's window of {predictor.engine.spec.max_tokens} tokens is full: shorten the "
            "text to let it write more."
        )
    elif len(made.written) >= next_token.MOST_WRITTEN:
        show.notice(LIMIT)


def _spaced(token: str, label: str) -> str:
    """A written token with the space that it begins with, or is."""
    if label == "␣":
        return " "
    return f" {label}" if token.startswith(("Ġ", "▁")) else label


def _buttons(most: int, made: Continuation) -> None:
    """One token more, several, from the start, or other ones from another seed."""
    count = len(made.written)
    done = made.ended or count >= most
    st.session_state["next_written"] = min(_asked(), most)
    with st.container(horizontal=True, vertical_alignment="bottom", key="next_steps"):
        st.button("Write the next token", icon=":material/edit:", key="next_one", type="primary",
                  disabled=done, on_click=_write, args=(count + 1,))  # fmt: skip
        st.button(f"Write {STEPS}", icon=":material/fast_forward:", key="next_more", disabled=done,
                  on_click=_write, args=(min(count + STEPS, most),))  # fmt: skip
        st.button("Draw anew", icon=":material/casino:", key="next_anew", disabled=not count,
                  type="tertiary", on_click=_draw_anew)  # fmt: skip
        st.button("From the start", icon=":material/replay:", key="next_again", disabled=not count,
                  type="tertiary", on_click=_write, args=(0,))  # fmt: skip
        if most:
            st.slider("Tokens written", 0, most, key="next_written", bind="query-params", width=220)


def _asked() -> int:
    """How many tokens the reader, or the link, asks for; the slider is drawn below what it does."""
    held = str(st.session_state.get("next_written", st.query_params.get("next_written", "")))
    return int(held) if held.isascii() and held.isdigit() and len(held) < 6 else 0


def _write(count: int) -> None:
    st.session_state["next_written"] = count


def _draw_anew() -> None:
    now = int(st.session_state.get("next_seed", 0))
    st.session_state["next_seed"] = 0 if now >= MOST_DRAWS else now + 1


def beside(left: Callable[[], None], right: Callable[[], None]) -> None:
    """Two things beside each other; on a phone one below the other."""
    for column, draw in zip(st.columns(2, gap="medium"), (left, right), strict=True):
        with column:
            draw()


def writing(
    predictor: Predictor, prediction: Prediction, made: Continuation, sampling: Sampling
) -> None:
    """The text as far as it has grown, what lets it grow, and the likeliest next tokens."""
    _text_so_far(predictor, prediction, made)
    shown = pictures.next_token_top(
        made.prediction, temperature=sampling.temperature, top_k=sampling.top_k,
        top_p=sampling.top_p, k=8, look=choices.look(),
    )  # fmt: skip
    show.picture(shown, "next_top")
