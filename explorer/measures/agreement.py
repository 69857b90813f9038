"""How far several methods of scoring which token draws on which agree, by rank. Plain numpy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from explorer.measures.similarity import cosine


def ranks(values: np.ndarray) -> np.ndarray:
    """Ranks from 1 along the last axis; equal values share the mean of their ranks. Same shape.

    >>> ranks(np.array([0.7, 0.1, 0.1, 0.2]))
    array([4. , 1.5, 1.5, 3. ])
    """
    from scipy.stats import rankdata  # takes a second to import; one page needs it

    return rankdata(values, axis=-1)


def spearman(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Spearman's rank correlation of each row, -1 to 1; NaN for a row of equal values.

    The correlation of the two rows' ranks. (..., Q, K) twice -> (..., Q).
    """
    a, b = (found - found.mean(axis=-1, keepdims=True) for found in (ranks(first), ranks(second)))
    ordered = a.any(axis=-1) & b.any(axis=-1)  # (..., Q)
    return np.where(ordered, cosine(a, b), np.nan)


def agreement(maps: Mapping[str, np.ndarray]) -> tuple[tuple[str, ...], np.ndarray]:
    """Rank correlation of every two maps, token by token.

    Takes maps (Q, K) by name; returns the names and an array (M, M, Q).
    """
    names = tuple(maps)
    found = np.ones((len(names), len(names), len(next(iter(maps.values())))))
    for i, one in enumerate(names):
        for j, other in enumerate(names):
            if i != j:
                found[i, j] = spearman(maps[one], maps[other])
    return names, found


def disagreement(correlations: np.ndarray) -> np.ndarray:
    """1 - the mean rank correlation over all pairs of maps, for each token. (M, M, Q) -> (Q,).

    0: all methods rank the tokens equally; 1: their ranks are uncorrelated; up to 2: opposite.
    """
    count = len(correlations)
    upper = np.triu_indices(count, 1)
    pairs = correlations[upper]  # (pairs, Q)
    known = ~np.isnan(pairs)
    total = np.where(known, pairs, 0).sum(axis=0)
    return np.where(known.any(axis=0), 1 - total / np.maximum(known.sum(axis=0), 1), np.nan)


def widest_gap(
    maps: Mapping[str, np.ndarray], query: int, labels: Sequence[str]
) -> tuple[str, str, str] | None:
    """The key token on whose rank two methods differ most for one query.

    Returns (token, method that ranks it high, method that ranks it low); None for one token.
    """
    names = tuple(maps)
    placed = np.stack([ranks(maps[name][query]) for name in names])  # (M, K)
    spread = placed.max(axis=0) - placed.min(axis=0)  # (K,)
    if len(spread) < 2 or not spread.any():
        return None
    key = int(spread.argmax())
    return labels[key], names[int(placed[:, key].argmax())], names[int(placed[:, key].argmin())]
