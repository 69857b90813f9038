"""Hand-made Traces for the tests of the attention view: random numbers, any size, no torch."""

import numpy as np

from explorer.catalog import ModelSpec
from explorer.text import TextInput
from explorer.trace import BLOCKED, CapturedLayer, EmbeddingSum, Trace, WeightsLayer, softmax

HOSTILE = (
    "</script><b>x",
    '<img src=x onerror="document.title=1">',
    "\"'`${1}",
    "\ufffd",
    "w" * 500,
)


def make_trace(
    labels=("[CLS]", "the", "cat", "##s", "[SEP]"),
    *,
    layers=2,
    heads=3,
    second_from=None,
    causal=False,
    weights_only=False,
    width=4,
    seed=0,
):
    """A Trace over ``labels``; tokens in square brackets are special, ## continues a word."""
    random = np.random.default_rng(seed)
    count = len(labels)
    special = np.array([label.startswith("[") for label in labels])
    begins = np.array([not label.startswith("##") for label in labels]) & ~special
    side = np.zeros(count, np.int64)
    if second_from is not None:
        side[second_from:] = 1
    mask = np.triu(np.full((1, count, count), BLOCKED if causal else 0, np.float32), 1)
    make = _weights if weights_only else _captured
    words, offsets = _written(labels, special, side)
    return Trace(
        spec=ModelSpec("tiny/model", "tiny", "hub", revision="abc123"),
        input=TextInput(words[0], words[1] or None),
        tokens=tuple(labels),
        labels=tuple(labels),
        ids=np.arange(count),
        segment=side.copy(),
        side=side,
        special=special,
        word=np.where(special, -1, np.cumsum(begins) - 1),
        offsets=offsets,
        hidden=random.standard_normal((layers + 1, count, heads * width)).astype(np.float32),
        layers=tuple(make(random, (heads, count, width), mask) for _ in range(layers)),
        embedding=EmbeddingSum((), ()),
    )


def _written(labels, special, side):
    """The two texts that these tokens are cut from, and where in them each token stands."""
    words, offsets = ["", ""], np.zeros((len(labels), 2), np.int64)
    for place, label in enumerate(labels):
        if special[place]:
            continue
        text = words[side[place]]
        text += "" if label.startswith("##") or not text else " "
        piece = label.removeprefix("##")
        offsets[place] = len(text), len(text) + len(piece)
        words[side[place]] = text + piece
    return [words[0] or "x", words[1]], offsets


def _captured(random, shape, mask):
    query, key, value = random.standard_normal((3, *shape)).astype(np.float32) * 1.5
    return CapturedLayer(query, key, value, float(shape[-1] ** -0.5), mask.copy())


def _weights(random, shape, mask):
    heads, count, _ = shape
    scores = random.standard_normal((heads, count, count)).astype(np.float32) * 2
    return WeightsLayer(softmax(scores + mask))
