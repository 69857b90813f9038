"""Similarity of two hidden states, corrected for anisotropy. Plain numpy.

Raw cosines of hidden states mislead: in many layers any two words have a high one (anisotropy,
Ethayarajh 2019), and one to three dimensions may make up most of a cosine (Timkey and van
Schijndel 2021). So: the cosine, the cosine above what unrelated words have, the cosine on
standardised dimensions, distance and dot product; and how much three dimensions contribute.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from explorer.measures.occurrences import Occurrences, baseline_cosine
from explorer.measures.similarity import cosine_matrix, token_indices, unit_rows
from explorer.one_line import OneLine
from explorer.trace import Trace

Measure = Literal["cosine", "above baseline", "z-scored cosine", "Euclidean distance", "dot"]
MEASURES: tuple[Measure, ...] = get_args(Measure)
LIKENESS = frozenset(MEASURES) - {"Euclidean distance"}
"""Measures where a larger value means more similar."""


@dataclass(frozen=True, eq=False, repr=False)
class BaselineStats(OneLine):
    """Mean cosine, mean and spread of word vectors at each state, from a sample of sentences."""

    cosine: np.ndarray  # (L+1,) mean cosine of unrelated words: the anisotropy baseline
    mean: np.ndarray  # (L+1, D) of each dimension
    spread: np.ndarray  # (L+1, D) standard deviation of each dimension
    words: int  # occurrences in the sample
    sentences: int


def baseline_stats(sample: Occurrences) -> BaselineStats:
    """Baseline and the mean and spread of each dimension, from a sample of words."""
    return BaselineStats(
        cosine=baseline_cosine(sample),
        mean=sample.states.mean(axis=1),
        spread=sample.states.std(axis=1),
        words=len(sample.words),
        sentences=len(np.unique(sample.sentence)),
    )


def compare(
    a: np.ndarray, b: np.ndarray, measure: Measure, state: int, known: BaselineStats
) -> np.ndarray:
    """All rows of ``a`` with all rows of ``b`` at one state. (N, D), (M, D) -> (N, M).

    cosine a.b/(|a||b|); above baseline: that minus the mean cosine of unrelated words
    (Ethayarajh 2019, section 3.4); z-scored: the cosine of (x - mean) / spread per dimension
    (Timkey and van Schijndel 2021); Euclidean distance |a - b|; dot product a.b.
    """
    if measure == "dot":
        return a @ b.T
    if measure == "Euclidean distance":
        return _distances(a, b)
    if measure == "z-scored cosine":
        return cosine_matrix(standardised(a, state, known), standardised(b, state, known))
    raw = cosine_matrix(a, b)
    return raw - known.cosine[state] if measure == "above baseline" else raw


def standardised(vectors: np.ndarray, state: int, known: BaselineStats) -> np.ndarray:
    """(x - mean) / spread per dimension; a dimension that never varies becomes 0. (..., D)."""
    spread = known.spread[state]  # (D,)
    steady = spread <= 1e-6
    scaled = (vectors - known.mean[state]) / np.where(steady, 1.0, spread)
    return np.where(steady, 0.0, scaled)


def token_matrix(
    trace: Trace,
    state: int,
    measure: Measure,
    known: BaselineStats,
    other: Trace | None = None,
    *,
    specials: bool = True,
) -> np.ndarray:
    """Every token of ``trace`` with every token of ``other`` (or itself). Returns (N, M)."""
    columns = trace if other is None else other
    rows = trace.hidden[state][token_indices(trace, specials=specials)]  # (N, D)
    against = columns.hidden[state][token_indices(columns, specials=specials)]  # (M, D)
    return compare(rows, against, measure, state, known)


def token_shares(
    trace: Trace, state: int, other: Trace | None = None, *, specials: bool = True
) -> np.ndarray:
    """``top_share`` of every token with every token, three dimensions each. Returns (N, M)."""
    columns = trace if other is None else other
    rows = trace.hidden[state][token_indices(trace, specials=specials)]  # (N, D)
    return top_share(rows, columns.hidden[state][token_indices(columns, specials=specials)])


def curves(left: np.ndarray, right: np.ndarray, known: BaselineStats) -> dict[Measure, np.ndarray]:
    """Every measure for one pair of vectors at every state. (L+1, D) twice; values (L+1,)."""
    return {
        measure: np.array(
            [
                compare(left[state : state + 1], right[state : state + 1], measure, state, known)
                .ravel()[0]
                for state in range(len(left))
            ]
        )
        for measure in MEASURES
    }  # fmt: skip


def top_share(a: np.ndarray, b: np.ndarray, *, top: int = 3) -> np.ndarray:
    """Share of each cosine that its ``top`` largest parts contribute. (N, D), (M, D) -> (N, M).

    cos(a, b) is the sum over dimensions of a_i b_i / (|a||b|) (Timkey and van Schijndel 2021);
    the parts of largest size are added and divided by the cosine. Over 1 when the others cancel;
    not a number where the cosine is below 0.05 in size, because a share of nothing means nothing.
    """
    left, right = unit_rows(a), unit_rows(b)  # (N, D), (M, D)
    largest = np.stack([_largest_sum(row * right, top) for row in left])  # (N, M)
    cosine = left @ right.T
    return np.where(np.abs(cosine) < 0.05, np.nan, largest / np.where(cosine, cosine, 1.0))


def _largest_sum(parts: np.ndarray, top: int) -> np.ndarray:
    """Sum of the ``top`` entries of largest size in each row. (M, D) -> (M,)."""
    keep = min(top, parts.shape[1])
    where = np.argpartition(np.abs(parts), -keep, axis=1)[:, -keep:]  # (M, top)
    return np.take_along_axis(parts, where, axis=1).sum(axis=1)


@dataclass(frozen=True)
class Contribution:
    """What one dimension adds to a cosine."""

    dimension: int  # zero-based
    value: float  # part of the cosine; all dimensions' parts sum to it


def largest_contributions(a: np.ndarray, b: np.ndarray, *, top: int = 3) -> list[Contribution]:
    """The dimensions that move cos(a, b) most, largest size first. Takes (D,) and (D,)."""
    parts = unit_rows(a[None])[0] * unit_rows(b[None])[0]  # (D,)
    order = np.argsort(-np.abs(parts), kind="stable")[:top]
    return [Contribution(int(i), float(parts[i])) for i in order]


def _distances(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """|a_i - b_j|, from differences and not from squares, so that equal rows are exactly 0."""
    return np.stack([np.linalg.norm(row - b, axis=1) for row in a])
