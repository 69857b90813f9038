"""A layer whose numbers can be worked out on paper: it hands on what it is given."""

import numpy as np

from explorer.measures.block import Block
from explorer.trace import LayerNorm, Projection


def plain_block(width: int, *, inner: float = 0.0) -> Block:
    """One head; values and output as they are, no biases, LayerNorms with gamma 1 and epsilon 0.

    The feed-forward multiplies by ``inner``: 0 leaves it out.
    """
    eye, zero = np.eye(width, dtype=np.float32), np.zeros(width, np.float32)
    same = Projection(eye, zero, "same")
    norm = LayerNorm(np.ones(width, np.float32), zero, 0.0, "norm")
    scaled = Projection(np.float32(inner) * eye, zero, "scaled")
    return Block(1, same, same, norm, same, lambda z: z, scaled, norm)
