"""A network of one layer whose every number can be worked out on paper."""

import numpy as np
from support.traces import make_trace

from explorer.measures.block import Block
from explorer.measures.split_head import Chain, Linear, Read, SplitHead
from explorer.trace import LayerNorm, Projection

SAME = np.eye(2, dtype=np.float32)
NOTHING = np.zeros(2, np.float32)


def network(value_bias=0.0):
    """One layer that hands values on, no feed-forward, norms that divide by the deviation.

    Tokens (1, -1) and (3, -3); the first attends to both alike, the second to itself. Their sums
    are (3, -3) and (6, -6), so both states are (1, -1): of the first, 1.5 / 3 comes from each
    token. The head reads twice the first number of the first token, and adds 0.25.
    """
    bias = np.array([value_bias, -value_bias], np.float32)
    norm = LayerNorm(np.ones(2, np.float32), NOTHING, 0.0)
    empty = Projection(np.zeros((2, 2), np.float32), NOTHING)
    block = Block(
        heads=1, value=Projection(SAME, bias), output=Projection(SAME, NOTHING),
        attention_norm=norm, inner=empty, activation=lambda z: z, outer=empty, output_norm=norm,
    )  # fmt: skip
    weights = np.array([[[[0.5, 0.5], [0.0, 1.0]]]])
    states = np.array([[[1, -1], [3, -3]], [[1, -1], [1, -1]]], np.float32)
    trace = make_trace(("good", "not"), weights=weights, hidden=states)
    leave = Projection(np.array([[2, 0], [0, 0]], np.float32), np.array([0.25, 0], np.float32))
    chain = Chain(Read(np.eye(1, 2, dtype=np.float32)), (Linear(leave),), np.zeros(1, int))
    return trace, (block,), SplitHead((chain,), NOTHING)
