"""Training the head that reads a question and a passage together, with updates of the body."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from explorer.engine import Engine
from explorer.teaching.nets import HIDDEN
from explorer.teaching.training.batches import padded, shuffled_batches
from explorer.teaching.training.corpora import Question
from explorer.teaching.updated_nets import Reader
from explorer.text import TextInput, TokenizedText


class Batch(NamedTuple):
    """Questions, each before its passage."""

    ids: Tensor  # (B, T)
    mask: Tensor  # (B, T) bool: where there is a token at all
    side: Tensor  # (B, T): 1 in the passage
    inside: Tensor  # (B, T) bool: tokens of the passage
    right: Tensor  # (B, T, 2) bool: an answer begins, ends here


class ReadingSet:
    """Questions in one or several arrangements of passages; an epoch takes one arrangement."""

    def __init__(
        self, engine: Engine, arrangements: Sequence[Sequence[Question]], *, batch_rows: int
    ) -> None:
        self._arrangements, self._rows = arrangements, batch_rows
        self._encode, self._most = engine.encoder.encode, engine.spec.max_tokens

    def batches(self, rng: random.Random, epoch: int) -> Iterable[Batch]:
        """All questions once, in this epoch's arrangement, without those whose answer is cut."""
        items = self._arrangements[epoch % len(self._arrangements)]
        encoded = [self._encode(TextInput(i.question, i.passage), self._most) for i in items]
        marks = [answer_marks(e, i) for e, i in zip(encoded, items, strict=True)]
        known = [number for number, found in enumerate(marks) if found.any(0).all()]
        lengths = np.array([len(encoded[number].ids) for number in known])
        for numbers in shuffled_batches(lengths, self._rows, rng):
            yield collated([(encoded[known[n]], marks[known[n]]) for n in numbers])

    def loss(self, net: Reader, batch: Batch) -> Tensor:
        """Negative log probability of the right first and last token, any of the answers'."""
        with torch.autocast("cpu", torch.bfloat16):
            scores = net(batch.ids, batch.mask, batch.side, batch.inside)
        right = scores - HIDDEN * (~batch.right).float()
        return (torch.logsumexp(scores, 1) - torch.logsumexp(right, 1)).sum(1).mean()


def collated(pairs: Sequence[tuple[TokenizedText, np.ndarray]]) -> Batch:
    """Tokenized pairs and their marks, padded."""
    ids, mask = padded([encoded.ids for encoded, _ in pairs])
    side = padded([encoded.side for encoded, _ in pairs])[0]
    inside = padded([(e.side == 1) & ~e.special for e, _ in pairs])[0]
    return Batch(ids, mask, side, inside, padded([marks for _, marks in pairs])[0])


def answer_marks(encoded: TokenizedText, item: Question) -> np.ndarray:
    """Tokens of the passage with which an answer begins or ends. (T, 2) bool"""
    offsets, inside = encoded.offsets, (encoded.side == 1) & ~encoded.special
    marks = np.zeros((len(offsets), 2), bool)
    for begin, end in item.answers:
        found = np.flatnonzero(inside & (offsets[:, 0] < end) & (offsets[:, 1] > begin))
        # An answer that is cut off at the model's limit has no last token.
        if len(found) and offsets[found[-1], 1] >= end:
            marks[found[0], 0] = marks[found[-1], 1] = True
    return marks
