"""ALTI: how near each token's part alone comes to what the attention block makes. Plain numpy.

Ferrando, Gállego and Costa-jussà, 2022 (EMNLP): "Measuring the Mixing of Contextual Information
in the Transformer".
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from explorer.measures.attention_parts import attention_parts, shares
from explorer.measures.block import Block
from explorer.measures.rollout import rolled
from explorer.trace import Trace


def alti_layer(trace: Trace, block: Block, layer: int) -> np.ndarray:
    """Contributions of token j to token i in one attention block; rows sum to 1. (Q, K).

    c_ij = max(0, ||y_i||_1 - ||y_i - T_i(x_j)||_1), then each row over its sum, where
    T_i(x_j) is token j's part of y_i with residual and LayerNorm and ``||.||_1`` the sum of
    absolute numbers. A row to which no part comes near is 1 on its own token.
    """
    found = np.zeros((trace.num_tokens,) * 2, np.float32)
    for rows, parts, states in attention_parts(trace, block, layer):
        away = np.abs(states[:, None] - parts).sum(axis=-1)  # (R, K)
        found[rows] = np.maximum(0, np.abs(states).sum(axis=-1)[:, None] - away)
    nothing = ~found.any(axis=1)
    found[nothing, nothing] = 1  # on the diagonal
    return shares(found)


def alti(trace: Trace, blocks: Sequence[Block]) -> np.ndarray:
    """The layers' contributions followed down to the input: C_l ... C_1. Rows sum to 1. (L, T, T).

    The residual connection is in each C already, so no share of it is assumed.
    """
    steps = [alti_layer(trace, block, layer) for layer, block in enumerate(blocks)]
    return rolled(np.stack(steps))
