"""Every method's score of each token for one number, under the method's name."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext

import numpy as np

from explorer.engine.attribution import (
    Around,
    Target,
    gradient_times_input,
    integrated_gradients,
)
from explorer.engine.blocks import blocks
from explorer.engine.masked_runs import masked_numbers
from explorer.engine.relevance import attention_times_gradient, relevance
from explorer.engine.run import Engine
from explorer.errors import InputError, NotCaptured
from explorer.measures.alti import alti
from explorer.measures.faithfulness import (
    LEVELS,
    Faithfulness,
    by_word,
    faithfulness,
    kept_tokens,
    word_tokens,
)
from explorer.measures.globenc import globenc
from explorer.measures.rollout import rollout
from explorer.trace import Trace

STEPS = 16
"""Of integrated gradients: enough for a rank, half of what "What matters" takes."""

Progress = Callable[[int, int], None]
METHODS = (
    "DecompX", "LRP", "integrated gradients", "gradient x input", "attention x gradient",
    "ALTI", "GlobEnc", "rollout", "attention received",
)  # fmt: skip
"""The names, in the order in which they are given."""


def token_scores(
    engine: Engine,
    trace: Trace,
    target: Target,
    *,
    readers: np.ndarray | None = None,
    head: bool = False,
    steps: int = STEPS,
    around: Around = nullcontext,
) -> dict[str, np.ndarray]:
    """Scores (T,) by method: those that know the number first, then those of attention alone.

    ``readers`` (T,) says how much the number reads of each token's last state, for methods that
    go from token to token: the mean over all where nothing is said. ALTI and GlobEnc are left out
    for models whose layers cannot be rebuilt.
    """
    about = {"head": head, "around": around}
    found = [
        relevance(engine, trace, target, "DecompX", **about),
        relevance(engine, trace, target, "LRP", **about),
        integrated_gradients(engine, trace, target, steps=steps, **about),
        gradient_times_input(engine, trace, target, **about),
        attention_times_gradient(engine, trace, target, **about),
    ]
    scores = {one.method: one.scores for one in found}
    return scores | attention_scores(engine, trace, readers)


def attention_scores(
    engine: Engine, trace: Trace, readers: np.ndarray | None = None
) -> dict[str, np.ndarray]:
    """Scores (T,) of the methods that know nothing of the number, 0 or more."""
    count = trace.num_tokens
    weight = np.full(count, 1 / count) if readers is None else readers / readers.sum()  # (T,)
    found = {}
    try:
        known = blocks(engine)
    except NotCaptured:
        known = ()
    if known:
        found["ALTI"] = weight @ alti(trace, known)[-1]
        found["GlobEnc"] = weight @ globenc(trace, known)[-1]
    found["rollout"] = weight @ rollout(trace)[-1]
    received = [trace.attention(layer).mean(axis=(0, 1)) for layer in range(trace.num_layers)]
    found["attention received"] = np.mean(received, axis=0)
    return found


def ranked(
    engine: Engine,
    trace: Trace,
    target: Target,
    *,
    head: bool = False,
    side: int = 0,
    levels: int = LEVELS,
    around: Around = nullcontext,
    progress: Progress | None = None,
) -> Faithfulness:
    """Every method's deletion and insertion curves over the words of one text of the Trace.

    ``side`` is the text whose words are masked, 0 or 1. ``progress(steps done, 3)`` may raise to
    stop. Raises InputError for a text of one word, NotCaptured for a model without a mask token.
    """
    words = word_tokens(trace, side)
    if len(words) < 2:
        raise InputError("A text of one word has nothing to rank: type a sentence.")
    asked = iter((1, 2))

    def numbers(keep: np.ndarray) -> np.ndarray:
        if progress is not None:
            progress(next(asked, 2), 3)
        tokens = kept_tokens(keep, words, trace.num_tokens)
        return masked_numbers(engine, trace, target, tokens, head=head, around=around)

    scores = token_scores(engine, trace, target, head=head, around=around)
    by_words = {name: by_word(values, words) for name, values in scores.items()}
    return faithfulness(by_words, numbers, levels=levels)
