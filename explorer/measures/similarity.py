"""Cosine similarity of hidden states, within one text and between two. Plain numpy."""

from __future__ import annotations

import numpy as np

from explorer.trace import Trace


def unit_rows(vectors: np.ndarray) -> np.ndarray:
    """Vectors scaled to length 1; a zero vector stays zero. Takes and returns (..., N, D)."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return vectors / np.maximum(lengths, np.finfo(np.float32).tiny)


def cosine_matrix(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """cos(a_i, b_j) = a_i . b_j / (|a_i| |b_j|) of all rows. (N, D), (M, D) -> (N, M), -1 to 1."""
    return np.clip(unit_rows(a) @ unit_rows(b).T, -1.0, 1.0)


def token_indices(trace: Trace, *, specials: bool = True) -> np.ndarray:
    """Which tokens take part: all, or only those that were typed. Returns (N,) int."""
    return np.arange(trace.num_tokens) if specials else np.flatnonzero(~trace.special)


def token_similarity(
    trace: Trace, state: int, other: Trace | None = None, *, specials: bool = True
) -> np.ndarray:
    """Cosine of every token's hidden state with every other's. Returns (N, M).

    ``state`` counts hidden states: 0 is the embedding output, l the output of the l-th layer.
    Rows are tokens of ``trace``, columns those of ``other`` (or of ``trace`` itself).
    """
    columns = trace if other is None else other
    rows = trace.hidden[state][token_indices(trace, specials=specials)]  # (N, D)
    return cosine_matrix(rows, columns.hidden[state][token_indices(columns, specials=specials)])


def token_cosine(trace: Trace, a: int, b: int, other: Trace | None = None) -> np.ndarray:
    """Cosine of token ``a`` with token ``b`` (of ``other``) at every state. Returns (L+1,)."""
    left = unit_rows(trace.hidden[:, a])  # (L+1, D)
    right = unit_rows((trace if other is None else other).hidden[:, b])  # (L+1, D)
    return np.clip((left * right).sum(axis=-1), -1.0, 1.0)
