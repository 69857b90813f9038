import numpy as np
import pytest
from support.traces import make_trace

from explorer.data.sample_sentences import sample_sentences
from explorer.measures.occurrences import baseline_cosine, occurrences

SENTENCES = ["the cat sat", "a cat ran", "the dog sat ,", "cat dog dog"]
SAMPLE = occurrences(make_trace(text, seed=i) for i, text in enumerate(SENTENCES))


def test_punctuation_is_left_out_and_words_are_lower_case():
    trace = make_trace("The cat .", seed=0)
    assert occurrences([trace]).words == ("the", "cat")


def test_the_baseline_equals_the_mean_over_all_pairs_counted_one_by_one():
    for state in range(3):
        total = weight = 0.0
        for i, u in enumerate(SAMPLE.states[state]):
            for j, v in enumerate(SAMPLE.states[state]):
                same_word = SAMPLE.words[i] == SAMPLE.words[j]
                if same_word or SAMPLE.sentence[i] == SAMPLE.sentence[j]:
                    continue
                share = 1 / SAMPLE.words.count(SAMPLE.words[i])
                share /= SAMPLE.words.count(SAMPLE.words[j])
                total += share * (u @ v) / np.linalg.norm(u) / np.linalg.norm(v)
                weight += share
        assert baseline_cosine(SAMPLE)[state] == pytest.approx(total / weight, abs=1e-6)


def test_a_sample_of_one_sentence_has_no_unrelated_words():
    one = occurrences([make_trace("the cat sat", seed=0)])
    np.testing.assert_array_equal(baseline_cosine(one), 0)


def test_the_shipped_sample_has_words_that_come_back():
    sentences = sample_sentences()
    assert len(sentences) == len(set(sentences)) >= 150
    assert all(text.strip() == text and text for text in sentences)
    assert sum("bank" in text.split() for text in sentences) >= 5
