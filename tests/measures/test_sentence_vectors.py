import numpy as np
import pytest

from explorer.measures import sentence_vectors

STATES = np.array([[1.0, 5.0], [3.0, 1.0], [100.0, 100.0]])
MASK = np.array([1, 1, 0])


def test_padding_is_no_part_of_any_pooling():
    np.testing.assert_allclose(sentence_vectors.pool(STATES, "mean", MASK), [2, 3])
    np.testing.assert_allclose(sentence_vectors.pool(STATES, "max", MASK), [3, 5])
    np.testing.assert_allclose(sentence_vectors.pool(STATES, "first token", MASK), [1, 5])


def test_identical_sentences_have_cosine_1_and_come_first():
    vectors = np.array([[1.0, 0.0], [0.6, 0.8], [1.0, 0.0]])
    np.testing.assert_allclose(sentence_vectors.similarity(vectors)[0], [1, 0.6, 1])
    best = sentence_vectors.nearest_pairs(vectors, top=2)
    assert (best[0].first, best[0].second) == (0, 2)
    assert best[0].cosine == pytest.approx(1)
    assert best[1].cosine == pytest.approx(0.6)


def test_nearest_pairs_over_many_blocks_are_those_of_the_whole_matrix():
    vectors = np.random.default_rng(0).normal(size=(2100, 8)).astype(np.float32)
    found = sentence_vectors.nearest_pairs(vectors, top=15)
    matrix = sentence_vectors.similarity(vectors)
    upper = matrix[np.triu_indices(2100, 1)]
    np.testing.assert_allclose([p.cosine for p in found], np.sort(upper)[::-1][:15], atol=1e-6)
    assert all(pair.first < pair.second for pair in found)


def test_one_sentence_has_no_pair():
    assert sentence_vectors.nearest_pairs(np.ones((1, 4))) == []
