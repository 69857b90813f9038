"""Induction: a head that looks for what followed the present token the last time it came.

In "the cat sat; the" such a head attends from the second "the" to "cat", and so lets the model
write "cat" again (Elhage et al., 2021; Olsson et al., 2022). Plain numpy.
Shape letters: H heads, T tokens, Q queries, K keys.
"""

from __future__ import annotations

import numpy as np


def after_earlier(ids: np.ndarray, special: np.ndarray) -> np.ndarray:
    """Which tokens stand right behind an earlier occurrence of each token. (T,) -> (T, T) bool.

    Row = the present token, column = the token that followed it before. Special tokens are left
    out, and a token that follows itself does not count as what followed.

    >>> after_earlier(np.array([7, 8, 7]), np.zeros(3, bool)).astype(int)
    array([[0, 0, 0],
           [0, 0, 0],
           [0, 1, 0]])
    """
    words = ~special
    same = (ids[:, None] == ids[None, :]) & words[:, None] & words[None, :]  # (T, T)
    found = np.zeros_like(same)
    found[:, 1:] = np.tril(same, -1)[:, :-1] & words[1:]
    return found & ~np.eye(len(ids), dtype=bool)


def prefix_matching(weights: np.ndarray, followed: np.ndarray) -> np.ndarray:
    """Share of attention on what followed the same token before. (H, Q, K), (Q, K) -> (H,).

    The mean over the tokens that have come before; ``followed`` is ``after_earlier``'s. NaN where
    no token comes twice. Olsson et al. (2022) take it on random tokens that are repeated.
    """
    rows = int(followed.any(axis=1).sum())
    if not rows:
        return np.full(len(weights), np.nan, np.float32)
    return np.tensordot(weights, followed.astype(np.float32), axes=2) / np.float32(rows)


def copying(raised: np.ndarray) -> np.ndarray:
    """Whether a head raises the very token that it attends to. (H, N, N) -> (H,), from 0 to 1.

    ``raised[h, i, j]`` is what head h adds to the logit of token j, of N different tokens, where
    it attends to token i alone. Each row is taken against its mean and what is below counts as
    nothing; the score is the share of the rest that lies on j = i, and the mean of that over i.
    Chance is about 1/N; after the copying score of Olsson et al. (2022).
    """
    above = np.maximum(raised - raised.mean(axis=-1, keepdims=True), 0)  # (H, N, N)
    own = np.diagonal(above, axis1=1, axis2=2)  # (H, N)
    return (own / np.maximum(above.sum(axis=-1), np.finfo(np.float32).tiny)).mean(axis=-1)
