"""Senses of a word: its occurrences as a map, parted into groups by the cosine of their vectors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explorer.errors import InputError
from explorer.measures.word_in_context import Occurrence, cosines
from explorer.one_line import OneLine

LEAST = 4
"""Occurrences below which two groups say nothing."""


@dataclass(frozen=True, eq=False, repr=False)
class SenseMap(OneLine):
    """The occurrences of a word at one hidden state, N of them, in two groups."""

    state: int
    points: np.ndarray  # (N, 2): near means a high cosine; directions mean nothing
    groups: np.ndarray  # (N,) 0 or 1, the larger group first
    within: float  # mean cosine of two occurrences of one group
    between: float  # mean cosine of two of different groups
    silhouette: float  # -1 to 1: how clearly the groups part (Rousseeuw, 1987)


def sense_map(found: Sequence[Occurrence], state: int) -> SenseMap:
    """Two groups by average linkage on 1 - cosine, and the plane that keeps most of it.

    Raises InputError for fewer than four occurrences.
    """
    if len(found) < LEAST:
        raise InputError(
            f"The word stands in {len(found)} places; a map needs {LEAST}: add sentences with it."
        )
    cosine = _symmetric(cosines(found)[state])  # (N, N)
    groups = two_groups(1 - cosine)
    same = groups[:, None] == groups
    apart = ~np.eye(len(found), dtype=bool)
    return SenseMap(
        state,
        classical_scaling(1 - cosine),
        groups,
        _mean(cosine[same & apart]),
        _mean(cosine[~same]),
        silhouette(1 - cosine, groups),
    )


def telling_state(found: Sequence[Occurrence]) -> int:
    """The state after a layer at which the two groups part most clearly; 1 if there are too few.

    The embeddings are left out: there nothing but the place in the sentence differs.
    """
    if len(found) < LEAST:
        return 1
    states = range(1, len(found[0].states))
    clear = [sense_map(found, state).silhouette for state in states]
    return 1 + int(np.argmax(clear))


def two_groups(distances: np.ndarray) -> np.ndarray:
    """Points in two groups by average linkage, the larger first. (N, N) -> (N,) 0 or 1.

    The two groups with the smallest mean distance are joined until two are left: for a few dozen
    points, without scikit-learn. Equally large ones go by their first point.

    >>> places = np.array([0.0, 1.0, 9.0])
    >>> two_groups(np.abs(places[:, None] - places))
    array([0, 0, 1])
    """
    groups = [[place] for place in range(len(distances))]
    while len(groups) > 2:
        between = np.array(
            [[distances[np.ix_(one, other)].mean() for other in groups] for one in groups]
        )
        np.fill_diagonal(between, np.inf)
        first, second = sorted(np.unravel_index(int(between.argmin()), between.shape))
        groups[first] += groups.pop(second)
    groups.sort(key=lambda members: (-len(members), min(members)))
    return np.array([int(place not in groups[0]) for place in range(len(distances))])


def classical_scaling(distances: np.ndarray) -> np.ndarray:
    """Points in a plane by classical scaling (Torgerson, 1952) of squared distances.

    (N, N) -> (N, 2). 1 - cosine is half the squared distance of two vectors of length 1, so this
    is a PCA of the vectors' directions. The first point never lies left of or below the middle.
    """
    count = len(distances)
    centre = np.eye(count) - 1 / count
    values, vectors = np.linalg.eigh(-centre @ distances @ centre)
    points = vectors[:, ::-1][:, :2] * np.sqrt(np.maximum(values[::-1][:2], 0))
    return points * np.where(points[0] < 0, -1, 1)


def silhouette(distances: np.ndarray, groups: np.ndarray) -> float:
    """Mean of (b - a) / max(a, b) over all points (Rousseeuw, 1987), -1 to 1.

    ``a`` is a point's mean distance to its own group, ``b`` to the other one. A point alone in its
    group counts 0. Takes (N, N) and (N,) of two groups.
    """
    scores = np.zeros(len(groups))
    for place, group in enumerate(groups):
        own = groups == group
        own[place] = False
        if own.any() and (groups != group).any():
            a, b = distances[place, own].mean(), distances[place, groups != group].mean()
            scores[place] = (b - a) / max(a, b, 1e-12)
    return float(scores.mean())


def _symmetric(cosine: np.ndarray) -> np.ndarray:
    """Cosines without rounding: symmetric, 1 with itself, none above 1."""
    clean = np.minimum((cosine + cosine.T) / 2, 1.0).astype(np.float64)
    np.fill_diagonal(clean, 1.0)
    return clean


def _mean(values: np.ndarray) -> float:
    return float(values.mean()) if values.size else float("nan")
