"""Numbers about attention weights. Plain numpy: no plotting, no torch.

Everywhere row = query (the token that attends), column = key (the token attended to).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from explorer.errors import InputError
from explorer.text import percent
from explorer.trace import Trace

PairFilter = Literal["all", "A to A", "A to B", "B to A", "B to B"]


def head_attention(trace: Trace, layer: int, head: int) -> np.ndarray:
    """Attention weights of one head. Rows sum to 1. Returns (Q, K)."""
    return trace.head_attention(layer, head)


def some_heads(trace: Trace, head: int | Sequence[int] | None) -> list[int]:
    """One head, several or, where none is named, all of a layer, from 0."""
    if head is None:
        return list(range(trace.num_heads))
    return [head] if isinstance(head, int) else list(head)


def layer_mean(trace: Trace, layer: int) -> np.ndarray:
    """Mean over the heads of one layer. Rows sum to 1. Returns (Q, K)."""
    return trace.attention(layer).mean(axis=0)  # (Q, K)


def head_mean(trace: Trace, head: int) -> np.ndarray:
    """Mean over the layers of one head number. Rows sum to 1. Returns (Q, K).

    Head 3 of layer 0 has nothing to do with head 3 of layer 1: heads have no shared order.
    """
    return _mean(trace.head_attention(layer, head) for layer in range(trace.num_layers))


def overall_mean(trace: Trace) -> np.ndarray:
    """Mean over all heads of all layers. Rows sum to 1. Returns (Q, K)."""
    return _mean(layer_mean(trace, layer) for layer in range(trace.num_layers))


def _mean(layers: Iterator[np.ndarray]) -> np.ndarray:
    """Mean of matrices that are made one after the other: a long text's do not all fit."""
    total, count = next(layers).astype(np.float64), 1
    for weights in layers:
        total += weights
        count += 1
    return (total / count).astype(np.float32)


@dataclass(frozen=True)
class Link:
    """One weight: how much of its attention the query token gives to the key token."""

    query: int
    key: int
    weight: float


def strongest_link(weights: np.ndarray, trace: Trace) -> Link | None:
    """The largest weight between two different words, for a sentence about the picture.

    ``weights`` is (Q, K). Special tokens, punctuation (where there are words) and a token's look
    at itself are left out; returns None when nothing else is there.
    """
    typed = ~trace.special  # (T,)
    words = typed & np.array([any(map(str.isalnum, label)) for label in trace.labels])
    typed = words if words.sum() > 1 else typed
    allowed = typed[:, None] & typed[None, :] & ~np.eye(len(typed), dtype=bool)  # (Q, K)
    if not allowed.any():
        return None
    query, key = np.unravel_index(np.where(allowed, weights, -1.0).argmax(), weights.shape)
    return Link(int(query), int(key), float(weights[query, key]))


def special_mass(weights: np.ndarray, trace: Trace) -> float:
    """Share of all attention that goes to special tokens: mean over queries, 0 to 1.

    ``weights`` is (Q, K). In BERT much of it rests on [SEP] (Clark et al., 2019, section 3.2).
    """
    return float(weights[:, trace.special].sum(axis=1).mean())


def pair_mask(trace: Trace, which: PairFilter) -> np.ndarray:
    """Which (query, key) cells a sentence-pair filter keeps. Returns (Q, K) bool.

    Raises InputError for a filter between two texts when there is only one.
    """
    if which == "all":
        return np.ones((trace.num_tokens, trace.num_tokens), bool)
    if not trace.has_pair:
        raise InputError(f"“{which}” needs a second text: type one, or choose “all”.")
    query, key = (0 if name == "A" else 1 for name in (which[0], which[-1]))
    return (trace.side == query)[:, None] & (trace.side == key)[None, :]  # (Q, K)


def read_row(weights: np.ndarray, trace: Trace) -> str:
    """One row of the picture in words, from its own numbers: "'it' gives 42 % ... to 'cat'"."""
    link = strongest_link(weights, trace)
    if link is None:
        return "Only special tokens are here, so no word attends to another one."
    query, key = trace.labels[link.query], trace.labels[link.key]
    return (
        f"Read along a row: “{query}” gives {percent(link.weight)} of its attention to “{key}”. "
        f"On average {percent(special_mass(weights, trace))} of the attention here goes to special "
        "tokens."
    )
