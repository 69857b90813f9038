"""Value zeroing: how much a token changes when another one's value vector is set to zero.

Mohebbi, Zuidema, Chrupala and Alishahi, 2023 (EACL). Plain numpy.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from explorer.measures.block import Block
from explorer.measures.similarity import unit_rows
from explorer.trace import Trace

ROWS_AT_ONCE = 1024
"""Vectors sent through the feed-forward at a time: large products, little memory."""


def value_zeroing(
    trace: Trace,
    block: Block,
    layer: int,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> np.ndarray:
    """Context-mixing scores of one layer; rows sum to 1. Returns (T, T).

    C_ij = 1 - cos(y_i, y_i without v_j): for each token j its value vectors of all heads are set
    to 0 in this layer only (queries, keys and the other layers stay), the layer's output is
    computed anew through LayerNorms and feed-forward, and compared; then each row is divided by
    its sum (Mohebbi et al., 2023). The feed-forward runs over T x T vectors:
    ``progress(tokens done, tokens in all)`` is called now and then. A row that nothing changes
    stays all 0.
    """
    scores = change_without(trace, block, layer, progress=progress)
    totals = scores.sum(axis=1, keepdims=True)
    return np.divide(scores, totals, out=np.zeros_like(scores), where=totals > 0)


def change_without(
    trace: Trace,
    block: Block,
    layer: int,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> np.ndarray:
    """The scores before rows are divided by their sum: cosine distances, 0 to 2. (T, T)."""
    x, weights = trace.hidden[layer], trace.attention(layer)
    summed = block.attend(x, weights) + x  # (T, D): before the first LayerNorm
    handed = block.transformed(x)  # (H, T, D)
    whole = unit_rows(block.finish(summed))  # (T, D)
    count = trace.num_tokens
    scores = np.zeros((count, count), np.float32)
    width = max(1, ROWS_AT_ONCE // count)
    for start in range(0, count, width):
        keys = slice(start, min(start + width, count))
        # Without v_j every token i lacks exactly sum_h alpha_ij f_h(x_j).
        missing = np.einsum("hik,hkd->kid", weights[:, :, keys], handed[:, keys], optimize=True)
        without = unit_rows(block.finish(summed - missing))  # (keys, T, D)
        # 1 - cos as half the squared distance: 1 minus almost 1 would leave only rounding.
        apart = without - whole  # (keys, T, D)
        scores[:, keys] = 0.5 * np.einsum("kid,kid->ik", apart, apart)
        if progress is not None:
            progress(keys.stop, count)
    return scores
