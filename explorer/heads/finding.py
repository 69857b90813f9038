"""Training the head that finds the answer to a question in a passage."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from explorer.engine import Engine
from explorer.heads.batches import Shelf, padded, shuffled_batches
from explorer.heads.corpora import Question
from explorer.heads.nets import HIDDEN, Finder
from explorer.heads.states import states_of
from explorer.text import TextInput


class Batch(NamedTuple):
    """Questions and their passages side by side."""

    question: tuple[Tensor, Tensor]  # states (B, Q, L+1, D), mask (B, Q)
    passage: tuple[Tensor, Tensor]  # states (B, T, L+1, D), mask (B, T)
    same: Tensor  # (B, T): the question has this token too
    right: Tensor  # (B, T, 2) bool: an answer begins, ends here


class FindingLesson:
    """Questions in one or several arrangements of passages; an epoch takes one arrangement."""

    def __init__(
        self,
        engine: Engine,
        arrangements: Sequence[Sequence[Question]],
        *,
        folder: Path | None = None,
        batch_rows: int = 2048,
    ) -> None:
        self.arrangements = arrangements
        self._rows = batch_rows
        everything = [item for part in arrangements for item in part]
        passages = list(dict.fromkeys(item.passage for item in everything))
        questions = list(dict.fromkeys(item.question for item in everything))
        self._passage = {text: number for number, text in enumerate(passages)}
        self._question = {text: number for number, text in enumerate(questions)}
        self.passages = Shelf([states_of(engine, [TextInput(text) for text in passages], folder)])
        self.questions = Shelf([states_of(engine, [TextInput(text) for text in questions], folder)])
        encode, most = engine.encoder.encode, engine.spec.max_tokens
        self.offsets = [encode(TextInput(text), most).offsets for text in passages]

    def batches(self, chance: random.Random, epoch: int) -> Iterable[Batch]:
        """All questions once, in the arrangement of this epoch."""
        items = self.arrangements[epoch % len(self.arrangements)]
        for numbers in shuffled_batches(self.lengths(items), self._rows, chance):
            yield self.batch([items[number] for number in numbers])

    def lengths(self, items: Sequence[Question]) -> np.ndarray:
        """Tokens of each question's passage."""
        return self.passages.lengths[[self._passage[item.passage] for item in items]]

    def batch(self, items: Sequence[Question]) -> Batch:
        """These questions."""
        texts = [self._passage[item.passage] for item in items]
        asked = [self._question[item.question] for item in items]
        same = [
            shared(self.questions.ids(q), self.passages.ids(p))
            for q, p in zip(asked, texts, strict=True)
        ]
        right = [self._right(item, text) for item, text in zip(items, texts, strict=True)]
        return Batch(
            self.questions.padded(asked),
            self.passages.padded(texts),
            padded(same)[0],
            padded(right)[0],
        )

    def loss(self, net: Finder, batch: Batch) -> Tensor:
        """Negative log probability of the right first and last token, any of the answers'."""
        scores = net(batch.question, batch.passage, batch.same)
        scores = scores - HIDDEN * (~batch.passage[1])[..., None].float()
        wrong = scores - HIDDEN * (~batch.right).float()
        known = batch.right.any(1).all(1)  # (B,) an answer beyond the limit is no lesson
        lost = (torch.logsumexp(scores, 1) - torch.logsumexp(wrong, 1)).sum(1)  # (B,)
        return (lost * known).sum() / known.sum().clamp(min=1)

    def _right(self, item: Question, text: int) -> np.ndarray:
        """(T, 2): tokens with which an answer begins or ends."""
        offsets = self.offsets[text]
        marks = np.zeros((len(offsets), 2), bool)
        for begin, end in item.answers:
            inside = np.flatnonzero((offsets[:, 0] < end) & (offsets[:, 1] > begin))
            if len(inside):
                marks[inside[0], 0] = marks[inside[-1], 1] = True
        return marks


def shared(question: np.ndarray, passage: np.ndarray) -> np.ndarray:
    """1 where a token of the passage also stands in the question, special tokens aside. (T,)"""
    found = np.isin(passage, question[1:-1]).astype(np.float32)
    found[[0, -1]] = 0
    return found
