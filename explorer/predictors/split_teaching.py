"""The teaching heads as chains of steps; those that multiply states are refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from explorer.engine.devices import on_cpu
from explorer.errors import NotCaptured
from explorer.measures.best_tags import BestTags
from explorer.measures.split_head import Chain, Linear, Normed, Pooled, Read, SplitHead, Window
from explorer.prediction import Prediction
from explorer.predictors.split_steps import GELU, linear, norm, projection
from explorer.teaching.heads import (
    NO_ENTITY,
    ClassifyingHead,
    FillingHead,
    PairHead,
    ReadingHead,
    TaggingHead,
)
from explorer.teaching.word_shapes import word_of_tokens, word_shapes
from explorer.trace import Projection, Trace


def described(predictor: Any, prediction: Prediction) -> Iterator[SplitHead]:
    """The description of a teaching head. Raises NotCaptured for those that multiply states."""
    if isinstance(predictor, PairHead):
        raise NotCaptured(
            "This teaching head multiplies and compares the vectors of two texts, so its logits "
            "are no sum of what each token contributes: choose a checkpoint with a head of its own."
        )
    known: dict[type, Callable[[Any, Prediction], SplitHead]] = {
        ClassifyingHead: _classifying,
        TaggingHead: _tagging,
        ReadingHead: _reading,
        FillingHead: _filling,
    }
    yield known[type(predictor)](predictor, prediction)


def _classifying(head: ClassifyingHead, prediction: Prediction) -> SplitHead:
    net = head.net
    read = Read(_picked(prediction.trace.side == 0), head.mix)
    steps = (linear(net.enter), GELU, Pooled(projection(net.look)), linear(net.join), GELU,
             linear(net.leave))  # fmt: skip
    return SplitHead((Chain(read, steps, np.zeros(1, int)),), np.zeros_like(prediction.logits))


def _reading(head: ReadingHead, prediction: Prediction) -> SplitHead:
    trace, net = prediction.trace, head.net
    inside = (trace.side == 1) & ~trace.special
    chain = Chain(
        Read(_picked(inside), head.mix),
        (linear(net.enter), GELU, linear(net.leave)),
        np.flatnonzero(inside),
    )
    fixed = np.full_like(prediction.logits, prediction.logits.min(initial=0))
    return SplitHead((chain,), fixed)


def _filling(head: FillingHead, prediction: Prediction) -> SplitHead:
    net, count = head.net, len(prediction.positions)
    rows = np.eye(prediction.trace.num_tokens, dtype=np.float32)[prediction.positions]
    table = on_cpu(head.engine.body.embeddings.word_embeddings.weight)
    words = Linear(Projection(table, on_cpu(net.bias), "word embeddings"))
    steps = (linear(net.dense), GELU, Normed(norm(net.norm)), words)
    chain = Chain(Read(rows, head.mix), steps, np.arange(count))
    return SplitHead((chain,), np.zeros_like(prediction.logits))


def _tagging(head: TaggingHead, prediction: Prediction) -> SplitHead:
    trace = prediction.trace
    owner, words = word_of_tokens(trace)
    fixed = np.zeros_like(prediction.logits)
    if "O" in head.labels:
        fixed[:, head.labels.index("O")] = NO_ENTITY
    sides = (np.flatnonzero((trace.side == side) & (owner >= 0)) for side in (0, 1))
    chains = tuple(_tagged(head, trace, tokens, owner, words) for tokens in sides if len(tokens))
    return SplitHead(chains, fixed, "biases, letter shapes and tag transitions of the head")


def _tagged(
    head: TaggingHead, trace: Trace, tokens: np.ndarray, owner: np.ndarray, words: list[str]
) -> Chain:
    """One text's chain: states of words, two windows, scores, and the best sequence of tags."""
    net, width = head.net, trace.hidden.shape[-1]
    kept, place = np.unique(owner[tokens], return_inverse=True)
    rows = np.zeros((len(kept), trace.num_tokens), np.float32)
    rows[place, tokens] = 1 / np.bincount(place)[place]
    enter = projection(net.enter)
    shapes = word_shapes([words[word] for word in kept]) @ enter.weight[:, width:].T  # (W, inner)
    windows = tuple(
        Window(linear(window), GELU, Normed(norm(after)))
        for window, after in ((net.window1, net.norm1), (net.window2, net.norm2))
    )
    last = BestTags(
        on_cpu(net.chain),
        on_cpu(net.start),
        place,
        np.array([head._going_on_column(name) for name in head.labels]),
        np.array([name.startswith("B-") for name in head.labels]),
    )
    first = Linear(replace(enter, weight=np.ascontiguousarray(enter.weight[:, :width])), shapes)
    return Chain(Read(rows, head.mix), (first, GELU, *windows, linear(net.leave), last), tokens)


def _picked(tokens: np.ndarray) -> np.ndarray:
    """Rows that pick some tokens, given as (T,) bool. Returns (N, T)."""
    return np.eye(len(tokens), dtype=np.float32)[tokens]
