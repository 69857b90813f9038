"""Training the heads that judge two texts, each read by the body on its own."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from explorer.engine import Engine
from explorer.teaching.nets import Comparer
from explorer.teaching.training.batches import ConcatStates, shuffled_batches
from explorer.teaching.training.cached_states import states_of
from explorer.text import TextInput


class Batch(NamedTuple):
    """Pairs of texts side by side and their labels."""

    first: Tensor  # (B, T1, L+1, D)
    mask1: Tensor  # (B, T1)
    second: Tensor  # (B, T2, L+1, D)
    mask2: Tensor  # (B, T2)
    labels: Tensor  # (B,)


class PairSet:
    """Texts, and pairs of their numbers with a label: (first, second, label)."""

    def __init__(
        self,
        engine: Engine,
        texts: Sequence[str],
        pairs: Sequence[tuple[int, int, int]],
        *,
        folder: Path | None = None,
        batch_rows: int = 1536,
    ) -> None:
        self.pairs = list(pairs)
        self._rows = batch_rows
        self.states = ConcatStates([states_of(engine, [TextInput(text) for text in texts], folder)])
        counts = np.bincount([label for _, _, label in self.pairs])
        self._weights = torch.from_numpy(counts.mean() / counts).float()  # rare labels count more
        lengths = self.states.lengths
        self.lengths = np.array([lengths[a] + lengths[b] for a, b, _ in self.pairs])

    def batches(self, rng: random.Random, epoch: int) -> Iterable[Batch]:
        """All pairs once."""
        del epoch
        for numbers in shuffled_batches(self.lengths, self._rows, rng):
            yield self.batch(numbers)

    def batch(self, numbers: Sequence[int]) -> Batch:
        """These pairs."""
        first, second, labels = zip(*(self.pairs[number] for number in numbers), strict=True)
        return Batch(*self.states.padded(first), *self.states.padded(second), torch.tensor(labels))

    def loss(self, net: Comparer, batch: Batch) -> Tensor:
        """Cross-entropy, a twentieth of the weight on every label alike."""
        scores = net(batch.first, batch.second, batch.mask1, batch.mask2)
        return F.cross_entropy(scores, batch.labels, self._weights, label_smoothing=0.05)
