"""What each token hands to each token in one attention block, as vectors, some rows at a time.

The residual connection and the linear part of the LayerNorm behind it are counted. Plain numpy.
R tokens that take in, K tokens taken in, D hidden width.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from explorer.measures.block import Block
from explorer.trace import LayerNorm, Trace

BYTES_AT_ONCE = 32 * 10**6
"""Vectors (R, K, D) that are alive at once; all rows of 512 tokens would be 400 MB."""


def attention_parts(
    trace: Trace, block: Block, layer: int
) -> Iterator[tuple[slice, np.ndarray, np.ndarray]]:
    """Rows of tokens, their parts (R, K, D), and the states (R, D) that the parts make up.

    Part [i, j] is LN1(sum_h alpha_ij f_h(x_j) + [i = j] x_i) with LN1's deviation that of the
    whole sum and without its bias (Kobayashi et al., 2021, EMNLP). The state is the sum of the
    parts, of b_O through LN1 and of LN1's bias. Where the LayerNorms stand before the attention
    (``norm_first``) the parts are taken as they are added.
    """
    x, weights = trace.hidden[layer], trace.attention(layer)
    handed = block.transformed(x)  # (H, K, D)
    whole = block.attend(x, weights) + x  # (Q, D)
    states = whole if block.norm_first else block.attention_norm(whole)
    step = max(1, BYTES_AT_ONCE // (4 * handed[0].size))
    for start in range(0, len(x), step):
        rows = slice(start, min(start + step, len(x)))
        parts = np.einsum("hrk,hkd->rkd", weights[:, rows], handed, optimize=True)
        parts[np.arange(len(parts)), np.arange(len(x))[rows]] += x[rows]
        if not block.norm_first:
            parts = scaled(parts, whole[rows], block.attention_norm)
        yield rows, parts, states[rows]


def scaled(parts: np.ndarray, whole: np.ndarray, norm: LayerNorm) -> np.ndarray:
    """A LayerNorm's linear part: centred, times gamma, over the whole's deviation. (R, K, D) kept.

    ``whole`` (R, D) is what the LayerNorm was given.
    """
    spread = np.sqrt(whole.var(axis=-1) + norm.epsilon)  # (R,)
    return (parts - parts.mean(axis=-1, keepdims=True)) * (norm.weight / spread[:, None, None])


def shares(values: np.ndarray) -> np.ndarray:
    """Rows divided by their sum; a row of zeros stays. (..., Q, K) kept."""
    totals = values.sum(axis=-1, keepdims=True)
    return np.divide(values, totals, out=np.zeros_like(values), where=totals > 0)
