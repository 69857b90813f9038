"""A Trace made by hand, with answers that can be worked out on paper. No torch, no model.

    [CLS] the cat ##s sat [SEP]  the dog ran [SEP]        ("the cats sat" and "the dog ran")

Layer 0: head 0 looks everywhere alike, head 1 at its own token, head 2 at [CLS] only.
Layer 1: heads 0 and 1 look at their own token, head 2 at [CLS] only.

Embedding: word rows are 3 long, position rows 4 long, segment rows 0 (first text) or 12 (second);
all at right angles, so that the sum is 5 or 13 long. hidden[0] is that sum, hidden[1] points one
way for all tokens, hidden[2] points up and down in turn.
"""

import numpy as np

from explorer.catalog import ModelSpec
from explorer.text import TextInput
from explorer.trace import CapturedLayer, EmbeddingPart, EmbeddingSum, Trace, WeightsLayer

PAIR = ("[CLS]", "the", "cat", "##s", "sat", "[SEP]", "the", "dog", "ran", "[SEP]")
SINGLE = PAIR[:6]
NEVER = -1000.0  # a score so low that its softmax is exactly 0 in float32

HOSTILE = (
    "</script><b>bold</b>",
    "$latex^2$",
    "**stars** _lines_ [link](javascript:alert(1))",
    "%{z}",
    "=CMD()",
    "&lt;",
)


def everywhere(count):
    """Uniform attention. (T, T)"""
    return np.full((count, count), 1 / count, np.float32)


def itself(count):
    """Each token at itself. (T, T)"""
    return np.eye(count, dtype=np.float32)


def first(count):
    """Every token at the first one. (T, T)"""
    return np.repeat(np.eye(1, count, dtype=np.float32), count, axis=0)


LAYERS = ((everywhere, itself, first), (itself, itself, first))


def weights(count):
    """The attention of all heads, (L, H, T, T)."""
    return np.stack([np.stack([head(count) for head in layer]) for layer in LAYERS])


def make_trace(tokens=PAIR, *, captured=True, name="hand-made"):
    """The Trace of this module over `tokens`: "[...]" is special, "##" continues a word."""
    count = len(tokens)
    special = np.array([token.startswith("[") and token.endswith("]") for token in tokens])
    side = _sides(tokens)
    ids = _numbered(tokens)
    embedding = _embedding(ids, side)
    typed = [_text(tokens, special, side, part) for part in (0, 1)]
    made = _captured if captured else WeightsLayer
    return Trace(
        spec=ModelSpec(f"test/{name}", name, "hub"),
        input=TextInput(typed[0] or "x", typed[1] or None),
        tokens=tuple(tokens),
        labels=tuple(tokens),
        ids=ids,
        segment=side.copy(),
        side=side,
        special=special,
        word=_words(tokens, special),
        offsets=_offsets(tokens, special, side),
        hidden=_hidden(embedding.total()),
        layers=tuple(made(layer) for layer in weights(count)),
        embedding=embedding,
    )


def hostile_trace():
    """Tokens that are markup, formulas and templates."""
    return make_trace(("[CLS]", *HOSTILE, "[SEP]"), name="<i>model</i>")


def _sides(tokens):
    """0 up to the first [SEP], 1 behind it. (T,)"""
    ends = np.array([token == "[SEP]" for token in tokens])
    return (np.cumsum(ends) - ends).astype(np.int64)


def _numbered(tokens):
    order = {token: number for number, token in enumerate(dict.fromkeys(tokens))}
    return np.array([order[token] for token in tokens])


def _words(tokens, special):
    begins = np.array([not token.startswith("##") for token in tokens]) & ~special
    return np.where(special, -1, np.cumsum(begins) - 1)


def _text(tokens, special, side, part):
    chosen = [t for t, out, where in zip(tokens, special, side, strict=True)
              if not out and where == part]  # fmt: skip
    return " ".join(chosen).replace(" ##", "")


def _offsets(tokens, special, side):
    spans, at, now = [], 0, 0
    for token, out, where in zip(tokens, special, side, strict=True):
        at, now = (0, where) if where != now else (at, now)
        if out:
            spans.append((0, 0))
            continue
        at += bool(at) and not token.startswith("##")
        spans.append((at, at + len(token.removeprefix("##"))))
        at = spans[-1][1]
    return np.array(spans)


def _embedding(ids, side):
    """Rows of three tables at right angles to each other, 3, 4 and 0 or 12 long."""
    count, kinds = len(ids), int(ids.max()) + 1
    places = np.arange(count)
    word, position, segment = np.zeros((3, count, kinds + count + 1), np.float32)
    word[places, ids] = 3
    position[places, kinds + places] = 4
    segment[side == 1, -1] = 12
    return EmbeddingSum(
        (
            EmbeddingPart("word", "embeddings.word_embeddings", ids, word),
            EmbeddingPart("position", "embeddings.position_embeddings", places, position),
            EmbeddingPart("segment", "embeddings.token_type_embeddings", side.copy(), segment),
        ),
        (),
    )


def _hidden(total):
    count, width = total.shape
    one_way = np.outer(np.arange(1, count + 1), np.ones(width))
    up_and_down = one_way * np.where(np.arange(count) % 2, -1, 1)[:, None]
    return np.stack([total, one_way, up_and_down]).astype(np.float32)


def _captured(heads):
    """Query, key, value whose softmax gives these weights of 0, 1 or 1 / T. Takes (H, T, T)."""
    scores = np.where(heads > 0, 0.0, NEVER)  # (H, T, T)
    count = heads.shape[-1]
    keys = np.broadcast_to(np.eye(count), heads.shape)
    values = np.broadcast_to(np.eye(count), heads.shape)
    query, key, value = (np.array(part, np.float32) for part in (scores, keys, values))
    return CapturedLayer(query, key, value, 1.0, np.zeros((1, 1, 1), np.float32))
