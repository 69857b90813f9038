"""Traces made from attention weights alone, for tests that know the answer. No torch."""

import numpy as np

from explorer.catalog import ModelSpec
from explorer.text import TextInput
from explorer.trace import EmbeddingSum, Trace, WeightsLayer


def trace_of(weights, labels=None, *, second_from=None, hidden=None, name="hand-made"):
    """A Trace with these weights (L, H, T, T); "[...]" is special, "##" continues a word."""
    weights = np.array(weights, np.float32)
    layers, _, count, _ = weights.shape
    labels = tuple(labels or [f"w{i}" for i in range(count)])
    special = np.array([label.startswith("[") for label in labels])
    begins = np.array([not label.startswith("##") for label in labels]) & ~special
    side = np.zeros(count, np.int64)
    if second_from is not None:
        side[second_from:] = 1
    vocabulary = {label: number for number, label in enumerate(dict.fromkeys(labels))}
    if hidden is None:
        hidden = np.zeros((layers + 1, count, 4), np.float32)
    return Trace(
        spec=ModelSpec("test/" + name, name, "hub"),
        input=TextInput(" ".join(labels), "pair" if second_from is not None else None),
        tokens=labels,
        labels=labels,
        ids=np.array([vocabulary[label] for label in labels]),
        segment=side.copy(),
        side=side,
        special=special,
        word=np.where(special, -1, np.cumsum(begins) - 1),
        offsets=np.zeros((count, 2), np.int64),
        hidden=np.asarray(hidden, np.float32),
        layers=tuple(WeightsLayer(layer) for layer in weights),
        embedding=EmbeddingSum((), ()),
    )


def random_weights(layers, heads, tokens, *, seed=0, sharp=2.0):
    """Row-stochastic random weights. (L, H, T, T)"""
    scores = np.random.default_rng(seed).standard_normal((layers, heads, tokens, tokens)) * sharp
    weights = np.exp(scores - scores.max(-1, keepdims=True))
    return (weights / weights.sum(-1, keepdims=True)).astype(np.float32)


def shift(tokens, offset):
    """A head that looks ``offset`` places on; tokens at the edge look at themselves. (T, T)"""
    found = np.zeros((tokens, tokens), np.float32)
    for i in range(tokens):
        j = i + offset
        found[i, j if 0 <= j < tokens else i] = 1
    return found
