"""The head that moved most between two runs: links between two words come first."""

from dataclasses import replace

import numpy as np
import pytest
from support.traces import make_trace, random_weights

from explorer.errors import InputError
from explorer.measures.comparison import align
from explorer.measures.telling_change import between_different_words, telling_change

#        0    1   2     3    4   5    6     7  8
FIRST = "[CLS] the cat , that saw the tired . [SEP]".split()
SECOND = "[CLS] the cat , that saw the wide . [SEP]".split()


def runs(*moves: tuple[int, int, int, int, float]):
    """Two runs that differ in the named words, and in links (layer, head, query, key, weight)."""
    before = np.tile(np.eye(len(FIRST), dtype=np.float32), (2, 3, 1, 1))
    after = before.copy()
    for layer, head, query, key, weight in moves:
        after[layer, head, query, query] -= weight
        after[layer, head, query, key] += weight
    return make_trace(FIRST, weights=before), make_trace(SECOND, weights=after)


def test_a_link_between_two_words_comes_before_all_else_that_moved():
    first, second = runs(
        (0, 0, 5, 0, 0.9),  # to a special token
        (0, 1, 5, 8, 0.9),  # to punctuation
        (0, 2, 4, 5, 0.9),  # to a neighbour
        (1, 0, 1, 6, 0.9),  # to the same word elsewhere
        (1, 1, 2, 4, 0.9),  # to a neighbour behind a comma
        (1, 2, 5, 2, 0.3),
    )
    found = telling_change(first, second, align(first, second))
    assert (found.layer, found.head, found.query, found.key) == (1, 2, 5, 2)
    assert found.change == pytest.approx(0.3)


def test_a_word_and_what_stands_in_its_place_are_one_pair():
    first, second = runs((1, 0, 5, 7, 0.4))
    pairs = align(first, second)
    found = telling_change(first, second, pairs)
    assert (found.layer, found.head) == (1, 0)
    assert second.labels[pairs.second[found.key]] == "wide"
    assert not between_different_words(first, pairs)[7, 7]


@pytest.mark.parametrize("of_second", [True, False])
def test_heads_that_were_set_up_before_the_training_are_no_opening(of_second):
    first, second = runs((0, 1, 5, 2, 0.9), (1, 2, 5, 2, 0.3))
    spec = replace(first.spec, set_up_layers=1)
    first, second = (first, replace(second, spec=spec)) if of_second else (
        replace(first, spec=spec), second)  # fmt: skip
    found = telling_change(first, second)
    assert (found.layer, found.head, found.query, found.key) == (1, 2, 5, 2)


def test_where_no_word_moved_set_up_heads_stay_aside_too():
    first, second = runs((0, 1, 5, 0, 0.9), (1, 2, 5, 0, 0.3))
    assert telling_change(first, second).layer == 0
    first = replace(first, spec=replace(first.spec, set_up_layers=1))
    found = telling_change(first, second)
    assert (found.layer, found.head, found.query) == (1, 2, None)


def test_without_two_words_the_head_that_moved_most_of_all():
    before = random_weights(2, 3, 3)
    after = before.copy()
    after[1, 2] = before[1, 2, :, ::-1]
    names = ["[CLS]", "one", "[SEP]"]
    first, second = make_trace(names, weights=before), make_trace(names, weights=after)
    found = telling_change(first, second)
    assert (found.layer, found.head, found.query) == (1, 2, None)
    assert found.change == pytest.approx(np.abs(after[1, 2] - before[1, 2]).sum() / 2 / 3)
    with pytest.raises(InputError, match="no head stands for another"):
        telling_change(first, make_trace(names, weights=before[:1]))


def test_the_bundled_model_takes_it_off_animal(bundled):
    first = bundled.run("The animal didn't cross the street because it was too tired.")
    second = bundled.run("The animal didn't cross the street because it was too wide.")
    pairs = align(first, second)
    found = telling_change(first, second, pairs)
    assert (found.layer, found.head) == (3, 1)
    labels = [first.labels[place] for place in pairs.first]
    assert (labels[found.query], labels[found.key]) == ("it", "animal")
    assert found.change == pytest.approx(-0.40, abs=0.01)
