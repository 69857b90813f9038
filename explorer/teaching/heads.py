"""Shipped heads as Predictors: a Trace of the bundled body, and logits computed from its states.

A head runs the very module that was trained (``nets``, ``updated_nets``).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor, nn

from explorer.errors import InputError
from explorer.measures.tokens import readable
from explorer.prediction import HeadStep, Prediction
from explorer.tasks import blanks
from explorer.teaching.artifacts import Card
from explorer.teaching.decode import tag_logits
from explorer.teaching.isolated_pair import run_apart
from explorer.teaching.lora import patched
from explorer.teaching.nets import Classifier, Comparer, Tagger, standardised, with_tensors
from explorer.teaching.updated_nets import Filler, Reader, UpdatedBody
from explorer.teaching.word_shapes import SHAPES, word_of_tokens, word_shapes
from explorer.text import TextInput
from explorer.trace import Trace

if TYPE_CHECKING:
    from explorer.engine import Engine

Tensors = dict[str, np.ndarray]

NO_ENTITY = 9.0
"""Logit of "O" on tokens that belong to no word: a probability of almost 1."""


class TeachingHead(ABC):
    """A small head on the bundled body. Shared by threads, never changed."""

    untrained: tuple[str, ...] = ()
    independent = False
    modifies_body = False  # then it cannot read a Trace of the plain body

    def __init__(self, engine: Engine, card: Card, tensors: Tensors) -> None:
        """Wrap what ``explorer.teaching.load`` has read."""
        self.engine = engine
        self.card = card
        self.net: Any = with_tensors(lambda: self._empty_net(tensors), tensors)
        self.task: Any = card.task
        self.spec = engine.spec
        self.note = card.note
        self.labels = card.labels

    def __repr__(self) -> str:
        """The task and the engine of the body."""
        return f"{type(self).__name__}({self.task}, {self.engine})"

    @property
    def mix(self) -> np.ndarray:
        """Weight of each state of the body in the head's mix; sums to 1. Returns (L+1,)."""
        return self.net.weights().numpy()

    @property
    def parameters(self) -> int:
        """How many numbers the head has learnt."""
        return sum(value.numel() for value in self.net.parameters())

    def run(self, source: TextInput) -> Prediction:
        """One forward pass through body and head. Raises InputError."""
        return self.read(self.engine.run(source))

    def read(self, trace: Trace) -> Prediction:
        """The head's prediction from a Trace of its body: no further pass. Raises InputError."""
        with torch.inference_mode():
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
    def _empty_net(self, tensors: Tensors) -> nn.Module:
        """The module that fits these tensors; its own weights are thrown away."""

    @abstractmethod
    def _logits(self, trace: Trace) -> np.ndarray:
        """The task's logits, from the states of the body."""

    def _sizes(self) -> tuple[int, int, int]:
        """Layers and hidden width of the body, and the number of labels."""
        config = self.engine.config
        return config.num_hidden_layers, config.hidden_size, len(self.card.labels)


class TaggingHead(TeachingHead):
    """A tag for every word; each of its tokens gets the word's logits."""

    def _empty_net(self, tensors: Tensors) -> Tagger:
        return Tagger(*self._sizes(), inner=len(tensors["enter.bias"]), shapes=len(SHAPES))

    def _logits(self, trace: Trace) -> np.ndarray:
        owner, words = word_of_tokens(trace)  # (T,)
        logits = np.zeros((trace.num_tokens, len(self.labels)), np.float32)
        if "O" in self.labels:
            logits[:, self.labels.index("O")] = NO_ENTITY
        for side in (0, 1):
            here = (trace.side == side) & (owner >= 0)
            if here.any():
                logits[here] = self._of_text(_states(trace, here), owner[here], words)
        return logits

    def _of_text(self, states: Tensor, owner: np.ndarray, words: list[str]) -> np.ndarray:
        """Logits (T, tags) of one text's tokens from their states (T, L+1, D)."""
        kept, place = np.unique(owner, return_inverse=True)
        total = torch.zeros(len(kept), *states.shape[1:])  # (W, L+1, D)
        total.index_add_(0, torch.from_numpy(place), states)
        total /= torch.from_numpy(np.bincount(place))[:, None, None]
        shapes = torch.from_numpy(word_shapes([words[word] for word in kept]))
        scores = self.net(total[None], shapes[None], _all_of(total))[0]  # (W, tags)
        chained = tag_logits(scores.numpy(), self.net.chain.numpy(), self.net.start.numpy())
        logits = chained[place]  # (T, tags)
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

    def _empty_net(self, tensors: Tensors) -> Classifier:
        return Classifier(*self._sizes(), inner=len(tensors["enter.bias"]))

    def _logits(self, trace: Trace) -> np.ndarray:
        states = _states(trace, trace.side == 0)
        return self.net(states[None], _all_of(states))[0].numpy()


class PairHead(TeachingHead):
    """A label for two texts, each read on its own in one and the same pass."""

    def _empty_net(self, tensors: Tensors) -> Comparer:
        return Comparer(*self._sizes(), inner=len(tensors["enter.bias"]))

    def run(self, source: TextInput) -> Prediction:
        """One forward pass through body and head. Raises InputError without a second text."""
        return self.read(run_apart(self.engine, source))

    def _logits(self, trace: Trace) -> np.ndarray:
        if not trace.has_pair:
            raise InputError("This head compares two texts: type a second one.")
        first, second = (_states(trace, trace.side == side) for side in (0, 1))
        return self.net(first[None], second[None], _all_of(first), _all_of(second))[0].numpy()


class UpdatedHead(TeachingHead):
    """A head that modifies the body by low-rank updates: it needs a pass of its own."""

    modifies_body = True
    net: UpdatedBody

    def run(self, source: TextInput) -> Prediction:
        """One forward pass through the updated body and the head. Raises InputError."""
        return self.read(self.trace(source))

    def trace(self, source: TextInput) -> Trace:
        """The updated body's Trace of a text."""
        with patched(self.engine.body, self.net.updates()):
            return self.engine.run(source)


class ReadingHead(UpdatedHead):
    """First and last token of the answer to the first text in the second, read together."""

    net: Reader

    def _empty_net(self, tensors: Tensors) -> Reader:
        return Reader(self.engine, rank=_rank(tensors), inner=len(tensors["enter.bias"]))

    def trace(self, source: TextInput) -> Trace:
        """The updated body's Trace of question and passage. Raises InputError without a passage."""
        if source.pair is None:
            raise InputError("This head reads a question and a passage: type a second text.")
        return super().trace(source)

    def _logits(self, trace: Trace) -> np.ndarray:
        inside = (trace.side == 1) & ~trace.special
        found = self.net.spans(self.net.mixed(_states(trace, inside))).numpy()  # (S, 2)
        logits = np.full((trace.num_tokens, 2), found.min(initial=0), np.float32)
        logits[inside] = found
        return logits


class FillingHead(UpdatedHead):
    """Words for the masked tokens, from the body with low-rank updates."""

    net: Filler

    def __init__(self, engine: Engine, card: Card, tensors: Tensors) -> None:
        """Wrap what ``explorer.teaching.load`` has read; the labels are the vocabulary."""
        super().__init__(engine, card, tensors)
        encoder = engine.encoder
        names = (encoder.backend.id_to_token(row) for row in range(engine.config.vocab_size))
        self.labels = tuple(readable(name, encoder.style) for name in names)

    def _empty_net(self, tensors: Tensors) -> Filler:
        return Filler(self.engine, rank=_rank(tensors))

    def run(self, source: TextInput) -> Prediction:
        """One forward pass through body and head. Raises InputError where nothing is masked."""
        encoder = self.engine.encoder
        spelled, said = blanks.own_spelling(source, encoder)
        return blanks.remarked(super().run(spelled), said, encoder)

    def read_out(self, states: np.ndarray) -> np.ndarray:
        """The head's logits (N, V) for hidden states (N, D) of any layer."""
        with torch.inference_mode():
            return self.net.vocabulary(standardised(torch.tensor(states))).numpy()

    def _logits(self, trace: Trace) -> np.ndarray:
        states = _states(trace, self._masked(trace))  # (M, L+1, D)
        return self.net.vocabulary(self.net.mixed(states)).numpy()

    def _prediction(self, trace: Trace, logits: np.ndarray, rows: np.ndarray) -> Prediction:
        return super()._prediction(trace, logits, self._masked(trace))

    def _masked(self, trace: Trace) -> np.ndarray:
        return blanks.masked_positions(trace, self.engine.encoder)


def _states(trace: Trace, rows: np.ndarray) -> Tensor:
    """Standardised states of some tokens, given by number or as (T,) bool. Returns (N, L+1, D)."""
    chosen = trace.hidden[:, rows].swapaxes(0, 1)  # (N, L+1, D)
    return standardised(torch.from_numpy(np.ascontiguousarray(chosen)))


def _all_of(states: Tensor) -> Tensor:
    """The mask of one text without padding, (1, N)."""
    return torch.ones(1, len(states), dtype=torch.bool)


def _rank(tensors: Tensors) -> int:
    return next(len(value) for name, value in tensors.items() if name.startswith("downs."))


KINDS: dict[str, type[TeachingHead]] = {
    "tagger": TaggingHead,
    "classifier": ClassifyingHead,
    "comparer": PairHead,
    "reader": ReadingHead,
    "filler": FillingHead,
}
