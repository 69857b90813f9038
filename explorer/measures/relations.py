"""How well single heads find grammatical relations, as Clark et al. (2019, section 4) measured it.

For every link the head's most attended word is looked up, the word itself and special tokens left
out; accuracy is the share of links where it is the right one. Plain numpy.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from explorer.data.treebank import Arc, Sentence
from explorer.measures.words import between_words
from explorer.one_line import OneLine
from explorer.trace import Trace

Direction = Literal["dependent → head", "head → dependent"]
DIRECTIONS: tuple[Direction, Direction] = ("dependent → head", "head → dependent")
ALL = "all relations"
LEFT_OUT = ("punct", "root")
"""Relations that say nothing about words: they are not scored."""


@dataclass(frozen=True, eq=False, repr=False)
class RelationScore(OneLine):
    """How well each head finds one relation in one direction, beside the best fixed offset."""

    relation: str
    direction: Direction
    count: int  # links
    accuracy: np.ndarray  # (L, H), 0 to 1
    baseline: float  # accuracy of always pointing ``offset`` words on
    offset: int

    @property
    def best(self) -> tuple[int, int]:
        """Layer and head with the highest accuracy, the first of equals."""
        return divmod(int(self.accuracy.argmax()), self.accuracy.shape[1])

    @property
    def best_accuracy(self) -> float:
        """The highest accuracy of a head."""
        return float(self.accuracy.max())

    @property
    def gain(self) -> float:
        """What the best head knows beyond the best fixed offset."""
        return self.best_accuracy - self.baseline


def relation_scores(
    read: Iterable[tuple[Sentence, Trace]], *, least: int = 3
) -> tuple[RelationScore, ...]:
    """Score every head on every relation with at least ``least`` links, in both directions.

    ``read`` pairs each sentence with the Trace of its words (``engine.run(words=...)``); it may be
    a generator, so traces need not be kept. Largest gain over the baseline first.
    """
    hits: dict[tuple[str, Direction], np.ndarray] = {}
    counts: Counter[tuple[str, Direction]] = Counter()
    offsets: dict[tuple[str, Direction], Counter[int]] = defaultdict(Counter)
    for sentence, trace in read:
        pointed = most_attended(trace, len(sentence.words))  # (L, H, W)
        for arc in sentence.arcs:
            for name in _names(arc):
                for direction in DIRECTIONS:
                    query, key = _ends(arc, direction)
                    if not (_stands(trace, query) and _stands(trace, key)):
                        continue  # cut off at the model's limit
                    found = (pointed[:, :, query] == key).astype(np.int64)  # (L, H)
                    hits[name, direction] = hits.get((name, direction), 0) + found
                    counts[name, direction] += 1
                    offsets[name, direction][key - query] += 1
    scores = [
        _score(name, direction, hits[name, direction], counts, offsets)
        for name, direction in hits
        if counts[name, direction] >= least
    ]
    return tuple(sorted(scores, key=lambda score: -score.gain))


def most_attended(trace: Trace, words: int) -> np.ndarray:
    """The word that each word attends to most in each head, itself left out. (L, H, W) int.

    Attention to a split word is summed, attention from it averaged; special tokens are left out.
    """
    units = np.arange(words)
    found = np.zeros((trace.num_layers, trace.num_heads, words), np.int64)
    for layer in range(trace.num_layers):
        between = between_words(trace.attention(layer), trace.word, units)  # (H, W, W)
        between[:, units, units] = -1
        found[layer] = between.argmax(axis=-1)
    return found


def _names(arc: Arc) -> tuple[str, ...]:
    """What an arc counts for: its relation, and all relations together."""
    return () if arc.relation.split(":")[0] in LEFT_OUT else (arc.relation, ALL)


def _ends(arc: Arc, direction: Direction) -> tuple[int, int]:
    """Which word attends, and which one should be attended to."""
    if direction == DIRECTIONS[0]:
        return arc.dependent, arc.head
    return arc.head, arc.dependent


def _stands(trace: Trace, word: int) -> bool:
    return bool((trace.word == word).any())


def _score(
    name: str,
    direction: Direction,
    hits: np.ndarray,
    counts: Counter[tuple[str, Direction]],
    offsets: dict[tuple[str, Direction], Counter[int]],
) -> RelationScore:
    count = counts[name, direction]
    offset, right = max(offsets[name, direction].items(), key=lambda item: (item[1], -abs(item[0])))
    return RelationScore(name, direction, count, hits / count, right / count, offset)
