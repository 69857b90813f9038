"""A Trace in words instead of tokens, or a part of it: the same weights, merged and selected.

Attention between words is averaged over the pieces of the query and summed over those of the key
(Clark et al., 2019, section 4.1); a word's state is the mean of its pieces'. A part shows the
weights as they are: its rows sum to 1 only together with what is left out. Plain numpy.
W units (words or tokens) of T tokens.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from explorer.embedding import EmbeddingSum
from explorer.errors import InputError
from explorer.measures.words import mean_matrix, piece_matrix, unit_labels, unit_numbers
from explorer.one_line import OneLine
from explorer.text import TokenizedText
from explorer.trace import CapturedLayer, Trace, WeightsLayer

Part = tuple[int, int]
"""First unit and the one after the last, counted from 0, as a slice."""


@dataclass(frozen=True, eq=False, repr=False)
class Excerpt(OneLine):
    """Which tokens make up each unit that is shown."""

    numbers: np.ndarray  # (T,) the unit that each token belongs to
    units: np.ndarray  # (W,) those that are shown
    merged: bool  # whether units are words

    def firsts(self) -> np.ndarray:
        """The first token of each unit. (W,) int."""
        return np.unique(self.numbers, return_index=True)[1][self.units]

    def weights(self, given: np.ndarray) -> np.ndarray:
        """Weights between units. Takes (..., T, T), returns (..., W, W)."""
        if not self.merged:
            return given[..., self.units[:, None], self.units]
        pieces = piece_matrix(self.numbers, self.units)  # (W, T)
        return mean_matrix(pieces) @ given @ pieces.T

    def vectors(self, given: np.ndarray) -> np.ndarray:
        """The mean vector of each unit. Takes (..., T, D), returns (..., W, D)."""
        if not self.merged:
            return given[..., self.units, :]
        return mean_matrix(piece_matrix(self.numbers, self.units)) @ given


@dataclass(frozen=True, eq=False, repr=False)
class ExcerptLayer(OneLine):
    """One layer's attention between units, computed when it is asked for."""

    whole: CapturedLayer | WeightsLayer | ExcerptLayer
    taken: Excerpt

    def attention(self) -> np.ndarray:
        """Attention weights between units. Returns (H, W, W)."""
        weights = self.taken.weights(self.whole.attention())
        weights.flags.writeable = False
        return weights

    def of_head(self, head: int) -> ExcerptLayer:
        """The same layer with this head alone."""
        if isinstance(self.whole, WeightsLayer):
            return replace(self, whole=WeightsLayer(self.whole.weights[head : head + 1]))
        return replace(self, whole=self.whole.of_head(head))

    @property
    def heads(self) -> int:
        """Number of attention heads."""
        return self.whole.heads


def count(text: TokenizedText, *, words: bool) -> int:
    """How many tokens, or words and special tokens, there are."""
    return int(unit_numbers(text).max()) + 1 if words else text.num_tokens


def taken(text: TokenizedText, *, words: bool, part: Part | None = None) -> Excerpt:
    """The units of a part, or all; an end beyond the last is the last. Raises InputError."""
    total = count(text, words=words)
    numbers = unit_numbers(text) if words else np.arange(text.num_tokens)
    return Excerpt(numbers, np.arange(*within(part, total, "words" if words else "tokens")), words)


def within(part: Part | None, total: int, unit: str) -> Part:
    """A part with its end on the last unit at most. Raises InputError where nothing is left."""
    first, end = part or (0, total)
    if not 0 <= first < min(end, total):
        raise InputError(
            f"There is no part {first}:{end} of {total} {unit}: it begins with a number from 0 to "
            f"{total - 1} and ends behind it, such as 0:{min(40, total)}."
        )
    return first, min(end, total)


def excerpt(trace: Trace, shown: Excerpt) -> Trace:
    """The Trace of these units. Its embedding sum is that of tokens: words have none."""
    firsts = shown.firsts()  # (W,)
    labels = np.array(unit_labels(trace) if shown.merged else trace.labels, object)[shown.units]
    return replace(
        trace,
        tokens=tuple(labels) if shown.merged else tuple(trace.tokens[at] for at in firsts),
        labels=tuple(labels),
        hidden=shown.vectors(trace.hidden),
        layers=tuple(ExcerptLayer(layer, shown) for layer in trace.layers),
        embedding=trace.embedding if shown.merged else _embedding(trace.embedding, shown.units),
        offsets=_offsets(trace, shown),
        **{name: getattr(trace, name)[firsts] for name in ("ids", "side", "special", "word",
                                                           "segment")},
    )  # fmt: skip


def _offsets(trace: Trace, shown: Excerpt) -> np.ndarray:
    """The characters of each unit, from its first token's to its last one's. (W, 2)."""
    backwards = np.unique(shown.numbers[::-1], return_index=True)[1]  # (all units,)
    lasts = len(shown.numbers) - 1 - backwards[shown.units]  # (W,)
    return np.stack([trace.offsets[shown.firsts(), 0], trace.offsets[lasts, 1]], axis=1)


def _embedding(given: EmbeddingSum, units: np.ndarray) -> EmbeddingSum:
    """The embedding sum of some tokens."""
    parts = (
        replace(part, rows=part.rows[units], vectors=part.vectors[units]) for part in given.parts
    )
    return replace(given, parts=tuple(parts))
