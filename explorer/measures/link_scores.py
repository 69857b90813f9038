"""Which heads connect the words that a reader points at. Plain numpy.

A link goes from the word that attends (query) to the word attended to (key).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explorer.errors import InputError
from explorer.measures.words import between_words, unit_numbers
from explorer.one_line import OneLine
from explorer.trace import Trace

WordLink = tuple[int, int]
"""From a unit to a unit, both counted as in ``words.unit_numbers``."""


@dataclass(frozen=True, eq=False, repr=False)
class LinkScores(OneLine):
    """How strongly each head draws the wanted links. All (L, H)."""

    weight: np.ndarray  # mean weight of the links, 0 to 1
    rank: np.ndarray  # share of the head's other weights that are smaller, 0 to 1
    same_distance: np.ndarray  # the same among weights over the same distance; NaN if none
    lift: np.ndarray  # weight divided by an even spread, 1 / W

    def best(self) -> list[tuple[int, int]]:
        """All heads as (layer, head), strongest first."""
        order = np.argsort(-self.weight, axis=None, kind="stable")
        heads = self.weight.shape[1]
        return [divmod(int(place), heads) for place in order]


def link_scores(trace: Trace, links: Sequence[WordLink]) -> LinkScores:
    """Score every head for one link or several drawn links.

    ``rank`` says how unusual the links are for this head: 0.95 means that they are larger than
    95 % of its other weights between typed words. ``same_distance`` compares with words equally
    far apart only, so a head that always looks one word back is not taken for one that knows these
    words. Raises InputError without a link, or for one that leaves the text.
    """
    numbers = unit_numbers(trace)
    count = int(numbers.max()) + 1
    _check(links, count)
    typed = np.zeros(count, bool)
    typed[numbers[~trace.special]] = True
    shape = (trace.num_layers, trace.num_heads)
    weight, rank, near = (np.zeros(shape, np.float32) for _ in range(3))
    cells = _Cells.of(links, typed)
    for layer in range(trace.num_layers):
        words = between_words(trace.attention(layer), numbers, np.arange(count))  # (H, W, W)
        weight[layer] = words[:, cells.queries, cells.keys].mean(axis=1)
        rank[layer] = cells.rank(words, cells.others)
        near[layer] = cells.rank(words, cells.same_distance)
    return LinkScores(weight, rank, near, weight * count)


@dataclass(frozen=True, eq=False, repr=False)
class _Cells(OneLine):
    """The cells of the links, and those that they are compared with."""

    queries: np.ndarray  # (links,)
    keys: np.ndarray  # (links,)
    others: list[np.ndarray]  # for each link (W, W) bool
    same_distance: list[np.ndarray]

    @classmethod
    def of(cls, links: Sequence[WordLink], typed: np.ndarray) -> _Cells:
        queries, keys = np.array(links, int).reshape(-1, 2).T
        others = typed[:, None] & typed[None, :]
        others[queries, keys] = False
        place = np.arange(len(typed))
        offset = place[None, :] - place[:, None]  # (W, W)
        near = [others & (offset == key - query) for query, key in links]
        return cls(queries, keys, [others] * len(links), near)

    def rank(self, words: np.ndarray, among: list[np.ndarray]) -> np.ndarray:
        """Mean over the links of the share of cells whose weight is smaller. (H,)."""
        found = []
        for query, key, cells in zip(self.queries, self.keys, among, strict=True):
            if cells.any():
                found.append((words[:, cells] < words[:, query, key, None]).mean(axis=1))
        return np.mean(found, axis=0) if found else np.full(len(words), np.nan)


def _check(links: Sequence[WordLink], count: int) -> None:
    if not links:
        raise InputError("No link is drawn yet: choose an attending word and an attended word.")
    for query, key in links:
        if not (0 <= query < count and 0 <= key < count):
            raise InputError(f"A link points outside the text, which has {count} words here.")
