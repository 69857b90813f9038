"""Many dimensions in two or three: PCA, t-SNE, MDS and clusters. Home of scikit-learn.

PCA keeps as much of the variance as a plane can; t-SNE keeps neighbours and makes up the
distances between groups (van der Maaten and Hinton 2008), so its axes and gaps mean nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from scipy.cluster.hierarchy import fcluster, leaves_list, linkage
from scipy.spatial.distance import squareform
from sklearn.decomposition import PCA
from sklearn.manifold import MDS, TSNE

from explorer.errors import InputError
from explorer.one_line import OneLine

Method = Literal["PCA", "t-SNE"]
MOST_TSNE = 3000
"""Points beyond which t-SNE takes minutes on two cores."""

QUICK_TSNE = 300
"""Points up to which t-SNE takes about a second."""


@dataclass(frozen=True, eq=False, repr=False)
class Projected(OneLine):
    """Points in two or three dimensions, and how much of the variance they keep."""

    points: np.ndarray  # (..., k)
    explained: tuple[float, ...]  # share of the variance per axis; empty for t-SNE
    method: Method


def project(
    vectors: np.ndarray, *, dimensions: int = 2, method: Method = "PCA", seed: int = 0
) -> Projected:
    """One projection fitted on all rows together. (..., D) -> points (..., k).

    Leading axes are kept: hidden states (L+1, T, D) give a film in which every state is seen
    through the same window. Raises InputError when there are too many points for t-SNE.
    """
    rows = vectors.reshape(-1, vectors.shape[-1]).astype(np.float64)  # (N, D)
    points, explained = _pca(rows, dimensions)
    if method == "t-SNE":
        points, explained = _tsne(rows, dimensions, seed), ()
    return Projected(points.reshape(*vectors.shape[:-1], dimensions), explained, method)


def film(
    states: Sequence[np.ndarray], *, dimensions: int = 2, method: Method = "PCA", seed: int = 0
) -> tuple[list[np.ndarray], Projected]:
    """One projection for the hidden states of one or more texts, all layers in one fit.

    Takes arrays (L+1, T, D); returns each text's points (L+1, T, k) and the whole.
    """
    together = np.concatenate(list(states), axis=1)  # (L+1, T of all, D)
    whole = project(together, dimensions=dimensions, method=method, seed=seed)
    cuts = np.cumsum([one.shape[1] for one in states])[:-1]
    return np.split(whole.points, cuts, axis=1), whole


def _pca(rows: np.ndarray, dimensions: int) -> tuple[np.ndarray, tuple[float, ...]]:
    """Principal components; missing ones (too few or equal rows) are 0."""
    points = np.zeros((len(rows), dimensions))
    explained = np.zeros(dimensions)
    keep = min(dimensions, *rows.shape)
    # Variance that is only rounding would be blown up into a picture of noise.
    if len(rows) > 1 and rows.var(axis=0).sum() > 1e-10 * max(1.0, float((rows**2).mean())):
        tall = len(rows) > rows.shape[1]
        pca = PCA(keep, svd_solver="covariance_eigh" if tall else "full")
        points[:, :keep] = pca.fit_transform(rows)
        explained[:keep] = pca.explained_variance_ratio_
    return points, tuple(float(share) for share in explained)


def _tsne(rows: np.ndarray, dimensions: int, seed: int) -> np.ndarray:
    if len(rows) > MOST_TSNE:
        raise InputError(
            f"t-SNE of {len(rows):,} points takes too long (at most {MOST_TSNE:,}): choose PCA, or "
            "give less text."
        )
    if len(rows) < 4 or rows.var(axis=0).sum() == 0:
        return _pca(rows, dimensions)[0]  # nothing to untangle
    start = _pca(rows, dimensions)[0]
    start = start / max(float(start[:, 0].std()), 1e-12) * 1e-4  # as van der Maaten advises
    perplexity = min(30.0, (len(rows) - 1) / 3)
    init: Any = start
    model = TSNE(dimensions, perplexity=perplexity, init=init, random_state=seed, n_jobs=1)
    return model.fit_transform(rows)


def cluster_order(similarity: np.ndarray) -> np.ndarray:
    """Rows in the order of a tree that joins the most similar first. (N, N) -> (N,) int.

    Average linkage on 1 - similarity, the order of its leaves.
    """
    if len(similarity) < 3:
        return np.arange(len(similarity))
    distances = 1.0 - (similarity + similarity.T) / 2
    np.fill_diagonal(distances, 0.0)
    condensed = squareform(np.maximum(distances, 0.0), checks=False)
    return leaves_list(linkage(condensed, "average")).astype(np.int64)


def mds(distances: np.ndarray, *, seed: int = 0) -> np.ndarray:
    """Points in a plane whose distances are as near to the given ones as can be. (N, N) -> (N, 2).

    Metric multidimensional scaling (Kruskal, 1964) by SMACOF, begun at the classical solution, so
    the same distances always give the same map. Directions and axes mean nothing.
    """
    if len(distances) < 3:
        return np.array([[0.0, 0.0], [float(distances.max(initial=0)), 0.0]])[: len(distances)]
    if not distances.any():
        return np.zeros((len(distances), 2))  # all in one place: nothing to fit
    model = MDS(
        2,
        metric="precomputed",
        n_init=1,
        init="classical_mds",
        max_iter=100,  # from the classical solution on, the rest is fine tuning
        random_state=seed,
        normalized_stress="auto",  # the plain stress: the fit is metric
    )
    return np.asarray(model.fit_transform(distances))


def clusters(distances: np.ndarray, count: int) -> np.ndarray:
    """Groups of points by average linkage, numbered by size, largest first. (N, N) -> (N,) int.

    >>> places = np.array([0.0, 1.0, 9.0])
    >>> clusters(np.abs(places[:, None] - places), 2)
    array([0, 0, 1])
    """
    if len(distances) <= 1:
        return np.zeros(len(distances), np.int64)
    condensed = squareform(np.maximum(distances, 0.0), checks=False)
    found = fcluster(linkage(condensed, "average"), min(count, len(distances)), "maxclust")
    groups, sizes = np.unique(found, return_counts=True)
    order = {group: place for place, group in enumerate(groups[np.argsort(-sizes, kind="stable")])}
    return np.array([order[group] for group in found], np.int64)
