"""GlobEnc: lengths of what is handed over through a layer without its feed-forward, rolled out.

Modarressi, Fayyaz, Yaghoobzadeh and Pilehvar, 2022 (NAACL): "GlobEnc: Quantifying Global Token
Attribution by Incorporating the Whole Encoder Layer in Transformers". Plain numpy.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from explorer.measures.attention_parts import attention_parts, scaled, shares
from explorer.measures.block import Block
from explorer.measures.rollout import rolled
from explorer.trace import Trace


def globenc_layer(trace: Trace, block: Block, layer: int) -> np.ndarray:
    """Length of token j's part of token i's output of a layer; rows sum to 1. (Q, K).

    ``||g2_i(g1_i(sum_h alpha_ij f_h(x_j) + [i = j] x_i))||``: both residual connections and both
    LayerNorms' linear parts g1 and g2. What the feed-forward adds is not split, so it is left out
    of the parts and counts in the deviation by which g2 divides.
    """
    found = np.zeros((trace.num_tokens,) * 2, np.float32)
    for rows, parts, states in attention_parts(trace, block, layer):
        handed = parts
        if not block.norm_first:
            whole = block.fed_forward(states) + states  # (R, D): what the second LayerNorm is given
            handed = scaled(parts, whole, block.output_norm)
        found[rows] = np.linalg.norm(handed, axis=-1)
    return shares(found)


def globenc(trace: Trace, blocks: Sequence[Block]) -> np.ndarray:
    """The layers' shares followed down to the input: N_l ... N_1. Rows sum to 1. (L, T, T)."""
    steps = [globenc_layer(trace, block, layer) for layer, block in enumerate(blocks)]
    return rolled(np.stack(steps))
