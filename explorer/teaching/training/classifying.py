"""Training the head that gives a text one label."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional as F

from explorer.engine import Engine
from explorer.teaching.nets import Classifier
from explorer.teaching.training.batches import ConcatStates, shuffled_batches
from explorer.teaching.training.cached_states import states_of
from explorer.teaching.training.corpora import Labelled
from explorer.text import TextInput


class Batch(NamedTuple):
    """Texts side by side and their labels."""

    states: Tensor  # (B, T, L+1, D)
    mask: Tensor  # (B, T)
    labels: Tensor  # (B,)


class ClassifyingSet:
    """Labelled texts of several sets."""

    def __init__(
        self,
        engine: Engine,
        sets: Sequence[Sequence[Labelled]],
        *,
        folder: Path | None = None,
        batch_rows: int = 1536,
    ) -> None:
        self.labels = torch.tensor([item.label for part in sets for item in part])
        self._rows = batch_rows
        self.states = ConcatStates(
            [states_of(engine, [TextInput(item.text) for item in part], folder) for part in sets]
        )

    def batches(self, rng: random.Random, epoch: int) -> Iterable[Batch]:
        """All texts once."""
        del epoch
        for texts in shuffled_batches(self.states.lengths, self._rows, rng):
            yield self.batch(texts)

    def batch(self, texts: Sequence[int]) -> Batch:
        """These texts."""
        return Batch(*self.states.padded(texts), self.labels[list(texts)])

    def loss(self, net: Classifier, batch: Batch) -> Tensor:
        """Cross-entropy, with a tenth of the weight on every label alike: labels are noisy."""
        scores = net(batch.states, batch.mask)
        return F.cross_entropy(scores, batch.labels, label_smoothing=0.1)
