"""Cosine similarity of hidden states, within one text and between two. Plain numpy."""

from __future__ import annotations

import numpy as np

from explorer.trace import Trace


def unit_rows(vectors: np.ndarray) -> np.ndarray:
    """Vectors scaled to length 1, in their own precision. Takes and returns (..., N, D).

    A zero vector stays zero, so its cosine with every vector, itself included, is 0.

    >>> unit_rows(np.array([[3.0, 4.0], [0.0, 0.0]]))
    array([[0.6, 0.8],
           [0. , 0. ]])
    """
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return vectors / np.maximum(lengths, np.finfo(np.float32).tiny)


def cosine(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """cos(a, b) = a . b / (|a| |b|) of vectors side by side. (..., D) twice -> (...), -1 to 1.

    Leading axes broadcast. Computed and returned in float64, so that a vector has cosine exactly 1
    with itself and small changes are not rounding; 0 where either vector is zero.

    >>> cosine(np.array([[1.0, 0.0], [3.0, 4.0]]), np.array([[0.0, 2.0], [6.0, 8.0]]))
    array([0., 1.])
    """
    dots, left, right = (
        np.einsum("...d,...d->...", one, other, dtype=np.float64)
        for one, other in ((a, b), (a, a), (b, b))
    )
    lengths = np.sqrt(left * right)
    return np.clip(dots / np.where(lengths > 0, lengths, 1.0), -1.0, 1.0)


def cosine_distance(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """1 - cos(a, b) of vectors side by side: 0 same direction, 1 right angle, 2 opposite. (...)."""
    return 1.0 - cosine(a, b)


def cosine_matrix(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """cos(a_i, b_j) of all rows, in their own precision. (..., N, D), (..., M, D) -> (..., N, M).

    >>> cosine_matrix(np.eye(2), np.array([[1.0, 0.0], [-2.0, 0.0], [0.0, 0.0]]))
    array([[ 1., -1.,  0.],
           [ 0.,  0.,  0.]])
    """
    return np.clip(unit_rows(a) @ unit_rows(b).swapaxes(-1, -2), -1.0, 1.0)


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
    return cosine(trace.hidden[:, a], (trace if other is None else other).hidden[:, b])
