"""Value zeroing in float32: small changes are not lost in rounding."""

import numpy as np
from support.traces import make_trace

from explorer.measures.value_zeroing import change_without


class Still:
    """A block in which each token hands on almost nothing: states barely turn."""

    def attend(self, x, weights):
        """(T, D)."""
        return np.einsum("hqk,hkd->qd", weights, self.transformed(x))

    def transformed(self, x):
        """(H, T, D): a turn of a ten-thousandth."""
        turned = np.roll(x, 1, axis=-1)
        return (1e-4 * turned)[None].astype(np.float32)

    def finish(self, summed):
        """Nothing more."""
        return summed.astype(np.float32)


def test_changes_far_below_float32s_rounding_of_one_are_measured():
    rng = np.random.default_rng(0)
    hidden = rng.standard_normal((2, 5, 64)).astype(np.float32)
    weights = np.full((1, 1, 5, 5), 0.2, np.float32)
    trace = make_trace(weights=weights, hidden=hidden)
    found = change_without(trace, Still(), 0)
    x = hidden[0].astype(np.float64)
    handed = 1e-4 * np.roll(x, 1, axis=-1)
    whole = x + 0.2 * handed.sum(axis=0)
    for j in range(5):
        without = whole - 0.2 * handed[j]
        cosine = (whole * without).sum(-1) / (
            np.linalg.norm(whole, axis=-1) * np.linalg.norm(without, axis=-1)
        )
        assert (1 - cosine < 1e-9).all()  # what 1 - cos in float32 would call 0
        np.testing.assert_allclose(found[:, j], 1 - cosine, rtol=0.02)
