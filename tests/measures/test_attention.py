"""Means, links and filters of attention weights, against answers worked out by hand."""

import numpy as np
import pytest
from support.traces import PAIR, SINGLE, everywhere, first, itself, make_trace

from explorer.errors import InputError
from explorer.measures import attention

T = len(PAIR)


@pytest.fixture(scope="module")
def trace():
    return make_trace()


def test_one_head(trace):
    np.testing.assert_allclose(attention.head_attention(trace, 0, 0), everywhere(T), atol=1e-7)
    np.testing.assert_allclose(attention.head_attention(trace, 1, 0), itself(T), atol=1e-7)
    np.testing.assert_allclose(attention.head_attention(trace, 1, 2), first(T), atol=1e-7)


def test_means(trace):
    uniform, own, cls = everywhere(T), itself(T), first(T)
    for got, expected in [
        (attention.layer_mean(trace, 0), (uniform + own + cls) / 3),
        (attention.layer_mean(trace, 1), (2 * own + cls) / 3),
        (attention.head_mean(trace, 0), (uniform + own) / 2),
        (attention.head_mean(trace, 2), cls),
        (attention.overall_mean(trace), (uniform + 3 * own + 2 * cls) / 6),
    ]:
        np.testing.assert_allclose(got, expected, atol=1e-6)
        np.testing.assert_allclose(got.sum(axis=1), 1, atol=1e-6)


def test_strongest_link_leaves_out_specials_and_the_token_itself(trace):
    weights = np.eye(T)
    weights[:, 0] = 2  # [CLS]
    weights[4, 7] = 0.5  # sat -> dog
    assert attention.strongest_link(weights, trace) == attention.Link(4, 7, 0.5)
    sentence = attention.read_row(weights, trace)
    assert "“sat” gives 50 % of its attention to “dog”" in sentence


def test_strongest_link_prefers_words_to_punctuation():
    trace = make_trace(("[CLS]", "a", ".", "b", "[SEP]"))
    weights = np.zeros((5, 5))
    weights[1, 2], weights[1, 3] = 0.9, 0.1
    assert attention.strongest_link(weights, trace) == attention.Link(1, 3, 0.1)
    dots = make_trace(("[CLS]", ".", ",", "[SEP]"))
    assert attention.strongest_link(np.triu(np.ones((4, 4))), dots) == attention.Link(1, 2, 1.0)


@pytest.mark.parametrize("tokens", [("[CLS]", "[SEP]"), ("[CLS]", "one", "[SEP]")])
def test_no_link_between_fewer_than_two_words(tokens):
    trace = make_trace(tokens)
    weights = attention.head_attention(trace, 0, 0)
    assert attention.strongest_link(weights, trace) is None
    assert attention.read_row(weights, trace).startswith("Only special tokens")


def test_special_mass(trace):
    assert attention.special_mass(everywhere(T), trace) == pytest.approx(3 / T)
    assert attention.special_mass(first(T), trace) == pytest.approx(1)
    assert attention.special_mass(itself(T), trace) == pytest.approx(3 / T)


def test_pair_filters_part_the_matrix(trace):
    filters = ("A to A", "A to B", "B to A", "B to B")
    masks = np.stack([attention.pair_mask(trace, which) for which in filters])
    assert (masks.sum(axis=0) == 1).all()  # each cell belongs to exactly one
    a_to_b = masks[1]
    assert a_to_b[1, 6]
    assert not a_to_b[6, 1]
    assert a_to_b.sum() == 6 * 4  # six tokens with [CLS] and the first [SEP], four behind it
    assert attention.pair_mask(trace, "all").all()


def test_pair_filters_need_a_pair():
    with pytest.raises(InputError, match="needs a second text"):
        attention.pair_mask(make_trace(SINGLE), "A to B")
