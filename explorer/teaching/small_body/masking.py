"""Batches of texts with some tokens masked: each a function of the seed and its number alone.

So a training that was stopped goes on with the batches it would have had.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

POOL = 16
"""Batches whose texts are sorted by length together, so that few places are padded."""


class MaskedBatch(NamedTuple):
    """Texts with some tokens masked, and what stood there."""

    ids: Tensor  # (B, T) with the mask's id where a token is hidden
    mask: Tensor  # (B, T) int64, 1 where there is a token at all
    hidden: Tensor  # (B, T) bool
    words: Tensor  # (M,) the hidden tokens


class MaskedTexts:
    """Texts as token ids, [CLS] first and [SEP] last, handed out in batches without end."""

    def __init__(
        self, texts: Sequence[Sequence[int]], *, mask_id: int, share: float, size: int, seed: int
    ) -> None:
        self.texts = [np.asarray(ids, np.int64) for ids in texts]
        self._mask_id, self._share, self._size, self._seed = mask_id, share, size, seed
        self._epoch = lru_cache(maxsize=1)(self._batches_of)

    @property
    def batches_per_epoch(self) -> int:
        """Batches until each text was read once."""
        return -(-len(self.texts) // self._size)

    def batch(self, step: int) -> MaskedBatch:
        """The batch of a training step, counted from 0."""
        epoch, number = divmod(step, self.batches_per_epoch)
        chosen = [self.texts[text] for text in self._epoch(epoch)[number]]
        return hide(chosen, self._mask_id, self._share, random.Random(f"{self._seed} {step}"))

    def _batches_of(self, epoch: int) -> list[list[int]]:
        """The numbers of the texts of each batch of one epoch."""
        rng = random.Random(f"{self._seed} epoch {epoch}")
        order = rng.sample(range(len(self.texts)), len(self.texts))
        found: list[list[int]] = []
        for start in range(0, len(order), POOL * self._size):
            pool = sorted(order[start : start + POOL * self._size], key=self._length)
            found += [pool[at : at + self._size] for at in range(0, len(pool), self._size)]
        rng.shuffle(found)
        return found

    def _length(self, text: int) -> int:
        return len(self.texts[text])


def hide(
    texts: Sequence[np.ndarray], mask_id: int, share: float, rng: random.Random
) -> MaskedBatch:
    """These texts, padded with 0, with tokens masked at random: never the first or last one."""
    longest = max(len(ids) for ids in texts)
    ids = np.zeros((len(texts), longest), np.int64)  # (B, T)
    hidden = np.zeros_like(ids, dtype=bool)
    for row, text in enumerate(texts):
        ids[row, : len(text)] = text
        count = max(1, round(share * (len(text) - 2)))
        hidden[row, rng.sample(range(1, len(text) - 1), count)] = True
    present = np.arange(longest) < np.array([[len(text)] for text in texts])  # (B, T)
    return MaskedBatch(
        torch.from_numpy(np.where(hidden, mask_id, ids)), torch.from_numpy(present).long(),
        torch.from_numpy(hidden), torch.from_numpy(ids[hidden]),
    )  # fmt: skip
