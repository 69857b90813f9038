"""Exact accounts of a run: each vector split into what the tokens of the text contributed to it.

The split itself is ``contributions.py`` over ``linear_layer.py``; here is what follows from it for
a text's one vector and for two texts. The public names of all of it stand here.

T tokens, S = T + 1 sources (the last are the biases), D hidden width.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

import numpy as np

from explorer.errors import InputError
from explorer.measures.block import Block
from explorer.measures.contributions import (
    Progress,
    activation_ratio,
    pooled_parts,
    token_contributions,
)
from explorer.measures.score_parts import ScoreParts, score_parts
from explorer.trace import Projection, Trace

__all__ = [
    "POOLINGS",
    "Pooling",
    "Progress",
    "ScoreParts",
    "activation_ratio",
    "pooled_contributions",
    "score_parts",
    "similarity_parts",
    "token_contributions",
]

Pooling = Literal["mean", "first", "pooler"]
"""How tokens become one vector: their mean, the first token's state ([CLS]), or the pooler's
tanh(W h + b) of it."""
POOLINGS: tuple[Pooling, ...] = get_args(Pooling)


def pooled_contributions(
    trace: Trace,
    blocks: Sequence[Block],
    pooling: Pooling = "mean",
    *,
    pooler: Projection | None = None,
    progress: Progress | None = None,
) -> np.ndarray:
    """What each source contributed to the text's one vector, not normalised. Returns (T+1, D).

    Mean pooling averages over all tokens, special ones too, as sentence-transformers does. The
    pooler's tanh is split by its ratio like an activation; ``pooler`` is its linear map
    (``explorer.engine.pooler.linear(engine)``). Never holds (T, T, D) numbers: see
    ``contributions.pooled_parts`` for the memory. Raises what that raises, and InputError for
    another pooling or a pooler that is not given.
    """
    if pooling not in POOLINGS:
        raise InputError(f"A text's vector is {', '.join(POOLINGS)}, not {str(pooling)[:20]}.")
    if pooling == "mean":
        return pooled_parts(trace, blocks, progress=progress)
    parts = pooled_parts(trace, blocks, [0], progress=progress)
    if pooling == "first":
        return parts
    if pooler is None:
        raise InputError("The pooler's weights are not given: take the mean or the first token.")
    parts = parts @ pooler.weight.T
    parts[-1] += pooler.bias
    return parts * activation_ratio(parts.sum(axis=0), np.tanh)


def similarity_parts(
    first: Trace,
    second: Trace,
    blocks: Sequence[Block],
    pooling: Pooling = "mean",
    *,
    other_blocks: Sequence[Block] | None = None,
    pooler: Projection | None = None,
    other_pooler: Projection | None = None,
    progress: Progress | None = None,
) -> np.ndarray:
    """The cosine of two texts' vectors, split by pairs of tokens. Returns (Ta+1, Tb+1).

    Entry [i, j] is what token i of the first and token j of the second text add to the cosine
    (negative where they lower it); the last row and column are the biases. The sum is the cosine
    of the pooled vectors: <sum_i u_i, sum_j v_j> = sum_ij <u_i, v_j>, divided by both lengths.
    ``other_blocks`` (and ``other_pooler``) are the second text's where another model of the same
    width ran it. ``progress(sources done, sources of both texts)``. Memory as in
    ``pooled_contributions``.
    Raises InputError where a vector is all 0 or the widths differ.
    """
    one, two = (trace.hidden.shape[-1] for trace in (first, second))
    if one != two:
        raise InputError(
            f"The vectors have {one} and {two} numbers: only models of one width can be compared."
        )
    pooled, start = [], 0
    for trace, known, linear in (
        (first, blocks, pooler),
        (second, other_blocks or blocks, other_pooler or pooler),
    ):
        report = _from(start, first.num_tokens + second.num_tokens + 2, progress)
        pooled.append(pooled_contributions(trace, known, pooling, pooler=linear, progress=report))
        start = first.num_tokens + 1
    return _by_pairs(*pooled)


def _by_pairs(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """The cosine of two sums, split by pairs of their parts. (A, D), (B, D) -> (A, B)."""
    lengths = np.linalg.norm(left.sum(axis=0)) * np.linalg.norm(right.sum(axis=0))
    if not lengths > 0:
        raise InputError("A vector of zeros has no direction, so there is no cosine to split.")
    return (left @ right.T) / lengths


def _from(start: int, total: int, progress: Progress | None) -> Progress | None:
    """Progress of a part of the work that begins after so much of it."""
    return None if progress is None else lambda done, _: progress(start + done, total)
