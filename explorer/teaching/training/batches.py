"""Batches for training: texts of like length together, padded, in an order that a seed fixes."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from explorer.teaching.training.cached_states import StateSet


class ConcatStates:
    """Several sets of states, indexed as one long list of texts."""

    def __init__(self, sets: Sequence[StateSet]) -> None:
        self._sets = list(sets)
        self._place = [
            (part, text) for part, found in enumerate(sets) for text in range(len(found))
        ]
        self.lengths = np.concatenate([np.diff(found.starts) for found in sets])

    def __len__(self) -> int:
        return len(self._place)

    def states(self, text: int) -> np.ndarray:
        """States of one text, (T, L+1, D)."""
        part, number = self._place[text]
        found = self._sets[part]
        return found.states[found.rows(number)]

    def ids(self, text: int) -> np.ndarray:
        """Token ids of one text, (T,)."""
        part, number = self._place[text]
        found = self._sets[part]
        return found.ids[found.rows(number)]

    def padded(self, texts: Sequence[int]) -> tuple[Tensor, Tensor]:
        """States (B, T, L+1, D) float16 and mask (B, T) bool of several texts."""
        return padded([self.states(text) for text in texts])


def padded(arrays: Sequence[np.ndarray]) -> tuple[Tensor, Tensor]:
    """Arrays (T, ...) of different lengths as one tensor (B, T, ...), and where it is filled."""
    longest = max(len(array) for array in arrays)
    whole = np.zeros((len(arrays), longest, *arrays[0].shape[1:]), arrays[0].dtype)
    mask = np.zeros((len(arrays), longest), bool)
    for row, array in enumerate(arrays):
        whole[row, : len(array)] = array
        mask[row, : len(array)] = True
    return torch.from_numpy(whole), torch.from_numpy(mask)


def shuffled_batches(lengths: np.ndarray, most_rows: int, rng: random.Random) -> list[list[int]]:
    """Numbers of texts in batches of at most ``most_rows`` padded rows, in random order."""
    order = list(range(len(lengths)))
    order.sort(key=lambda text: (int(lengths[text]) + rng.randrange(4), rng.random()))
    found, batch, longest = [], [], 0
    for text in order:
        longest = max(longest, int(lengths[text]))
        if batch and longest * (len(batch) + 1) > most_rows:
            found.append(batch)
            batch, longest = [], int(lengths[text])
        batch.append(text)
    if batch:
        found.append(batch)
    rng.shuffle(found)
    return found
