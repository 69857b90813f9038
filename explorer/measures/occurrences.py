"""Words in many sentences: the sample from which baselines and layer statistics are made.

Plain numpy. The sentences that ship with the project are its own (see explorer/data).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from explorer.measures.similarity import unit_rows
from explorer.measures.words import word_states, words
from explorer.one_line import OneLine
from explorer.text import folded
from explorer.trace import TokenStates


@dataclass(frozen=True, eq=False, repr=False)
class Occurrences(OneLine):
    """Every occurrence of a word in a set of sentences, with its vector at every state."""

    states: np.ndarray  # (L+1, N, D) mean over the pieces of each word
    words: tuple[str, ...]  # N, lower case
    sentence: np.ndarray  # (N,) int: which sentence each stands in

    @property
    def kind(self) -> np.ndarray:
        """Number of each occurrence's word, equal for equal words. Returns (N,) int."""
        return np.unique(np.array(self.words), return_inverse=True)[1]


def occurrences(traces: Iterable[TokenStates]) -> Occurrences:
    """The words of many traces, one sentence each; punctuation is left out.

    Words that hold no letter and no digit say nothing about meaning, and a full stop in every
    sentence would weigh more than any word.
    """
    states: list[np.ndarray] = []
    texts: list[str] = []
    sentence: list[int] = []
    for number, trace in enumerate(traces):
        found = words(trace)
        kept = [i for i, word in enumerate(found) if any(map(str.isalnum, word.text))]
        states.append(word_states(trace)[:, kept])  # (L+1, W, D)
        texts.extend(folded(found[i].text) for i in kept)
        sentence.extend([number] * len(kept))
    return Occurrences(np.concatenate(states, axis=1), tuple(texts), np.array(sentence, np.int64))


def baseline_cosine(sample: Occurrences) -> np.ndarray:
    """Mean cosine of two different words in two different sentences, per state. Returns (L+1,).

    The anisotropy baseline of Ethayarajh (2019, section 3.4), which he estimates from 1,000 random
    words. Here it is exact: all pairs count, each word as much as any other however often it
    occurs. sum_ij u_i . u_j = |sum_i u_i|^2 gives each group of pairs without forming them.
    """
    kinds, places = sample.kind, sample.sentence
    weights = 1.0 / np.bincount(kinds)[kinds]  # (N,): a word's occurrences share one vote
    both = np.unique(np.stack([kinds, places]), axis=1, return_inverse=True)[1].ravel()
    nothing = np.zeros_like(kinds)
    count = _pair_sum(np.ones((1, len(kinds), 1)), weights, (nothing, kinds, places, both))
    if count[0] <= 0:
        return np.zeros(len(sample.states))
    vectors = unit_rows(sample.states.astype(np.float64))  # (L+1, N, D)
    return _pair_sum(vectors, weights, (nothing, kinds, places, both)) / count


def _pair_sum(
    vectors: np.ndarray, weights: np.ndarray, groups: tuple[np.ndarray, ...]
) -> np.ndarray:
    """Weighted sum of dot products over pairs that share neither kind nor place. Returns (L+1,).

    All pairs, less those of one kind, less those of one place, plus those of both.
    """
    weighted = vectors * weights[:, None]  # (L+1, N, D)
    total = np.zeros(len(vectors))
    for sign, labels in zip((1, -1, -1, 1), groups, strict=True):
        order = np.argsort(labels, kind="stable")
        starts = np.flatnonzero(np.diff(labels[order], prepend=-1))  # (G,)
        sums = np.add.reduceat(weighted[:, order], starts, axis=1)  # (L+1, G, D)
        total += sign * (sums * sums).sum(axis=(1, 2))
    return total
