"""Attention between whole words instead of word pieces. Plain numpy.

Attention to a split word is the sum over its pieces, attention from it the mean over its pieces,
so rows still sum to 1 (Clark et al., 2019, section 4.1).
"""

from __future__ import annotations

import numpy as np

from explorer.trace import Trace


def word_numbers(trace: Trace) -> np.ndarray:
    """Which unit each token belongs to: words in reading order, a special token on its own. (T,).

    Units count from 0 in the order in which they begin.
    """
    alone = -1 - np.arange(trace.num_tokens)  # no two special tokens share a number
    unit = np.where(trace.word >= 0, trace.word, alone)
    _, first, inverse = np.unique(unit, return_index=True, return_inverse=True)
    return np.argsort(np.argsort(first))[inverse]


def merged(weights: np.ndarray, numbers: np.ndarray) -> np.ndarray:
    """Weights between units instead of tokens. (..., T, T), (T,) -> (..., W, W)."""
    units = np.arange(numbers.max() + 1)
    pieces = (numbers[None, :] == units[:, None]).astype(np.float32)  # (W, T)
    mean = pieces / pieces.sum(axis=1, keepdims=True)  # (W, T)
    return mean @ weights @ pieces.T


def word_labels(trace: Trace) -> tuple[str, ...]:
    """A readable name for each unit: its pieces put together. Length W."""
    numbers = word_numbers(trace)
    found = [""] * (int(numbers.max()) + 1)
    for number, label in zip(numbers.tolist(), trace.labels, strict=True):
        found[number] += label.removeprefix("##") if found[number] else label
    return tuple(found)
