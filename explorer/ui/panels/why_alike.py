"""Pieces of the page about two similar sentences: the texts, the split, its words."""

from __future__ import annotations

import numpy as np
import streamlit as st

from explorer.errors import InputError
from explorer.measures.alike_words import AlikeWords, alike_words
from explorer.measures.decomposition import Pooling, similarity_parts
from explorer.text import folded
from explorer.trace import Trace
from explorer.ui import cache, choices, hidden_states, jobs, shell
from explorer.ui.calls import Made

POOLED: dict[str, Pooling] = {"Mean of all tokens": "mean", "First token": "first"}
POOLER = "Pooler"
VECTORS: dict[Pooling, str] = {
    "mean": "the mean of all tokens' last hidden states",
    "first": "the first token's last hidden state",
    "pooler": "the pooler's output",
}
AT_ONCE = 40_000
"""Vectors that are split without asking: two texts of 128 tokens, some seconds."""
SHOWN = 3  # pairs of words that the sentence names
ROUNDING = 1e-5
REST_HELP = (
    "Adds a row and a column for what no word brings: special tokens such as [CLS], and the "
    "model's biases. With them the cells add up to the cosine."
)

_PAIRS = (
    (
        "No word in common",
        "A kitten sleeps on the sofa.",
        "The dog naps on the couch.",
        "The thickest lines: which words find their partner in the other sentence?",
    ),
    (
        "The negation trap",
        "The movie was good.",
        "The movie was not good.",
        "How little “not” changes, though it turns the meaning around.",
    ),
    (
        "Who bit whom",
        "The dog bit the man.",
        "The man bit the dog.",
        "Each word finds itself, wherever it stands: the cosine is nearly 1.",
    ),
    (
        "One question, other words",
        "How old are you?",
        "What is your age?",
        "One pair, “old” and “age”, makes up half of the cosine.",
    ),
    (
        "One word, two senses",
        "The bank raised its interest rates.",
        "They sat on the bank of the river.",
        "Whether “bank” is still like “bank” when it means something else.",
    ),
)
EXAMPLES = {
    title: {"text": first, "pair": second, "look_for": look_for}
    for title, first, second, look_for in _PAIRS
}
OPENING = {"text": _PAIRS[0][1], "pair": _PAIRS[0][2]}

FORMULA = r"""
Each text is read alone. Its vector $u$ is split exactly into what every source contributed,
$u = \sum_i u_i$ (DecompX; Modarressi et al., 2023): sources are the tokens of the text and the
model's biases; attention weights, LayerNorms' deviations and the ratio $\mathrm{GELU}(z)/z$ of
each feed-forward unit (and $\tanh(z)/z$ of the pooler's) are held at their values in this run. So

$$\cos(u, v) = \sum_{i,j} \frac{u_i \cdot v_j}{\lVert u \rVert \, \lVert v \rVert},$$

one term for each pair of sources, exact up to rounding. Terms of a word's pieces are added up.
**The rest** are all terms with a special token or the biases.

A term says what this pair adds to the number that the model gives, not what would happen without
the word: then attention would move, too. A large term for two words that mean different things
shows what the model confuses; a model without training for similarity gives high cosines to any
two sentences, much of it in the rest.
"""


def texts(trace: Trace) -> tuple[Trace, Trace]:
    """The two texts, each read alone. Raises InputError where there is no second one."""
    pair = trace.input.pair
    if pair is None:
        known = {first: second for _, first, second, _ in _PAIRS}
        pair = shell.controls().text_input(
            "Compare with", known.get(trace.input.text, ""), width=420, key="alike_other",
            max_chars=5000, bind="query-params", placeholder="A sentence of similar meaning",
        )  # fmt: skip
    if not pair.strip():
        raise InputError("There is no second text yet: type one, or choose an example.")
    return hidden_states.alone(trace.input.text, trace), hidden_states.alone(pair, trace)


def pick_pooling() -> Pooling:
    """How a text's tokens become its one vector; the pooler where the model has a trained one."""
    from explorer.engine.batch import has_pooler  # torch takes seconds

    engine = cache.get_engine(choices.model_in_use())
    options = dict(POOLED)
    if has_pooler(engine):
        options[POOLER] = "pooler"
    if st.session_state.get("alike_pooling", next(iter(options))) not in options:
        del st.session_state["alike_pooling"]
    chosen = shell.controls().selectbox(
        "Text's vector", list(options), key="alike_pooling", bind="query-params", width=200
    )
    return options[chosen]


def parts(first: Trace, second: Trace, pooling: Pooling) -> np.ndarray | None:
    """The cosine's parts, (Ta+1, Tb+1); None until the reader asks for those of long texts.

    Raises NotCaptured and InputError with a sentence.
    """
    from explorer.engine.blocks import blocks  # torch takes seconds
    from explorer.engine.pooler import linear

    engine = cache.get_engine(choices.model_in_use())
    known = blocks(engine)
    pooler = linear(engine) if pooling == "pooler" else None
    rows = sum(one.num_tokens * (one.num_tokens + 1) for one in (first, second))
    return jobs.result(
        "alike_parts",
        (choices.model_in_use(), first.input, second.input, pooling),
        lambda progress: similarity_parts(
            first, second, known, pooling, pooler=pooler, progress=progress
        ),
        button="Split the cosine",
        cost=f"{rows:,} vectors are followed through {len(known)} layers: this may take minutes.",
        unit="sources",
        at_once=rows <= AT_ONCE,
    )


def merged(first: Trace, second: Trace, parts: np.ndarray) -> AlikeWords:
    """The parts by words."""
    return alike_words(first, second, parts)


def sentences(alike: AlikeWords, pooling: Pooling) -> tuple[str, ...]:
    """The cosine and the pairs that make it; what lowers it; and what no word brings."""
    best = [f"“{a}” and “{b}” add {value:.2f}" for a, b, value in alike.top(SHOWN)]
    whole = f"The cosine of the two texts' vectors ({VECTORS[pooling]}) is {alike.cosine:.2f}."
    if alike.rows == alike.columns and alike.cosine > 1 - ROUNDING:
        whole = "The two texts are the same, so the cosine of their vectors is 1."
    if not best:
        return f"{whole} No pair of words raises it.", _rest(alike)
    first, *others = best
    short = [each.replace(" add ", " ") for each in others]
    return f"{whole} {'; '.join([first, *short])}.", " ".join([*_alone(alike), _rest(alike)])


def _alone(alike: AlikeWords) -> list[str]:
    """What the only word adds that one text has and the other has not."""
    there = {folded(name) for name in alike.rows[:-1]}
    new = [i for i, name in enumerate(alike.columns[:-1]) if folded(name) not in there]
    if len(new) != 1 or not there:
        return []
    value = float(alike.words[:, new[0]].sum())
    verb = "adds only" if 0 <= value < 0.1 else "adds" if value > 0 else "takes away"
    return [
        f"“{alike.columns[new[0]]}”, which only the second text has, {verb} {abs(value):.2f} with "
        "all words of the first."
    ]


def _rest(alike: AlikeWords) -> str:
    """The sum of all pairs of words, and of what no word brings."""
    verb = "add" if alike.rest >= 0 else "take away"
    size = f"{abs(alike.rest):.2f}" if abs(alike.rest) >= 0.005 else "next to nothing"
    return (
        f"All pairs of words together make {alike.words.sum():.2f}; special tokens and the model's "
        f"biases {verb} {size}."
    )


def call(first: Trace, second: Trace, pooling: Pooling) -> Made:
    """How the split is made again."""
    pooler = ", pooler=pooler.linear(engine)" if pooling == "pooler" else ""
    known = f"blocks.blocks(engine), {pooling!r}{pooler}"
    return {
        "trace": first,
        "other": second,
        "parts": f"decomposition.similarity_parts(trace, other, {known})",
        "alike": "alike_words.alike_words(trace, other, parts)",
    }
