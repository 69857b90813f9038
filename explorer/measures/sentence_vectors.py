"""Sentence vectors compared: matrix, nearest pairs, and how pooling makes one vector of many.

Plain numpy. The vectors come from explorer.engine.batch.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from explorer.measures.similarity import cosine_matrix, unit_rows

Pooling = Literal["mean", "first token", "pooler", "max", "recipe"]
"""Ways of making one vector of a sentence; "recipe" is the one that a model's publisher gives."""

POOLINGS: tuple[Pooling, ...] = get_args(Pooling)
LABELS: dict[Pooling, str] = {
    "mean": "mean of all tokens",
    "first token": "first token ([CLS])",
    "pooler": "pooler output",
    "max": "maximum of all tokens",
    "recipe": "publisher's recipe",
}

_BLOCK = 1024


def pool(states: np.ndarray, pooling: Pooling, mask: np.ndarray | None = None) -> np.ndarray:
    """One vector of a sentence's token states. (T, D) and a mask (T,) of real tokens -> (D,).

    Mean pooling as in Sentence-BERT (Reimers and Gurevych 2019): special tokens count, padding
    does not. The pooler needs weights and is applied by the engine.

    >>> states = np.array([[1.0, 0.0], [3.0, 2.0], [9.0, 9.0]])
    >>> pool(states, "mean", np.array([1, 1, 0]))
    array([2., 1.])
    """
    kept = states if mask is None else states[mask.astype(bool)]  # (real T, D)
    if pooling == "mean":
        return kept.mean(axis=0)
    if pooling == "max":
        return kept.max(axis=0)
    if pooling == "first token":
        return kept[0]
    raise ValueError(f"{pooling} needs the model")


def similarity(vectors: np.ndarray) -> np.ndarray:
    """Cosine of every sentence with every other. (N, D) -> (N, N)."""
    return cosine_matrix(vectors, vectors)


@dataclass(frozen=True)
class Pair:
    """Two sentences, by number, and their cosine."""

    first: int
    second: int
    cosine: float


def nearest_pairs(vectors: np.ndarray, *, top: int = 20) -> list[Pair]:
    """The most similar pairs, best first. Takes (N, D); at most (1024, N) numbers at a time."""
    units = unit_rows(vectors).astype(np.float32)  # (N, D)
    best: list[tuple[float, int, int]] = []
    for start in range(0, len(units), _BLOCK):
        block = units[start : start + _BLOCK] @ units.T  # (B, N)
        rows = np.arange(start, start + len(block))[:, None]
        block[rows >= np.arange(len(units))[None, :]] = -np.inf  # each pair once
        flat = block.ravel()
        keep = min(top, flat.size)
        for at in np.argpartition(flat, -keep)[-keep:]:
            if np.isfinite(flat[at]):
                row, column = divmod(int(at), len(units))
                best.append((float(min(flat[at], 1.0)), -(start + row), -column))
        best = heapq.nlargest(top, best)
    return [Pair(-row, -column, cosine) for cosine, row, column in best]
