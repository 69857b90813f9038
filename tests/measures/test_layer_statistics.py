import numpy as np
import pytest
from support.traces import make_trace

from explorer.measures.layer_statistics import (
    angular_change,
    intra_similarity,
    layer_curves,
    norms,
    relative_step,
    self_similarity,
)
from explorer.measures.occurrences import occurrences

SAMPLE = occurrences(make_trace("bank word", seed=i) for i in range(5))


def test_self_similarity_equals_the_mean_over_pairs_counted_one_by_one():
    vectors = SAMPLE.states[1, ::2]  # the five "bank"
    units = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    pairs = [units[j] @ units[k] for j in range(5) for k in range(5) if j != k]
    assert self_similarity(SAMPLE)["bank"][1] == pytest.approx(np.mean(pairs), abs=1e-6)


def test_rare_words_have_no_self_similarity():
    rare = occurrences(make_trace("bank", seed=i) for i in range(4))
    assert self_similarity(rare) == {}
    assert np.isnan(layer_curves(rare).self_similarity).all()


def test_a_static_model_has_self_similarity_1_and_no_change():
    hidden = np.tile(np.random.default_rng(0).normal(size=(1, 4, 6)), (3, 1, 1))
    trace = make_trace("one two", hidden=hidden)
    curves = layer_curves(occurrences([trace] * 5))
    np.testing.assert_allclose(curves.self_similarity, 1, atol=1e-6)
    np.testing.assert_allclose(angular_change(trace), 0, atol=1e-6)
    np.testing.assert_allclose(relative_step(trace), 0, atol=1e-6)


def test_words_alike_within_their_sentence_have_intra_similarity_1():
    hidden = np.ones((2, 4, 3)) * np.arange(1, 5)[:, None]
    sample = occurrences([make_trace("one two", hidden=hidden)])
    np.testing.assert_allclose(intra_similarity(sample), 1, atol=1e-6)


def test_norm_turn_and_move_of_known_vectors():
    hidden = np.zeros((2, 3, 2))
    hidden[0, 1], hidden[1, 1] = (3, 4), (-4, 3)  # a quarter turn
    hidden[0, 2], hidden[1, 2] = (1, 0), (3, 0)  # three times as long
    trace = make_trace("word", hidden=hidden)
    np.testing.assert_allclose(norms(trace)[:, 1:], [[5, 1], [5, 3]])
    np.testing.assert_allclose(angular_change(trace)[0, 1:], [1, 0], atol=1e-6)
    np.testing.assert_allclose(relative_step(trace)[0, 1:], [np.sqrt(2), 2], atol=1e-6)
