"""Traces made by hand, with answers that can be worked out on paper. No torch, no model.

`make_trace()` without options is the readable example that most tests use:

    [CLS] the cat ##s sat [SEP]  the dog ran [SEP]        ("the cats sat" and "the dog ran")

Layer 0: head 0 looks everywhere alike, head 1 at its own token, head 2 at [CLS] only.
Layer 1: heads 0 and 1 look at their own token, head 2 at [CLS] only.

Embedding: word rows are 3 long, position rows 4 long, segment rows 0 (first text) or 12 (second);
all at right angles, so that the sum is 5 or 13 long. hidden[0] is that sum, hidden[1] points one
way for all tokens, hidden[2] points up and down in turn.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from support import cut_text
from support.cut_text import cut

from explorer.catalog import ModelSpec
from explorer.prediction import Prediction
from explorer.text import TextInput
from explorer.trace import (
    BLOCKED,
    CapturedLayer,
    EmbeddingPart,
    EmbeddingSum,
    Trace,
    WeightsLayer,
    softmax_in_place,
)

PAIR = ("[CLS]", "the", "cat", "##s", "sat", "[SEP]", "the", "dog", "ran", "[SEP]")
SINGLE = PAIR[:6]
HOSTILE = (
    "</script><b>bold</b>",
    "$latex^2$",
    "**stars** _lines_ [link](javascript:alert(1))",
    "%{z}",
    "=CMD()",
    "&lt;",
    '<img src=x onerror="document.title=1">',
    "\"'`${1}",
    "\ufffd",
    "w" * 500,
)
NEVER = -1000.0  # a score so low that its softmax is exactly 0 in float32


def make_trace(
    tokens: str | Sequence[str] | None = None,
    *,
    second_from: int | None = None,
    weights: Any = None,
    hidden: Any = None,
    static: Any = None,
    captured: bool = True,
    name: str = "hand-made",
    **random: Any,
) -> Trace:
    """A Trace over `tokens`: "[...]" is special, "##" continues a word; a string is cut up first.

    The second text begins at `second_from`, behind the first [SEP] if nothing is said.

    - Nothing more: the example above, or its heads over other tokens.
    - `seed=0` (`layers=2, heads=3, width=4, causal=False`): random queries, keys, values, states.
      Of these two, `captured=False` leaves the weights alone.
    - `weights` (L, H, T, T): those alone, as of a model that hands out nothing else; zero states;
      its tokens are w0, w1, ... if nothing is said.
    - `hidden` (L+1, T, D): those states, with any of the above or one head that looks at itself.

    `static` (T, E) is the word table: the example has three tables of its own, weights alone have
    none, others take hidden[0] for it.
    """
    tokens = _tokens(tokens, weights)
    columns = cut_text.columns(tokens, second_from)
    embedding = None
    if random:
        layers, states = _random(len(tokens), captured, **random)
    elif weights is not None or hidden is not None:
        layers, states = _given(len(tokens), weights, hidden)
    else:
        embedding = _known_embedding(columns["ids"], columns["side"])
        layers, states = _known(embedding.total(), captured)
    states = np.array(states if hidden is None else hidden, np.float32)  # (L+1, T, D)
    if static is None and (random or hidden is not None):
        static = states[0]
    embedding = embedding or _word_table(static)
    return _trace(tokens, columns, name, hidden=states, layers=layers, embedding=embedding)


def hostile_trace(**options: Any) -> Trace:
    """Tokens that are markup, formulas and templates; options as for make_trace."""
    return make_trace(("[CLS]", *HOSTILE, "[SEP]"), name="<i>model</i>", **options)


def prediction(
    task: Any, logits: Any, labels: Sequence[str], text: str = "a b c", pair: str | None = None,
    *, pieces: int = 0, **options: Any,
) -> Prediction:  # fmt: skip
    """Logits as given, over a text of words; `pieces` cuts words into that many letters each."""
    logits = np.asarray(logits, np.float64)
    positions = options.pop("positions", np.arange(len(logits) if logits.ndim == 2 else 0))
    made = make_trace(cut(text, pair, pieces=pieces), seed=0)
    return Prediction(task, made, logits, tuple(labels), np.asarray(positions), **options)


# ------------------------------------------------------------------ attention that is known


def everywhere(count: int) -> np.ndarray:
    """Uniform attention. (T, T)"""
    return np.full((count, count), 1 / count, np.float32)


def itself(count: int) -> np.ndarray:
    """Each token at itself. (T, T)"""
    return np.eye(count, dtype=np.float32)


def first(count: int) -> np.ndarray:
    """Every token at the first one. (T, T)"""
    return np.repeat(np.eye(1, count, dtype=np.float32), count, axis=0)


def shift(count: int, offset: int) -> np.ndarray:
    """Each token `offset` places on; tokens at the edge at themselves. (T, T)"""
    places = np.arange(count)
    there = places + offset
    return itself(count)[np.where((there >= 0) & (there < count), there, places)]


LAYERS = ((everywhere, itself, first), (itself, itself, first))


def known_weights(count: int) -> np.ndarray:
    """The attention of the example's heads. (L, H, T, T)"""
    return np.stack([np.stack([head(count) for head in layer]) for layer in LAYERS])


def random_weights(
    layers: int, heads: int, count: int, *, seed: int = 0, sharp: float = 2.0
) -> np.ndarray:
    """Random attention whose rows sum to 1. (L, H, T, T)"""
    scores = np.random.default_rng(seed).standard_normal((layers, heads, count, count))
    return softmax_in_place(scores * sharp).astype(np.float32)


# ------------------------------------------------------------------ what a Trace is made of

Layers = tuple[CapturedLayer | WeightsLayer, ...]


def _trace(
    tokens: tuple[str, ...], columns: dict[str, np.ndarray], name: str, **numbers: Any
) -> Trace:
    return Trace(
        spec=ModelSpec(f"test/{name}", name, "hub", revision="abc123"),
        input=TextInput(*cut_text.typed(tokens, columns)),
        tokens=tokens,
        labels=tokens,
        **columns,
        **numbers,
    )


def _tokens(tokens: str | Sequence[str] | None, weights: Any) -> tuple[str, ...]:
    if tokens is None:
        return PAIR if weights is None else tuple(f"w{n}" for n in range(np.shape(weights)[-1]))
    return cut(tokens) if isinstance(tokens, str) else tuple(tokens)


def _given(count: int, weights: Any, hidden: Any) -> tuple[Layers, np.ndarray]:
    if weights is None:
        weights = [itself(count)[None]] * (len(hidden) - 1)
    layers = tuple(WeightsLayer(np.array(layer, np.float32)) for layer in weights)
    return layers, np.zeros((len(layers) + 1, count, 4))


def _random(
    count: int, captured: bool, *, seed: int = 0, layers: int = 2, heads: int = 3, width: int = 4,
    causal: bool = False,
) -> tuple[Layers, np.ndarray]:  # fmt: skip
    """Layers and states drawn with a seed; each layer has an array of its own for its mask."""
    random = np.random.default_rng(seed)
    states = random.standard_normal((layers + 1, count, heads * width))
    made: list[CapturedLayer | WeightsLayer] = []
    for _ in range(layers):
        mask = np.triu(np.full((1, count, count), BLOCKED if causal else 0, np.float32), 1)
        drawn = random.standard_normal((3, heads, count, width)).astype(np.float32) * 1.5
        layer = CapturedLayer(*drawn, width**-0.5, mask)
        made.append(layer if captured else WeightsLayer(layer.attention()))
    return tuple(made), states


def _known(total: np.ndarray, captured: bool) -> tuple[Layers, np.ndarray]:
    """The example's layers, and its states: the sum of its tables, one way, up and down."""
    count, width = total.shape
    one_way = np.outer(np.arange(1, count + 1), np.ones(width))
    up_and_down = one_way * np.where(np.arange(count) % 2, -1, 1)[:, None]
    layers = known_weights(count)
    made = tuple(_scored(heads) if captured else WeightsLayer(heads) for heads in layers)
    return made, np.stack([total, one_way, up_and_down])


def _scored(heads: np.ndarray) -> CapturedLayer:
    """Query, key, value whose softmax gives these weights of 0, 1 or 1 / T. Takes (H, T, T)."""
    scores = np.where(heads > 0, 0.0, NEVER).astype(np.float32)  # (H, T, T)
    same = np.array(np.broadcast_to(itself(heads.shape[-1]), heads.shape))
    return CapturedLayer(scores, same, same.copy(), 1.0, np.zeros((1, 1, 1), np.float32))


def _word_table(rows: Any) -> EmbeddingSum:
    if rows is None:
        return EmbeddingSum((), ())
    rows = np.array(rows, np.float32)
    table = "embeddings.word_embeddings"
    return EmbeddingSum((EmbeddingPart("word", table, np.arange(len(rows)), rows),), ())


def _known_embedding(ids: np.ndarray, side: np.ndarray) -> EmbeddingSum:
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
