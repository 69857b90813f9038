"""Two runs of texts with the same number of tokens: what changed in attention and in the vectors.

Plain numpy over Traces: used for "masked against unmasked".
"""

from __future__ import annotations

import numpy as np

from explorer.errors import InputError
from explorer.trace import Trace


def state_change(before: Trace, after: Trace) -> np.ndarray:
    """1 - cosine of each token's state before and after. 0 = same direction. Returns (L+1, T)."""
    _same_length(before, after)
    a, b = before.hidden, after.hidden  # (L+1, T, D)
    dots = np.einsum("ltd,ltd->lt", a, b, dtype=np.float64)
    norms = np.linalg.norm(a, axis=-1) * np.linalg.norm(b, axis=-1)  # (L+1, T)
    return np.clip(1 - dots / np.maximum(norms, 1e-12), 0, 2)


def attention_change(before: Trace, after: Trace) -> np.ndarray:
    """How much of each token's attention moved: half the sum of absolute differences.

    Total variation, 0 to 1, averaged over the queries. Returns (L, H).
    """
    _same_length(before, after)
    layers = []
    for layer in range(before.num_layers):
        moved = np.abs(after.attention(layer) - before.attention(layer))  # (H, Q, K)
        layers.append(moved.sum(axis=-1).mean(axis=-1) / 2)
    return np.stack(layers)


def attention_received(trace: Trace, position: int) -> np.ndarray:
    """Attention that one token gets, averaged over the other tokens. Returns (L, H)."""
    others = np.arange(trace.num_tokens) != position
    return np.stack(
        [
            trace.attention(layer)[:, others, position].mean(axis=-1)
            for layer in range(trace.num_layers)
        ]
    )


def _same_length(before: Trace, after: Trace) -> None:
    if before.num_tokens != after.num_tokens:
        raise InputError(
            f"The two texts have {before.num_tokens} and {after.num_tokens} tokens, and can only "
            "be compared token by token when they have equally many: mask by token."
        )
