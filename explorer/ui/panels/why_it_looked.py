"""Pieces of the page that says what made a score: the pair of tokens, the split, its words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from explorer.measures.attention import head_attention, strongest_link
from explorer.measures.score_parts import ScoreParts, score_parts, word_pair
from explorer.text import percent
from explorer.trace import Trace
from explorer.ui import cache, choices, jobs, shell
from explorer.ui.calls import Made
from explorer.ui.registry import path

AUTO = -1
"""The page chooses the token itself."""
SAID = {AUTO: "strongest link"}

TEXT = "The animal did not cross the street because it was too tired."
OPENING = {"text": TEXT}
EXAMPLES = {
    "What is “it”?": {
        "text": TEXT,
        "layer": "3",
        "head": "1",
        "why_query": AUTO,
        "why_key": AUTO,
        "look_for": "The darkest cell: “it” looked at “animal” mostly for the two words' own sake.",
    },
    "One back": {
        "text": TEXT,
        "layer": "0",
        "head": "2",
        "why_query": AUTO,
        "why_key": AUTO,
        "look_for": "One part makes up nearly all of the score, and no word has a say in it.",
    },
    "Words": {
        "text": TEXT,
        "layer": "0",
        "head": "0",
        "why_query": AUTO,
        "why_key": AUTO,
        "look_for": "A head of the same layer that goes by the words: which part leads here?",
    },
}

FORMULA = r"""
A score is $q_i \cdot k_j / \sqrt{d}$, the number that a softmax turns into the attention weight
(Vaswani et al., 2017, equation 1). Where $q_i = \sum_a q_i^a$ and $k_j = \sum_b k_j^b$, the score
is $\sum_{a,b} q_i^a \cdot k_j^b / \sqrt{d}$: a sum over pairs of parts, exact up to rounding.

**Layer 0.** The parts are the rows of the embedding tables (word, position, segment), each through
the embedding's LayerNorm with its deviation held at its value in this run, then through $W_Q$ or
$W_K$; **bias** is what LayerNorm, query and key add whatever the token.

**Deeper.** The parts are what each token of the text contributed to the two vectors (DecompX;
Modarressi et al., 2023): attention weights, LayerNorms' deviations and the ratio
$\mathrm{GELU}(z)/z$ are held at their values in this run. For a whole head they are grouped:
**itself** is the contribution of the token at whose place the vector stands, **others** those of
the other words, **special** those of [CLS] and [SEP], **biases** those of no token.

**Shares.** $\mathrm{cov}(\text{part}, \text{score}) / \mathrm{var}(\text{score})$, both less their
mean over each query's keys, since a softmax sees only differences within its row. They add up to
1 and may be negative; a part that is the same for all keys explains nothing, however large it is.

The split explains the score, not the prediction: whether the model's answer depends on this head
is another question (Jain and Wallace, 2019). And what is held fixed would move, too, if a word
were replaced.
"""


def pick_pair(trace: Trace) -> tuple[int, int]:
    """The two tokens whose score is split: the reader's, or the head's strongest link."""
    chosen = {name: _chosen(trace, name) for name in ("query", "key")}
    return _pair(trace, chosen["query"], chosen["key"])


def _chosen(trace: Trace, name: str) -> int:
    """One end of the pair as the reader chose it, AUTO where it is left to the page."""
    places, box = [AUTO, *range(trace.num_tokens)], f"why_{name}"
    if st.session_state.get(box, AUTO) not in places:
        del st.session_state[box]
    return shell.controls().selectbox(
        name.capitalize(),
        places,
        format_func=lambda place: SAID.get(place) or f"{place} {trace.labels[place]}",
        width=170,
        key=box,
        bind="query-params",
    )


def _pair(trace: Trace, query: int, key: int) -> tuple[int, int]:
    """What is left open filled in: the most telling link, else the strongest that fits."""
    link, weights = cache.telling(trace), head_attention(trace, choices.layer(), choices.head())
    if query == key == AUTO:
        if link is not None and (link.layer, link.head) == (choices.layer(), choices.head()):
            return link.query, link.key
        strongest = strongest_link(weights, trace)
        if strongest is not None:
            return strongest.query, strongest.key
    if query == AUTO:
        query = int(weights[:, key].argmax()) if key != AUTO else 0
    return query, int(weights[query].argmax()) if key == AUTO else key


def open_pair(trace: Trace, query: int, key: int) -> None:
    """Go to this page, on the chosen layer and head, with the score of two tokens."""
    chosen = {"why_query": query, "why_key": key}
    st.session_state.update(chosen)
    named = {box: f"{place} {trace.labels[place]}" for box, place in chosen.items()}
    st.switch_page(path("why_it_looked.py"), query_params=named)


def parts(trace: Trace, layer: int, head: int) -> ScoreParts:
    """The head's scores, split. Raises NotCaptured and InputError with a sentence."""
    from explorer.engine.blocks import blocks  # torch takes seconds

    trace.captured(layer)  # says why before anything is computed
    known = blocks(cache.get_engine(choices.model_in_use()))
    return jobs.cached_job(
        "why_parts",
        (choices.model_in_use(), trace.input, layer, head),
        lambda progress: score_parts(trace, known, layer, head, progress=progress),
        "Splitting the scores",
        "tokens",
    )


def sentences(trace: Trace, parts: ScoreParts, query: int, key: int) -> tuple[str, ...]:
    """What made the pair's score, and what makes the head's scores differ."""
    first_index = choices.first_index()
    names, values = word_pair(trace, parts, query, key)
    row, column = np.unravel_index(values.argmax(), values.shape)
    asking, asked = (f"“{trace.labels[token]}”" for token in (query, key))
    weight = head_attention(trace, parts.layer, parts.head)[query, key]
    whole, most = float(values.sum()), float(values[row, column])
    shows = (
        f"In layer {parts.layer + first_index}, head {parts.head + first_index}, {asking} scores "
        f"{whole:.1f} for {asked} and gives it {percent(float(weight))} of its attention. The part "
        f"that raises the score most, {_said(names, int(row), parts)} × "
        f"{_said(names, int(column), parts)}, adds {most:.1f}."
    )
    return shows, _of_head(parts)


def _said(names: Sequence[str], place: int, parts: ScoreParts) -> str:
    """A word of the text in quotation marks; a table's name, and the biases, without."""
    is_word = parts.layer > 0 and place < len(names) - 1
    return f"“{names[place]}”" if is_word else names[place]


def _of_head(parts: ScoreParts) -> str:
    """Which part explains most of how the head's scores differ."""
    shares = parts.shares()
    row, column = np.unravel_index(shares.argmax(), shares.shape)
    if not shares.any():
        return "All its scores in a row are the same, so there is nothing to explain."
    return (
        f"Over the whole head, {parts.names[row]} × {parts.names[column]} explains "
        f"{percent(float(shares[row, column]))} of how a query's scores differ from key to key."
    )


def call(parts: ScoreParts) -> Made:
    """How the split is made again."""
    at = f"{parts.layer}, {parts.head}"
    return {"parts": f"decomposition.score_parts(trace, blocks.blocks(engine), {at})"}
