"""A Trace in words, or a part of it: merged and selected as worked out on paper."""

import numpy as np
import pytest
from support.traces import make_trace

from explorer.errors import InputError
from explorer.measures import attention, excerpt
from explorer.measures.words import between_words, unit_numbers


@pytest.fixture(scope="module")
def trace():
    return make_trace()  # [CLS] the cat ##s sat [SEP] the dog ran [SEP]


def cut(trace, *, words, part=None):
    return excerpt.excerpt(trace, excerpt.taken(trace, words=words, part=part))


def test_attention_between_words_is_averaged_over_queries_and_summed_over_keys(trace):
    merged = cut(trace, words=True)
    assert merged.labels[:4] == ("[CLS]", "the", "cats", "sat")
    everywhere = merged.head_attention(0, 0)  # (9, 9): "cats" has two of ten tokens
    assert everywhere[0] == pytest.approx([0.1, 0.1, 0.2, *[0.1] * 6])
    assert attention.overall_mean(merged).sum(axis=1) == pytest.approx(1)
    numbers = unit_numbers(trace)
    assert np.array_equal(
        merged.attention(1), between_words(trace.attention(1), numbers, np.arange(9))
    )


def test_the_state_of_a_word_is_the_mean_of_its_pieces(trace):
    assert cut(trace, words=True).hidden[:, 2] == pytest.approx(trace.hidden[:, 2:4].mean(axis=1))


def test_a_part_has_the_weights_of_the_whole(trace):
    part = cut(trace, words=False, part=(2, 5))
    assert part.tokens == trace.tokens[2:5]
    assert np.array_equal(part.attention(0), trace.attention(0)[:, 2:5, 2:5])
    assert np.array_equal(part.hidden, trace.hidden[:, 2:5])
    assert np.array_equal(part.embedding.total(), trace.embedding.total()[2:5])


def test_units_keep_their_side_their_kind_and_their_characters(trace):
    part = cut(trace, words=True, part=(2, 6))  # cats sat [SEP] the
    assert part.special.tolist() == [False, False, True, False]
    assert part.side.tolist() == [trace.side[2], trace.side[4], trace.side[5], trace.side[6]]
    assert part.offsets[0].tolist() == [trace.offsets[2, 0], trace.offsets[3, 1]]


def test_an_end_beyond_the_last_unit_is_the_last(trace):
    assert cut(trace, words=True, part=(7, 400)).labels == ("ran", "[SEP]")


@pytest.mark.parametrize("part", [(10, 12), (4, 4), (-1, 2)])
def test_a_part_without_units_is_one_sentence(trace, part):
    with pytest.raises(InputError, match=r"^There is no part .* of 10 tokens: .* 0 to 9 .*0:10\.$"):
        excerpt.taken(trace, words=False, part=part)


def test_one_head_of_a_long_text_is_merged_alone(trace, monkeypatch):
    merged = cut(trace, words=True)
    whole = merged.head_attention(1, 2)
    monkeypatch.setattr("explorer.memory.bound", lambda: 4 * 2 * 81)  # bytes: two heads of nine
    assert np.array_equal(cut(trace, words=True).head_attention(1, 2), whole)
