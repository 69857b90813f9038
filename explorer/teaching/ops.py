"""The arithmetic of a small head, in numpy: a mix of layers, linear maps, windows, attention.

Each function has a twin in torch (``teaching.training.nets``) with the same formula; a test holds
the two together. Shape letters as in ``explorer.trace``; C is the width of a head's own vectors.
"""

from __future__ import annotations

import math

import numpy as np

from explorer.trace import softmax

ROOT = math.sqrt(2 / math.pi)  # a Python float: numpy's own would turn float32 into float64

SPREAD = 1e-5
"""Added to a standard deviation before dividing by it."""


def standardised(states: np.ndarray) -> np.ndarray:
    """Each vector of (..., D) with mean 0 and standard deviation 1.

    Layers differ in scale; without this the mix weights would say how large a layer's numbers
    are, not how useful it is.
    """
    centred = states - states.mean(axis=-1, keepdims=True)
    return centred / (centred.std(axis=-1, keepdims=True) + SPREAD)


def mix_weights(logits: np.ndarray) -> np.ndarray:
    """Weights of the body's states, softmax of (L+1,); they sum to 1 (Tenney et al., 2019)."""
    return softmax(logits.astype(np.float32))


def mixed(states: np.ndarray, logits: np.ndarray) -> np.ndarray:
    """Weighted sum of standardised states (N, L+1, D), standardised again. Returns (N, D)."""
    return standardised(np.tensordot(states, mix_weights(logits), axes=(1, 0)))


def gelu(x: np.ndarray) -> np.ndarray:
    """x Phi(x) by its tanh formula (Hendrycks and Gimpel, 2016, eq. 2)."""
    return 0.5 * x * (1 + np.tanh(ROOT * (x + 0.044715 * x**3)))


def linear(x: np.ndarray, weights: dict[str, np.ndarray], name: str) -> np.ndarray:
    """x W^T + b with the tensors ``name.weight`` and ``name.bias``."""
    return x @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]


def layer_norm(x: np.ndarray, weights: dict[str, np.ndarray], name: str) -> np.ndarray:
    """LayerNorm over the last axis (Ba et al., 2016), epsilon 1e-5."""
    centred = x - x.mean(axis=-1, keepdims=True)
    scaled = centred / np.sqrt(np.mean(centred * centred, axis=-1, keepdims=True) + 1e-5)
    return scaled * weights[f"{name}.weight"] + weights[f"{name}.bias"]


def neighbours(x: np.ndarray) -> np.ndarray:
    """Each row with the one before and after it, (N, C) to (N, 3C); zeros beyond the ends."""
    padded = np.pad(x, ((1, 1), (0, 0)))  # (N+2, C)
    return np.concatenate([padded[:-2], x, padded[2:]], axis=1)


def attend(query: np.ndarray, key: np.ndarray) -> np.ndarray:
    """Softmax of dot products divided by sqrt(C): (Q, C) and (K, C) to (Q, K)."""
    return softmax(query @ key.T / np.sqrt(np.float32(query.shape[-1])))
