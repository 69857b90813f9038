"""Tag: a label for each token, and five ways to make words and entities of them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

from explorer.measures.words import tokens_by_word
from explorer.prediction import Prediction
from explorer.tasks.scores import softmax

Strategy = Literal["none", "simple", "first", "average", "max"]
STRATEGIES: dict[Strategy, str] = {
    "none": "every token for itself",
    "simple": "neighbouring tokens of one kind, even inside a word",
    "first": "a word gets the label of its first token",
    "average": "a word gets the label of its tokens' mean probabilities",
    "max": "a word gets the label of its surest token",
}


@dataclass(frozen=True)
class Span:
    """A labelled stretch of the text."""

    label: str
    score: float
    start: int  # characters of its own text
    end: int
    tokens: tuple[int, ...]
    side: int = 0  # 0 first text, 1 second text

    @property
    def kind(self) -> str:
        """The label without B- and I-."""
        return _kind(self.label)


def token_probabilities(prediction: Prediction) -> np.ndarray:
    """Softmax over the labels for each token. Returns (T, C)."""
    return softmax(prediction.logits)


def spans(prediction: Prediction, strategy: Strategy) -> tuple[Span, ...]:
    """Labelled stretches by one strategy, "O" left out. Special tokens are never part of one."""
    pieces = [
        _labelled(prediction, tokens, strategy)
        for tokens in (_tokens(prediction) if strategy in {"none", "simple"} else words(prediction))
    ]
    if strategy != "none":
        pieces = _grouped(pieces)
    return tuple(piece for piece in pieces if piece.label != "O")


def word_tags(prediction: Prediction, strategy: Strategy = "first") -> tuple[Span, ...]:
    """One label for each word, whatever it is: for parts of speech."""
    return tuple(_labelled(prediction, tokens, strategy) for tokens in words(prediction))


def words(prediction: Prediction) -> list[tuple[int, ...]]:
    """Positions of the tokens of each word, in order."""
    return list(tokens_by_word(prediction.trace.word).values())


def _tokens(prediction: Prediction) -> list[tuple[int, ...]]:
    return [(int(position),) for position in np.flatnonzero(~prediction.trace.special)]


def _labelled(prediction: Prediction, tokens: tuple[int, ...], strategy: Strategy) -> Span:
    """One word, or one token, with the label that the strategy gives it."""
    shares = token_probabilities(prediction)[list(tokens)]  # (n, C)
    if strategy == "average":
        chosen = shares.mean(axis=0)
    elif strategy == "max":
        chosen = shares[shares.max(axis=1).argmax()]
    else:
        chosen = shares[0]
    best = int(chosen.argmax())
    return _span(prediction, prediction.labels[best], float(chosen[best]), tokens)


def _span(prediction: Prediction, label: str, score: float, tokens: tuple[int, ...]) -> Span:
    offsets, side = prediction.trace.offsets, int(prediction.trace.side[tokens[0]])
    start, end = int(offsets[tokens[0], 0]), int(offsets[tokens[-1], 1])
    text = prediction.trace.side_text(side)
    while start < end and text[start].isspace():  # byte-level spans may begin with the space
        start += 1
    return Span(label, score, start, end, tokens, side)


def _grouped(pieces: list[Span]) -> list[Span]:
    """Neighbours of one kind become one span, unless the later one begins a new entity (B-)."""
    if not pieces:
        return []
    joins = [_goes_on(before, after) for before, after in pairwise(pieces)]
    starts = [0, *(i for i, join in enumerate(joins, start=1) if not join), len(pieces)]
    return [_joined(pieces[a:b]) for a, b in pairwise(starts)]


def _goes_on(before: Span, after: Span) -> bool:
    same_text = before.side == after.side
    return same_text and before.kind == after.kind and not after.label.startswith("B-")


def _joined(pieces: list[Span]) -> Span:
    """One span over several: the score is the mean of theirs."""
    return Span(
        pieces[0].kind,
        float(np.mean([piece.score for piece in pieces])),
        pieces[0].start,
        pieces[-1].end,
        tuple(token for piece in pieces for token in piece.tokens),
        pieces[0].side,
    )


def _kind(label: str) -> str:
    return label[2:] if label.startswith(("B-", "I-")) else label
