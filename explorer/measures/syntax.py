"""Trees read off vectors by a structural probe, and how they agree with trees made by hand.

Hewitt and Manning (2019, NAACL), section 3.1: under a linear map B the squared distance of two
words' states, ||B (h_i - h_j)||^2, is to equal the number of links between the two words in the
sentence's dependency tree. The tree is the minimum spanning tree of these distances. It says
which words are linked, not which of them is the head. Plain numpy and scipy.

W words, D hidden width, R width of the probe.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from explorer.data.treebank import Arc, Sentence
from explorer.errors import InputError

Link = tuple[int, int]
"""Two linked words by their places, the smaller first."""
MOST_WORDS = 200
"""More words than this make no readable tree."""


@dataclass(frozen=True)
class Tree:
    """The words of a sentence, punctuation left out, and the links between them."""

    words: tuple[str, ...]
    links: frozenset[Link]


def squared_distances(states: np.ndarray, probe: np.ndarray) -> np.ndarray:
    """||B (h_i - h_j)||^2 between words. Takes (W, D) and B as (D, R); returns (W, W).

    >>> squared_distances(np.array([[0.0, 0.0], [3.0, 4.0]]), np.eye(2))[0, 1]
    np.float64(25.0)
    """
    seen = np.asarray(states @ probe, np.float64)  # (W, R)
    lengths = (seen**2).sum(axis=-1)
    return np.maximum(lengths[:, None] + lengths[None, :] - 2 * seen @ seen.T, 0)


def spanning_tree(distances: np.ndarray, words: Sequence[int] | None = None) -> frozenset[Link]:
    """The links of the minimum spanning tree over some ``words`` (all unless named). (W, W).

    Raises InputError for a number that is none, and for more than 200 words.
    """
    from scipy.sparse.csgraph import minimum_spanning_tree  # not for drawing

    kept = np.arange(len(distances)) if words is None else np.asarray(words, int)
    if len(kept) > MOST_WORDS:
        raise InputError(f"A tree of {len(kept):,} words cannot be read: shorten the text.")
    part = distances[np.ix_(kept, kept)]
    if not np.isfinite(part).all():
        raise InputError("This run has hidden states that are no numbers: there is no tree.")
    # The routine takes 0 for "no edge": all words are moved apart, which changes no tree.
    found = minimum_spanning_tree(part + (part.max(initial=0) or 1)).tocoo()
    return frozenset(
        _link(int(kept[i]), int(kept[j])) for i, j in zip(found.row, found.col, strict=True)
    )


def gold_links(sentence: Sentence) -> frozenset[Link]:
    """The links of a tree made by hand, punctuation left out as in the paper."""
    return frozenset(
        _link(arc.dependent, arc.head) for arc in sentence.arcs if arc.relation != "punct"
    )


def without_punctuation(sentence: Sentence) -> Sentence:
    """The words that hold a letter or a digit, and the links between them."""
    places = {old: new for new, old in enumerate(spoken(sentence.words))}
    arcs = [
        Arc(places[arc.dependent], places[arc.head], arc.relation)
        for arc in sentence.arcs
        if arc.dependent in places and arc.head in places and arc.relation != "punct"
    ]
    return Sentence(tuple(sentence.words[old] for old in places), tuple(arcs))


def by_hand(sentence: Sentence) -> Tree:
    """The tree of a sentence whose links were made by hand."""
    kept = without_punctuation(sentence)
    return Tree(kept.words, gold_links(kept))


def tree_distances(sentence: Sentence) -> np.ndarray:
    """How many links lie between two words of a tree made by hand. Returns (W, W).

    Words that no link connects are infinitely far.
    """
    from scipy.sparse.csgraph import shortest_path  # not for drawing

    links = np.zeros((len(sentence.words), len(sentence.words)))
    for arc in sentence.arcs:
        links[arc.dependent, arc.head] = 1
    return shortest_path(links, directed=False, unweighted=True)


def agreement(found: Collection[Link], gold: Collection[Link]) -> float:
    """UUAS: the share of the links made by hand that were found, 0 to 1; NaN without any."""
    return len(set(found) & set(gold)) / len(gold) if gold else float("nan")


def neighbours(words: Sequence[int]) -> frozenset[Link]:
    """The tree that links each word to the next: what a probe has to beat.

    >>> sorted(neighbours([0, 1, 3]))
    [(0, 1), (1, 3)]
    """
    return frozenset(_link(one, other) for one, other in pairwise(words))


def spoken(words: Sequence[str]) -> list[int]:
    """Places of the words that hold a letter or a digit: punctuation has no place in the tree.

    >>> spoken(["Yes", ",", "it", "'s", "5", "."])
    [0, 2, 3, 4]
    """
    return [place for place, word in enumerate(words) if any(map(str.isalnum, word))]


def _link(one: int, other: int) -> Link:
    return (min(one, other), max(one, other))
