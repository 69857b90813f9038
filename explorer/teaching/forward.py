"""The heads as the app runs them: numpy only, from a Trace's states to logits.

The same steps as ``explorer.teaching.training.nets``. States come standardised, (T, L+1, D).
"""

from __future__ import annotations

import numpy as np

from explorer.teaching.decode import tag_logits as chained
from explorer.teaching.ops import attend, gelu, layer_norm, linear, mixed, neighbours
from explorer.trace import softmax

Weights = dict[str, np.ndarray]


def tag_logits(weights: Weights, states: np.ndarray, shapes: np.ndarray) -> np.ndarray:
    """Words' states (W, L+1, D) and shapes (W, 7) to logits of tags, (W, C).

    A logit is the score of the best sequence of tags in which the word has that tag.
    """
    x = np.concatenate([mixed(states, weights["mix"]), shapes], axis=1)
    x = gelu(linear(x, weights, "enter"))
    for step in "12":
        near = gelu(linear(neighbours(x), weights, f"window{step}"))
        x = layer_norm(x + near, weights, f"norm{step}")
    return chained(linear(x, weights, "leave"), weights["chain"], weights["start"])


def class_logits(weights: Weights, states: np.ndarray) -> np.ndarray:
    """Tokens' states (T, L+1, D) to logits of the labels, (C,)."""
    x = gelu(linear(mixed(states, weights["mix"]), weights, "enter"))  # (T, C)
    looks = softmax(linear(x, weights, "look").T.copy())  # (looks, T)
    pooled = np.concatenate([(looks @ x).ravel(), x.mean(axis=0)])
    return linear(gelu(linear(pooled, weights, "join")), weights, "leave")


def pair_logits(weights: Weights, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """States of two texts, read apart, to logits of the labels, (C,)."""
    x, y = (gelu(linear(mixed(side, weights["mix"]), weights, "enter")) for side in (first, second))
    pooled = [*_compared(weights, x, y), *_compared(weights, y, x)]
    u, v = first.mean(axis=0), second.mean(axis=0)  # (L+1, D)
    p, q = linear(u[-1], weights, "whole"), linear(v[-1], weights, "whole")
    features = [*pooled, p, q, np.abs(p - q), p * q, 4 * _cosines(u, v)]
    return linear(gelu(linear(np.concatenate(features), weights, "join")), weights, "leave")


def _compared(weights: Weights, x: np.ndarray, y: np.ndarray) -> list[np.ndarray]:
    """Mean and maximum over the rows of x, each compared with its match in y."""
    match = attend(linear(x, weights, "find"), linear(y, weights, "find")) @ y
    both = np.concatenate([x, match, np.abs(x - match), x * match], axis=1)
    z = gelu(linear(both, weights, "compare"))
    return [z.mean(axis=0), z.max(axis=0)]


def _cosines(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Cosine of two vectors in each layer, (L+1, D) twice to (L+1,)."""
    norms = np.linalg.norm(u, axis=1) * np.linalg.norm(v, axis=1)
    return (u * v).sum(axis=1) / np.maximum(norms, 1e-8)


def read_logits(weights: Weights, states: np.ndarray) -> np.ndarray:
    """States (N, L+1, D) of a passage read with its question to logits of start and end, (N, 2)."""
    x = gelu(linear(mixed(states, weights["mix"]), weights, "enter"))
    return linear(x, weights, "leave")


def masked_logits(weights: Weights, states: np.ndarray, words: np.ndarray) -> np.ndarray:
    """States (M, L+1, D) of masked tokens and word embeddings (V, D) to logits, (M, V)."""
    return word_logits(weights, mixed(states, weights["mix"]), words)


def word_logits(weights: Weights, states: np.ndarray, words: np.ndarray) -> np.ndarray:
    """Standardised states (N, D) through dense, LayerNorm and word embeddings, (N, V)."""
    x = layer_norm(gelu(linear(states, weights, "dense")), weights, "norm")
    return x @ words.T + weights["bias"]
