"""Hand-made traces whose hidden states are given: for tests that need no model."""

import numpy as np

from explorer.catalog import ModelSpec
from explorer.text import TextInput
from explorer.trace import EmbeddingPart, EmbeddingSum, Trace, WeightsLayer


def states_trace(text, hidden, *, static=None):
    """A Trace of space-separated words, [CLS] before and [SEP] after. ``hidden`` is (L+1, T, D).

    A word "play|ing" becomes the two pieces "play" and "##ing".
    """
    typed = text.replace("|", "")
    tokens, word, offsets, at = ["[CLS]"], [-1], [(0, 0)], 0
    for number, chunk in enumerate(text.split(" ")):
        for place, piece in enumerate(chunk.split("|")):
            tokens.append(("##" if place else "") + piece)
            word.append(number)
            offsets.append((at, at + len(piece)))
            at += len(piece)
        at += 1
    tokens, word, offsets = [*tokens, "[SEP]"], [*word, -1], [*offsets, (0, 0)]
    count = len(tokens)
    hidden = np.asarray(hidden, np.float32)
    rows = np.asarray(hidden[0] if static is None else static, np.float32).copy()
    special = np.array(word) < 0
    return Trace(
        spec=ModelSpec("made-by-hand", "made by hand", "folder"),
        input=TextInput(typed),
        tokens=tuple(tokens),
        labels=tuple(tokens),
        ids=np.arange(count),
        segment=np.zeros(count, np.int64),
        side=np.zeros(count, np.int64),
        special=special,
        word=np.array(word),
        offsets=np.array(offsets),
        hidden=hidden,
        layers=tuple(
            WeightsLayer(np.eye(count, dtype=np.float32)[None]) for _ in range(len(hidden) - 1)
        ),
        embedding=EmbeddingSum((EmbeddingPart("word", "words", np.arange(count), rows),), ()),
    )


def random_states_trace(text, *, states=3, width=8, seed=0):
    """The same with random hidden states."""
    count = len(text.replace("|", " ").split(" ")) + 2
    numbers = np.random.default_rng(seed).normal(size=(states, count, width))
    return states_trace(text, numbers)
