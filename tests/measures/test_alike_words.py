"""Parts of a cosine merged into words, by hand."""

import numpy as np
from support.traces import SINGLE, make_trace

from explorer.measures.alike_words import REST, alike_words


def split():
    """[CLS] the cat ##s sat [SEP], the second piece of "cats" and the biases easy to tell."""
    trace = make_trace(SINGLE)
    parts = np.zeros((7, 7))
    parts[2, 2], parts[2, 3], parts[3, 3] = 0.1, 0.02, 0.03  # cat, ##s
    parts[4, 1] = -0.05  # sat with the
    parts[0, 4], parts[6, 6], parts[6, 2] = 0.2, 0.4, -0.1  # [CLS], biases
    return trace, parts


def test_pieces_are_summed_and_the_rest_holds_special_tokens_and_biases():
    trace, parts = split()
    found = alike_words(trace, trace, parts)
    assert found.rows == found.columns == ("the", "cats", "sat", REST)
    expected = [[0, 0, 0, 0], [0, 0.15, 0, 0], [-0.05, 0, 0, 0], [0, -0.1, 0.2, 0.4]]
    np.testing.assert_allclose(found.values, expected, atol=1e-12)
    assert np.isclose(found.cosine, parts.sum())
    assert np.isclose(found.rest, 0.5)
    assert found.words.shape == (3, 3)


def test_top_pairs_are_those_of_words():
    trace, parts = split()
    found = alike_words(trace, trace, parts)
    [(row, column, value)] = found.top(5)
    assert (row, column) == ("cats", "cats")
    assert np.isclose(value, 0.15)
    [(row, column, value)] = found.top(5, lowers=True)
    assert (row, column) == ("sat", "the")
    assert np.isclose(value, -0.05)


def test_a_text_of_special_tokens_alone_has_only_the_rest():
    trace = make_trace(["[CLS]", "[SEP]"])
    found = alike_words(trace, trace, np.full((3, 3), 0.1))
    assert found.words.size == 0
    assert found.top(3) == []
    assert np.isclose(found.rest, 0.9)
