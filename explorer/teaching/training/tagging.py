"""Training the heads that give each word a tag."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from torch import Tensor

from explorer.engine import Engine
from explorer.teaching.nets import Tagger
from explorer.teaching.training.batches import ConcatStates, padded, shuffled_batches
from explorer.teaching.training.cached_states import states_of
from explorer.teaching.training.corpora import Tagged
from explorer.teaching.word_shapes import word_shapes
from explorer.text import TextInput


class Batch(NamedTuple):
    """Sentences side by side, and which tags each word may have."""

    states: Tensor  # (B, W, L+1, D)
    shapes: Tensor  # (B, W, 7)
    allowed: Tensor  # (B, W, tags)
    mask: Tensor  # (B, W)


class TaggingSet:
    """Tagged sentences of several sets."""

    def __init__(
        self,
        engine: Engine,
        sets: Sequence[Sequence[Tagged]],
        tags: Sequence[str],
        *,
        folder: Path | None = None,
        batch_rows: int = 1024,
    ) -> None:
        self.sentences = [sentence for part in sets for sentence in part]
        self.tags = list(tags)
        self._rows = batch_rows
        made = [
            states_of(engine, [TextInput.from_words(s.words) for s in part], folder, words=True)
            for part in sets
        ]
        self.states = ConcatStates(made)
        self._allowed = [self._may_be(sentence) for sentence in self.sentences]

    def batches(self, rng: random.Random, epoch: int) -> Iterable[Batch]:
        """All sentences once, some in lower case or in capitals."""
        del epoch
        for texts in shuffled_batches(self.states.lengths, self._rows, rng):
            yield self.batch(texts, rng)

    def batch(self, texts: Sequence[int], rng: random.Random | None = None) -> Batch:
        """These sentences; with ``rng``, 15 % in lower case and 3 % in capitals."""
        states, mask = self.states.padded(texts)
        shapes, _ = padded([word_shapes(self._seen(text, rng)) for text in texts])
        allowed, _ = padded([self._allowed[text] for text in texts])
        return Batch(states, shapes, allowed | ~mask[..., None], mask)

    def loss(self, net: Tagger, batch: Batch) -> Tensor:
        """Negative log probability of the right tags."""
        scores = net(batch.states, batch.shapes, batch.mask)
        return net.loss(scores, batch.allowed, batch.mask)

    def _seen(self, text: int, rng: random.Random | None) -> Sequence[str]:
        words = self.sentences[text].words
        drawn = rng.random() if rng else 1.0
        if drawn < 0.15:
            return [word.lower() for word in words]
        return [word.upper() for word in words] if drawn < 0.18 else words

    def _may_be(self, sentence: Tagged) -> np.ndarray:
        """Which tags each word may have, (W, tags): one, or O and MISC where MISC is unmarked."""
        allowed = np.array([[tag == name for name in self.tags] for tag in sentence.tags])
        if sentence.partial and "B-MISC" in self.tags:
            outside = allowed[:, self.tags.index("O")]
            for name in ("B-MISC", "I-MISC"):
                allowed[outside, self.tags.index(name)] = True
        return allowed
