"""What each dimension adds to a score."""

import numpy as np
from support.traces import make_trace

from explorer.measures.neuron import score_parts


def test_parts_add_up_to_the_scores():
    trace = make_trace()
    parts = score_parts(trace, 0, 2, 3)
    captured = trace.captured(0)
    assert parts.shape == captured.key[2].shape
    unmasked = captured.query[2, 3] @ captured.key[2].T * captured.scale
    assert np.allclose(parts.sum(axis=1), unmasked, atol=1e-5)
