import numpy as np
import pytest
from support.traces import PAIR, make_trace, random_weights

from explorer.errors import InputError
from explorer.measures.words import (
    between_words,
    find_word,
    split_at_marks,
    split_words,
    tokens_by_word,
    unit_labels,
    unit_numbers,
    word_states,
    words,
    words_by_number,
)

TRACE = make_trace("the cat is play|ing with the don't", seed=0)


def test_pieces_belong_to_their_word_and_specials_to_none():
    found = words(TRACE)
    assert [word.text for word in found] == "the cat is playing with the don't".split()
    assert found[3].tokens == (4, 5)


def test_a_words_state_is_the_mean_of_its_pieces():
    states = word_states(TRACE)
    assert states.shape == (3, 7, 12)
    np.testing.assert_allclose(states[:, 3], TRACE.hidden[:, 4:6].mean(axis=1), atol=1e-6)
    np.testing.assert_allclose(states[:, 0], TRACE.hidden[:, 1], atol=1e-6)


def test_a_word_is_found_wherever_it_stands_whatever_its_capitals():
    assert [word.tokens for word in find_word(TRACE, " THE ")] == [(1,), (7,)]
    assert find_word(TRACE, "playing")[0].tokens == (4, 5)
    assert find_word(TRACE, "cat is")[0].tokens == (2, 3)


def test_a_part_of_a_word_counts_only_when_no_whole_word_fits():
    trace = make_trace("art is an art|ist", seed=0)
    assert [word.tokens for word in find_word(trace, "art")] == [(1,)]
    assert [word.tokens for word in find_word(trace, "ist")] == [(5,)]


def test_marks_of_regular_expressions_are_plain_text():
    trace = make_trace("a+b (x", seed=0)
    assert find_word(trace, "a+b")[0].tokens == (1,)
    assert find_word(trace, "(x")[0].tokens == (2,)


@pytest.mark.parametrize("wanted", ["dog", "", "   "])
def test_a_word_that_is_not_there_is_named_in_a_sentence(wanted):
    with pytest.raises(InputError, match=r"dog|type a word"):
        find_word(TRACE, wanted)


def test_cjk_text_is_searched_without_spaces():
    trace = make_trace("我|爱|北|京", hidden=np.ones((2, 6, 4)))
    assert find_word(trace, "北京")[0].tokens == (3, 4)


def test_words_as_typed():
    trace = make_trace(PAIR)
    assert trace.input.text == "the cats sat"
    assert trace.input.pair == "the dog ran"
    assert [word.text for word in words(trace)] == ["the", "cats", "sat", "the", "dog", "ran"]
    assert [word.side for word in words(trace)] == [0, 0, 0, 1, 1, 1]
    assert split_words(trace) == {"cats": ["cat", "##s"]}
    assert words(make_trace(("[CLS]", "[SEP]"))) == ()


def test_a_word_that_was_cut_off_leaves_a_gap_in_the_numbers():
    assert tokens_by_word(np.array([-1, 0, 2, 2, -1])) == {0: (1,), 2: (2, 3)}
    assert list(words_by_number(make_trace(PAIR))) == [0, 1, 2, 3, 4, 5]


LABELS = ["[CLS]", "the", "un", "##do", "cat", "[SEP]"]


def test_pieces_are_joined_and_special_tokens_stay_alone():
    trace = make_trace(LABELS, weights=random_weights(1, 1, 6))
    assert unit_numbers(trace).tolist() == [0, 1, 2, 2, 3, 4]
    assert unit_labels(trace) == ("[CLS]", "the", "undo", "cat", "[SEP]")


def test_to_a_split_word_is_the_sum_and_from_it_the_mean():
    trace = make_trace(LABELS, weights=random_weights(1, 2, 6))
    weights = trace.attention(0)
    found = between_words(weights, unit_numbers(trace), np.arange(5))
    np.testing.assert_allclose(found.sum(axis=-1), 1, atol=1e-6)
    np.testing.assert_allclose(found[:, 1, 2], weights[:, 1, 2] + weights[:, 1, 3], atol=1e-6)
    np.testing.assert_allclose(found[:, 2, 3], (weights[:, 2, 4] + weights[:, 3, 4]) / 2, atol=1e-6)


def test_a_word_without_tokens_gives_and_gets_nothing():
    found = between_words(np.eye(3), np.array([0, 0, 2]), np.arange(3))
    assert found.tolist() == [[1, 0, 0], [0, 0, 0], [0, 0, 1]]


@pytest.mark.parametrize(("typed", "wanted"), [("café", "cafe\u0301"), ("cafe\u0301", "café")])
def test_accents_are_found_however_they_are_written(bundled, typed, wanted):
    found = find_word(bundled.run(f"The {typed} by the river is open."), wanted)
    assert [word.text for word in found] == [typed]


def test_a_letter_is_not_found_without_its_accent(bundled):
    with pytest.raises(InputError, match="does not stand in"):
        find_word(bundled.run("The cafe\u0301 is open."), "cafe")
    with pytest.raises(InputError, match="does not stand in"):
        find_word(bundled.run("각 is here."), "가")


def test_a_word_with_a_mark_inside_is_found_with_its_tokens(bundled):
    assert split_at_marks(bundled.run("A cat, he said, didn't sleep.")) == (
        "didn't",
        ["didn", "'", "t"],
    )
    assert split_at_marks(bundled.run("A cat!", "A well-known one.")) == (
        "well-known",
        ["well", "-", "known"],
    )
    assert split_at_marks(bundled.run("“Yes,” he said: a cat.")) is None
    assert split_at_marks(bundled.run("你好，世界")) is None
