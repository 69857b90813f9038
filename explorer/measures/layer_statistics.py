"""What each layer does to word vectors: context, similarity, length and change.

Plain numpy. Ethayarajh (2019), "How Contextual are Contextualized Word Representations?".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.measures.occurrences import Occurrences, baseline_cosine
from explorer.measures.similarity import cosine, cosine_distance, unit_rows
from explorer.one_line import OneLine
from explorer.trace import Trace

LEAST_OCCURRENCES = 5
"""Words that occur less often than this say little about how much context changes a word."""


@dataclass(frozen=True, eq=False, repr=False)
class LayerCurves(OneLine):
    """One number per state; adjusted curves are raw minus baseline."""

    baseline: np.ndarray  # (L+1,) mean cosine of unrelated words
    self_similarity: np.ndarray  # (L+1,) of one word in different sentences
    intra_similarity: np.ndarray  # (L+1,) of words with the mean of their sentence
    words: int  # words with at least LEAST_OCCURRENCES occurrences

    @property
    def self_adjusted(self) -> np.ndarray:
        """Self-similarity above the baseline. Returns (L+1,)."""
        return self.self_similarity - self.baseline

    @property
    def intra_adjusted(self) -> np.ndarray:
        """Intra-sentence similarity above the baseline. Returns (L+1,)."""
        return self.intra_similarity - self.baseline


def layer_curves(sample: Occurrences) -> LayerCurves:
    """The three curves of Ethayarajh (2019, section 3.3) over one sample."""
    each = self_similarity(sample)
    states = len(sample.states)
    mean = np.mean(list(each.values()), axis=0) if each else np.full(states, np.nan)
    return LayerCurves(baseline_cosine(sample), mean, intra_similarity(sample), len(each))


def self_similarity(
    sample: Occurrences, *, least: int = LEAST_OCCURRENCES
) -> dict[str, np.ndarray]:
    """SelfSim(w) = mean over j != k of cos(w in s_j, w in s_k), per state. Values are (L+1,).

    Only words with ``least`` occurrences. (sum of all pairs = |sum of unit vectors|^2.)
    """
    vectors = unit_rows(sample.states)  # (L+1, N, D)
    kinds, names = sample.kind, np.array(sample.words)
    found = {}
    for kind, count in enumerate(np.bincount(kinds)):
        if count >= least:
            total = vectors[:, kinds == kind].sum(axis=1)  # (L+1, D)
            squared = (total * total).sum(axis=-1)  # (L+1,)
            word = str(names[np.argmax(kinds == kind)])
            found[word] = (squared - count) / (count * count - count)
    return found


def intra_similarity(sample: Occurrences) -> np.ndarray:
    """IntraSim(s) = mean over words of cos(mean vector of s, word), mean over s. Returns (L+1,)."""
    each = []
    for number in np.unique(sample.sentence):
        states = sample.states[:, sample.sentence == number]  # (L+1, n, D)
        each.append(cosine(states, states.mean(axis=1, keepdims=True)).mean(axis=-1))
    return np.mean(each, axis=0)


def norms(trace: Trace) -> np.ndarray:
    """Euclidean length of each token's state. Returns (L+1, T)."""
    return np.linalg.norm(trace.hidden, axis=-1)


def angular_change(trace: Trace) -> np.ndarray:
    """1 - cos(state before, state after) of each layer and token, 0 to 2. Returns (L, T)."""
    return cosine_distance(trace.hidden[1:], trace.hidden[:-1])


def relative_step(trace: Trace) -> np.ndarray:
    """|after - before| / |before| of each layer and token. Returns (L, T)."""
    lengths = np.linalg.norm(trace.hidden[:-1], axis=-1)  # (L, T)
    steps = np.linalg.norm(np.diff(trace.hidden, axis=0), axis=-1)  # (L, T)
    return steps / np.maximum(lengths, np.finfo(np.float32).tiny)
