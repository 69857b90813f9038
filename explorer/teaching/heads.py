"""Shipped heads as Predictors: a Trace of the frozen body, and logits made of its states."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.errors import InputError
from explorer.measures.tokens import readable
from explorer.prediction import HeadStep, Prediction
from explorer.teaching import forward
from explorer.teaching.artifacts import Card
from explorer.teaching.ops import mix_weights, standardised
from explorer.teaching.word_shapes import word_of_tokens, word_shapes
from explorer.text import TextInput
from explorer.trace import Trace

if TYPE_CHECKING:
    from explorer.engine import Engine

SURE = 9.0
"""Logit of "no entity" on tokens that belong to no word."""


class TeachingHead(ABC):
    """A small head on the frozen bundled body. Shared by threads, never changed."""

    untrained: tuple[str, ...] = ()
    independent = False
    own_pass = False  # whether it changes the body, so that it cannot read another head's Trace

    def __init__(self, engine: Engine, card: Card, weights: dict[str, np.ndarray]) -> None:
        """Wrap what ``explorer.teaching.load`` has read."""
        self.engine = engine
        self.card = card
        self.weights = weights
        self.task: Any = card.task
        self.spec = engine.spec
        self.note = card.note
        self.labels = card.labels

    @property
    def mix(self) -> np.ndarray:
        """How much the head takes from each state of the body; sums to 1. Returns (L+1,)."""
        return mix_weights(self.weights["mix"])

    @property
    def parameters(self) -> int:
        """How many numbers the head has learnt."""
        return sum(value.size for value in self.weights.values())

    def run(self, source: TextInput) -> Prediction:
        """One forward pass through body and head. Raises InputError."""
        return self.read(self.engine.run(source))

    def read(self, trace: Trace) -> Prediction:
        """What the head makes of a Trace of its body: no further pass. Raises InputError."""
        logits = self._logits(trace)
        rows = np.arange(len(logits) if logits.ndim == 2 else 0)
        return self._prediction(trace, logits, rows)

    def _prediction(self, trace: Trace, logits: np.ndarray, rows: np.ndarray) -> Prediction:
        step = HeadStep("head", f"teaching head ({self.card.kind})", logits, self.parameters)
        return Prediction(
            task=self.task,
            trace=trace,
            logits=logits,
            labels=self.labels,
            positions=rows,
            steps=(step,),
        )

    @abstractmethod
    def _logits(self, trace: Trace) -> np.ndarray:
        """The task's logits, from the states of the frozen body."""


class TaggingHead(TeachingHead):
    """A tag for every word; each of its tokens gets the word's logits."""

    def _logits(self, trace: Trace) -> np.ndarray:
        owner, words = word_of_tokens(trace)  # (T,)
        states = standardised(_rows(trace))  # (T, L+1, D)
        logits = np.zeros((trace.num_tokens, len(self.labels)), np.float32)
        if "O" in self.labels:
            logits[:, self.labels.index("O")] = SURE
        for side in (0, 1):
            here = (trace.side == side) & (owner >= 0)
            if here.any():
                logits[here] = self._of_text(states[here], owner[here], words)
        return logits

    def _of_text(self, states: np.ndarray, owner: np.ndarray, words: list[str]) -> np.ndarray:
        kept, place = np.unique(owner, return_inverse=True)
        total = np.zeros((len(kept), *states.shape[1:]), np.float32)
        np.add.at(total, place, states)
        total /= np.bincount(place)[:, None, None]  # (W, L+1, D)
        shapes = word_shapes([words[word] for word in kept])
        logits = forward.tag_logits(self.weights, total, shapes)[place]  # (T, C)
        inside = np.append(False, place[1:] == place[:-1])
        logits[inside] = self._going_on(logits[inside])
        return logits

    def _going_on(self, logits: np.ndarray) -> np.ndarray:
        """Pieces after the first of a word go on with its entity: B- and I- change places."""
        order = [self._going_on_column(name) for name in self.labels]
        began = np.char.startswith(np.array(self.labels)[logits.argmax(axis=1)], "B-")
        return np.where(began[:, None], logits[:, order], logits)

    def _going_on_column(self, name: str) -> int:
        other = {"B": "I", "I": "B"}.get(name[:1], name[:1]) + name[1:] if "-" in name else name
        return self.labels.index(other)


class ClassifyingHead(TeachingHead):
    """One label for the first text."""

    def _logits(self, trace: Trace) -> np.ndarray:
        states = _rows(trace)[trace.side == 0]
        return forward.class_logits(self.weights, standardised(states))


class ApartHead(TeachingHead):
    """A head for two texts, each read on its own in one and the same pass."""

    def run(self, source: TextInput) -> Prediction:
        """One forward pass through body and head. Raises InputError without a second text."""
        from explorer.teaching.isolated_pair import run_apart

        return self.read(run_apart(self.engine, source))

    def _sides(self, trace: Trace) -> list[np.ndarray]:
        if not trace.has_pair:
            raise InputError("This head compares two texts: type a second one.")
        states = standardised(_rows(trace))
        return [states[trace.side == side] for side in (0, 1)]


class ComparingHead(ApartHead):
    """A label for a pair of texts."""

    def _logits(self, trace: Trace) -> np.ndarray:
        return forward.pair_logits(self.weights, *self._sides(trace))


class UpdatedHead(TeachingHead):
    """A head that reads the body with low-rank updates: it needs a pass of its own."""

    own_pass = True

    def run(self, source: TextInput) -> Prediction:
        """One forward pass through the updated body and the head. Raises InputError."""
        return self.read(self.trace(source))

    def trace(self, source: TextInput) -> Trace:
        """The updated body's Trace of a text."""
        from explorer.teaching.lora import from_weights, patched

        with patched(self.engine.body, from_weights(self.weights)):
            return self.engine.run(source)


class ReadingHead(UpdatedHead):
    """First and last token of the answer to the first text in the second, read together."""

    def trace(self, source: TextInput) -> Trace:
        """The updated body's Trace of question and passage. Raises InputError without a passage."""
        if source.pair is None:
            raise InputError("This head reads a question and a passage: type a second text.")
        return super().trace(source)

    def _logits(self, trace: Trace) -> np.ndarray:
        inside = (trace.side == 1) & ~trace.special
        found = forward.read_logits(self.weights, standardised(_rows(trace)[inside]))  # (S, 2)
        logits = np.full((trace.num_tokens, 2), found.min(initial=0), np.float32)
        logits[inside] = found
        return logits


class FillingHead(UpdatedHead):
    """Words for the masked tokens, from the body with low-rank updates."""

    def __init__(self, engine: Engine, card: Card, weights: dict[str, np.ndarray]) -> None:
        """Wrap what ``explorer.teaching.load`` has read; the labels are the vocabulary."""
        super().__init__(engine, card, weights)
        encoder = engine.encoder
        names = (encoder.backend.id_to_token(row) for row in range(engine.config.vocab_size))
        self.labels = tuple(readable(name, encoder.style) for name in names)

    def read_out(self, states: np.ndarray) -> np.ndarray:
        """What the head makes of hidden states (N, D), of any layer. Returns logits (N, V)."""
        return forward.word_logits(self.weights, standardised(states), self._words())

    def _logits(self, trace: Trace) -> np.ndarray:
        rows = self._masked(trace)
        states = standardised(_rows(trace)[rows])  # (M, L+1, D)
        return forward.masked_logits(self.weights, states, self._words())

    def _prediction(self, trace: Trace, logits: np.ndarray, rows: np.ndarray) -> Prediction:
        return super()._prediction(trace, logits, self._masked(trace))

    def _masked(self, trace: Trace) -> np.ndarray:
        found = np.flatnonzero(trace.ids == self.engine.encoder.mask_id)
        if not len(found):
            raise InputError("No token is masked: choose a token to hide, or write [MASK].")
        return found

    def _words(self) -> np.ndarray:
        """The body's own word embeddings, (V, D); not a copy."""
        return self.engine.body.embeddings.word_embeddings.weight.detach().numpy()


def _rows(trace: Trace) -> np.ndarray:
    """A Trace's states by token, (T, L+1, D)."""
    return trace.hidden.swapaxes(0, 1)


KINDS: dict[str, type[TeachingHead]] = {
    "tagger": TaggingHead,
    "classifier": ClassifyingHead,
    "comparer": ComparingHead,
    "reader": ReadingHead,
    "filler": FillingHead,
}
