"""Training the head that fills in masked words, with low-rank updates of the body."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from explorer.engine import Engine
from explorer.teaching.training.batches import padded, shuffled_batches
from explorer.teaching.updated_nets import Filler
from explorer.text import TextInput

CHUNK = 72
"""Tokens of one training text at most."""


class Batch(NamedTuple):
    """Texts with some tokens masked, and what stood there."""

    ids: Tensor  # (B, T)
    mask: Tensor  # (B, T) where there is a token at all
    hidden: Tensor  # (B, T) bool: masked
    words: Tensor  # (M,) the masked tokens


class FillingSet:
    """Texts with a share of their tokens masked, different ones in every epoch."""

    def __init__(
        self, engine: Engine, texts: Sequence[str], *, share: float = 0.15, batch_rows: int = 1024
    ) -> None:
        self._share, self._rows = share, batch_rows
        encoder = engine.encoder
        self._mask_id = int(encoder.backend.token_to_id("[MASK]"))
        self.ids = [encoder.encode(TextInput(text), 2 * CHUNK).ids for text in texts]
        self.lengths = np.array([len(ids) for ids in self.ids])

    def batches(self, rng: random.Random, epoch: int) -> Iterable[Batch]:
        """All texts once."""
        del epoch
        for texts in shuffled_batches(self.lengths, self._rows, rng):
            yield self.batch(texts, rng)

    def batch(self, texts: Sequence[int], rng: random.Random) -> Batch:
        """These texts with tokens hidden at random, never [CLS] or [SEP]."""
        ids, mask = padded([self.ids[text] for text in texts])
        hidden = torch.zeros_like(mask)
        for row, text in enumerate(texts):
            inside = range(1, len(self.ids[text]) - 1)
            count = max(1, round(self._share * len(inside)))
            hidden[row, rng.sample(inside, min(count, len(inside)))] = True
        words = ids[hidden]
        return Batch(ids.masked_fill(hidden, self._mask_id), mask, hidden, words)

    def loss(self, net: Filler, batch: Batch) -> Tensor:
        """Cross-entropy over the vocabulary."""
        with torch.autocast("cpu", torch.bfloat16):
            logits = net(batch.ids, batch.mask, batch.hidden)
        return F.cross_entropy(logits.float(), batch.words)
