"""Trees from vectors: by hand, by brute force, and on what cannot be read."""

from itertools import combinations

import numpy as np
import pytest

from explorer.data.treebank import Arc, Sentence
from explorer.errors import InputError
from explorer.measures import syntax

# "old cats chase mice .": old - cats - chase - mice, and the full stop
TREE = Sentence(
    ("old", "cats", "chase", "mice", "."),
    (Arc(0, 1, "amod"), Arc(1, 2, "nsubj"), Arc(3, 2, "obj"), Arc(4, 2, "punct")),
)


def placed():
    """Vectors whose squared distances are the tree's: a direction of its own for each link."""
    states = np.zeros((5, 4))
    states[0] = [1, 1, 0, 0]  # cats and one link more
    states[1] = [1, 0, 0, 0]
    states[3] = [0, 0, 1, 0]
    states[4] = [0, 0, 0, 1]
    return states


def test_vectors_placed_like_the_tree_give_its_distances_and_links():
    distances = syntax.squared_distances(placed(), np.eye(4))
    assert np.array_equal(distances, syntax.tree_distances(TREE))
    assert syntax.spanning_tree(distances, [0, 1, 2, 3]) == syntax.gold_links(TREE)


def test_distances_are_those_of_every_pair_one_by_one():
    rng = np.random.default_rng(0)
    states, probe = rng.normal(size=(6, 5)), rng.normal(size=(5, 3))
    found = syntax.squared_distances(states, probe)
    for i, j in combinations(range(6), 2):
        assert found[i, j] == pytest.approx(np.linalg.norm((states[i] - states[j]) @ probe) ** 2)


def test_the_tree_is_the_lightest_of_all():
    distances = np.random.default_rng(1).random((5, 5))
    distances += distances.T
    links = list(combinations(range(5), 2))
    trees = [tree for tree in combinations(links, 4) if _connected(tree)]
    assert len(trees) == 5**3  # Cayley's formula
    lightest = min(trees, key=lambda tree: sum(distances[link] for link in tree))
    assert syntax.spanning_tree(distances) == frozenset(lightest)


def _connected(tree):
    reached = {0}
    for _ in range(5):
        reached |= {end for link in tree if reached & set(link) for end in link}
    return len(reached) == 5


def test_equal_vectors_are_linked_nevertheless():
    assert len(syntax.spanning_tree(np.zeros((4, 4)))) == 3


@pytest.mark.parametrize("count", [0, 1])
def test_too_few_words_have_no_links(count):
    assert syntax.spanning_tree(np.zeros((count, count))) == frozenset()


def test_agreement_counts_links_of_the_hand_made_tree():
    gold = syntax.gold_links(TREE)
    assert syntax.agreement({(0, 1), (1, 2), (1, 3)}, gold) == pytest.approx(2 / 3)
    assert np.isnan(syntax.agreement({(0, 1)}, ()))
    assert syntax.agreement(syntax.neighbours([0, 1, 2, 3]), gold) == 1


def test_what_cannot_be_a_tree_is_refused():
    with pytest.raises(InputError, match="no numbers"):
        syntax.spanning_tree(np.full((2, 2), np.nan))
    with pytest.raises(InputError, match="201 words"):
        syntax.spanning_tree(np.zeros((201, 201)))
