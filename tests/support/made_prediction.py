"""Predictions made by hand, for the numbers of the tasks: no torch, no model."""

import numpy as np

from explorer.catalog import ModelSpec
from explorer.prediction import Prediction
from explorer.text import TextInput
from explorer.trace import CapturedLayer, EmbeddingPart, EmbeddingSum, Trace

LAYERS, HEADS, WIDTH = 2, 2, 4


def trace(text: str, pair: str | None = None, *, pieces: int = 0, seed: int = 0) -> Trace:
    """[CLS] words [SEP] (words [SEP]): words split at spaces, and into pieces of ``pieces``."""
    rng = np.random.default_rng(seed)
    rows = [("[CLS]", 0, True, -1, (0, 0))]
    number = 0
    for side, part in enumerate([text] if pair is None else [text, pair]):
        at = 0
        for word in part.split(" "):
            for start in range(0, len(word), pieces or len(word)):
                piece = word[start : start + (pieces or len(word))]
                name = piece if start == 0 else f"##{piece}"
                rows.append((name, side, False, number, (at + start, at + start + len(piece))))
            at += len(word) + 1
            number += 1
        rows.append(("[SEP]", side, True, -1, (0, 0)))
    tokens, side, special, word, offsets = zip(*rows, strict=True)
    count = len(tokens)
    vectors = rng.normal(size=(LAYERS + 1, count, WIDTH)).astype(np.float32)
    layer = CapturedLayer(
        *(rng.normal(size=(HEADS, count, 2)).astype(np.float32) for _ in range(3)),
        scale=0.7,
        mask=np.zeros((1, 1, 1), np.float32),
    )
    part = EmbeddingPart("word", "embeddings.word", np.arange(count), vectors[0])
    return Trace(
        spec=ModelSpec("made", "made", "folder"),
        input=TextInput(text, pair),
        tokens=tokens,
        labels=tokens,
        ids=np.arange(count),
        segment=np.array(side),
        side=np.array(side),
        special=np.array(special),
        word=np.array(word),
        offsets=np.array(offsets),
        hidden=vectors,
        layers=(layer,) * LAYERS,
        embedding=EmbeddingSum((part,), ()),
    )


def prediction(task, logits, labels, text="a b c", pair=None, **options) -> Prediction:
    """Logits as given, over a text of words."""
    pieces = options.pop("pieces", 0)
    logits = np.asarray(logits, np.float64)
    positions = options.pop("positions", np.arange(len(logits) if logits.ndim == 2 else 0))
    made = trace(text, pair, pieces=pieces)
    return Prediction(task, made, logits, tuple(labels), np.asarray(positions), **options)
