"""Where an attention score comes from: the products of query and key, dimension by dimension."""

from __future__ import annotations

import numpy as np

from explorer.trace import Trace


def score_parts(trace: Trace, layer: int, head: int, token: int) -> np.ndarray:
    """What each dimension adds to one query's score with every key. Returns (K, d).

    scale * q_i * k_i, whose sum over i is the score before mask and softmax (Vaswani et al. 2017,
    equation 1). Raises NotCaptured for models that hand out no query and key.
    """
    own = trace.captured(layer).of_head(head)
    return own.query[0, token] * own.key[0] * np.float32(own.scale)  # (K, d)
