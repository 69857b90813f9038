"""The next token: probabilities under a temperature, top-k and top-p, and a text that grows.

Pure functions over logits; a predictor is asked again for every token that is written.
Shape letter: V size of the vocabulary.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from explorer.errors import InputError
from explorer.prediction import Prediction, Predictor
from explorer.tasks.scores import softmax
from explorer.text import TokenizedText

MOST_WRITTEN = 60
"""Tokens that are written at most: a text need never end by itself."""
HOTTEST = 5.0


@dataclass(frozen=True)
class Sampling:
    """How the next token is drawn. Raises InputError for settings that leave nothing to draw.

    ``temperature`` divides the logits; 0 takes the likeliest token. ``top_k`` keeps the k
    likeliest tokens (0: all; Fan et al., 2018), ``top_p`` the fewest that reach this share
    together (1: all; Holtzman et al., 2020). They apply in this order, as in transformers.
    """

    temperature: float = 1.0
    top_k: int = 0
    top_p: float = 1.0

    def __post_init__(self) -> None:
        """Check the settings once, at the border."""
        if not 0 <= self.temperature <= HOTTEST:
            raise InputError(f"The temperature must be from 0 to {HOTTEST:g}.")
        if self.top_k < 0:
            raise InputError("Top-k counts tokens: give 1 or more, or 0 for all of them.")
        if not 0 < self.top_p <= 1:
            raise InputError("Top-p is a share: give a number above 0 and at most 1.")

    @property
    def is_plain(self) -> bool:
        """Whether it leaves the model's own probabilities as they are."""
        return self.temperature == 1 and not self.top_k and self.top_p == 1


@dataclass(frozen=True)
class Candidate:
    """A token that may come next."""

    token: str
    id: int
    probability: float  # the model's own
    drawn: float  # the probability with which it is drawn; 0: cut off
    rank: int  # 1 = likeliest


@dataclass(frozen=True)
class Written:
    """A token that was written."""

    id: int
    probability: float  # the model's own
    drawn: float  # the probability with which it was drawn
    left: int  # tokens that could have been drawn


@dataclass(frozen=True, eq=False)
class Continuation:
    """A text, the tokens that were written behind it, and what may follow them."""

    prediction: Prediction  # of the whole text, new tokens included
    written: tuple[Written, ...]
    ended: bool = False  # the model wrote its end mark
    full: bool = False  # no room is left in the model's window

    @property
    def start(self) -> int:
        """Number of tokens that the reader gave."""
        return self.prediction.trace.num_tokens - len(self.written)

    @property
    def nbytes(self) -> int:
        """Bytes held by the arrays; caches are bounded by this."""
        return self.prediction.nbytes


class NextTokenPredictor(Predictor, Protocol):
    """A predictor for "next-token": it also reads a text that goes on."""

    ends: frozenset[int]
    """Ids of the tokens that end a text."""

    def read(self, text: TokenizedText) -> Prediction:
        """One forward pass over a text in tokens. Raises InputError."""
        ...

    def logits(self, ids: Sequence[int]) -> np.ndarray:
        """What may follow these ids: logits (V,)."""
        ...

    def continued(self, text: TokenizedText, ids: Sequence[int]) -> TokenizedText:
        """The text with tokens that were written behind it."""
        ...


def drawn_from(logits: np.ndarray, sampling: Sampling) -> np.ndarray:
    """The probabilities with which tokens are drawn: 0 where cut off, 1 in all. (V,) -> (V,).

    >>> drawn_from(np.log([0.5, 0.3, 0.2]), Sampling(top_k=2)).round(3)
    array([0.625, 0.375, 0.   ])
    """
    order = np.argsort(-logits, kind="stable")
    shares = np.zeros(len(logits))
    if sampling.temperature == 0:
        shares[order[0]] = 1.0
        return shares
    kept = order[: sampling.top_k or None]
    known = softmax(logits[kept].astype(np.float64), sampling.temperature)  # likeliest first
    if sampling.top_p < 1:
        # The one with which the share is reached stays, too: at least one is left.
        count = int(np.searchsorted(np.cumsum(known), sampling.top_p)) + 1
        kept, known = kept[:count], known[:count]
    shares[kept] = known / known.sum()
    return shares


def best(prediction: Prediction, sampling: Sampling, *, k: int = 10) -> tuple[Candidate, ...]:
    """The k likeliest tokens after the text, likeliest first."""
    logits = prediction.logits[-1]
    own, drawn = softmax(logits), drawn_from(logits, sampling)  # (V,)
    order = np.argsort(-logits, kind="stable")[:k]
    return tuple(
        Candidate(_shown(prediction.labels[i]), int(i), float(own[i]), float(drawn[i]), rank)
        for rank, i in enumerate(order, start=1)
    )


def _shown(label: str) -> str:
    """A token's name; that a mark stands right behind what comes before needs no saying."""
    glued = label.removeprefix("…")
    return label if any(map(str.isalnum, glued)) or not glued else glued


def left(prediction: Prediction, sampling: Sampling) -> int:
    """How many tokens can be drawn."""
    return int((drawn_from(prediction.logits[-1], sampling) > 0).sum())


def room(predictor: Predictor, prediction: Prediction) -> int:
    """How many tokens can be written behind a text: the limit, or what the window still holds."""
    return max(0, min(MOST_WRITTEN, predictor.engine.spec.max_tokens - prediction.trace.num_tokens))


def continue_text(
    predictor: NextTokenPredictor,
    prediction: Prediction,
    sampling: Sampling,
    *,
    count: int,
    seed: int = 0,
) -> Continuation:
    """Write ``count`` tokens behind a text, one after another; fewer where the model ends it.

    The n-th token is drawn by a generator of its own, so that a longer text begins like a shorter
    one with the same seed. Raises InputError.
    """
    most = room(predictor, prediction)
    ids, written = prediction.trace.ids.tolist(), []
    logits, ended = prediction.logits[-1], False
    for step in range(min(count, most)):
        one = _draw(logits, sampling, np.random.default_rng((seed, step)))
        written.append(one)
        ids.append(one.id)
        ended = one.id in predictor.ends
        if ended:
            break
        logits = predictor.logits(ids)
    if not written:
        return Continuation(prediction, (), full=not most)
    text = predictor.continued(prediction.trace, [one.id for one in written])
    full = len(ids) >= predictor.engine.spec.max_tokens
    return Continuation(predictor.read(text), tuple(written), ended, full)


def _draw(logits: np.ndarray, sampling: Sampling, rng: np.random.Generator) -> Written:
    shares = drawn_from(logits, sampling)  # (V,)
    sums = np.cumsum(shares)
    at = int(np.searchsorted(sums, rng.random() * sums[-1], side="right"))
    at = min(at, int(np.flatnonzero(shares)[-1]))
    own = softmax(logits)
    return Written(at, float(own[at]), float(shares[at]), int((shares > 0).sum()))
