"""Which head, word and layer a page opens on: the stated rules on texts with a known answer."""

import numpy as np
import pytest
from support.traces import everywhere, make_trace

from explorer.examples import EXAMPLES
from explorer.measures import telling
from explorer.measures.telling import (
    MOST_TOKENS,
    TellingLink,
    telling_layer,
    telling_link,
    telling_token,
)
from explorer.text import TextInput

TIRED = "The animal didn't cross the street because it was too tired."


def linked(tokens: str, *links: tuple[int, int, int, int, float], layers: int = 2, heads: int = 2):
    """A trace in which everything looks at its own token, but for links (layer, head, q, k, w)."""
    names = tokens.split()
    weights = np.tile(np.eye(len(names), dtype=np.float32), (layers, heads, 1, 1))
    for layer, head, query, key, weight in links:
        weights[layer, head, query, query] -= weight
        weights[layer, head, query, key] += weight
    return make_trace(names, weights=weights)


#           0    1      2    3    4    5   6   7     8
SENTENCE = "[CLS] dogs saw the cats and they ran [SEP]"


def test_a_pronoun_that_looks_back_comes_before_stronger_links_of_other_kinds():
    trace = linked(SENTENCE, (1, 0, 6, 1, 0.5), (0, 1, 1, 4, 0.9), (0, 0, 4, 3, 0.9))
    assert telling_link(trace) == TellingLink(1, 0, 6, 1, "they", "dogs", 0.5)
    assert telling_layer(trace) == 1


def test_a_pronoun_that_looks_ahead_is_no_reference():
    trace = linked(SENTENCE + " cats sat", (0, 0, 6, 9, 0.8), (1, 1, 1, 4, 0.4))
    assert telling_link(trace) == TellingLink(1, 1, 1, 4, "dogs", "cats", pytest.approx(0.4))


def test_content_words_come_before_function_words():
    trace = linked(SENTENCE, (0, 0, 1, 3, 0.9), (1, 1, 7, 2, 0.4))
    found = telling_link(trace)
    assert (found.query_word, found.key_word) == ("ran", "saw")


def test_a_weak_link_gives_way_to_a_strong_one_of_a_later_kind():
    trace = linked(SENTENCE, (0, 0, 6, 1, 0.2), (1, 1, 5, 3, 0.6))
    found = telling_link(trace)
    assert (found.query_word, found.key_word) == ("and", "the")


def test_neighbours_only_where_nothing_else_is_strong():
    near = linked(SENTENCE, (0, 1, 1, 2, 0.9))
    assert telling_link(near) == TellingLink(0, 1, 1, 2, "dogs", "saw", pytest.approx(0.9))
    far = linked(SENTENCE, (0, 1, 1, 2, 0.9), (1, 0, 2, 4, 0.3))
    assert telling_link(far).key_word == "cats"


def test_punctuation_stands_between_no_neighbours():
    trace = linked("[CLS] dogs , - cats ran [SEP]", (0, 0, 1, 4, 0.9), (1, 1, 5, 1, 0.3))
    assert telling_link(trace).query_word == "ran"


def test_equal_words_are_no_link_unless_there_is_nothing_else():
    twice = linked("[CLS] Dogs saw dogs [SEP]", (0, 0, 3, 1, 0.9))
    assert telling_link(twice) == TellingLink(0, 0, 3, 1, "dogs", "Dogs", pytest.approx(0.9))
    both = linked("[CLS] dogs saw big dogs [SEP]", (0, 0, 4, 1, 0.9), (1, 1, 4, 2, 0.3))
    assert telling_link(both).key_word == "saw"


def test_a_word_at_which_every_word_looks_does_not_win():
    tokens = "[CLS] dogs saw three cats run home [SEP]"
    sink = [(0, 0, query, 1, 0.6) for query in range(2, 7)]
    assert telling_link(linked(tokens, *sink, (1, 1, 2, 5, 0.5))).query_word == "saw"
    # Worked out: 0.6 (1 - 4 * 0.6 / 4) = 0.24 for the sink, 0.5 for a word's own link.
    assert telling_link(linked(tokens, *sink, (1, 1, 2, 5, 0.25))).key_word == "run"
    assert telling_link(linked(tokens, sink[1], (1, 1, 2, 5, 0.5))).key_word == "dogs"


def test_pieces_are_merged_into_words():
    tokens = "[CLS] dogs saw cat ##s ran [SEP]"
    trace = linked(tokens, (0, 0, 1, 3, 0.3), (0, 0, 1, 4, 0.4), (1, 1, 3, 1, 0.8))
    # To a word the sum, 0.3 + 0.4; from a word the mean, (0.8 + 0) / 2.
    assert telling_link(trace) == TellingLink(0, 0, 1, 3, "dogs", "cats", pytest.approx(0.7))


def test_special_tokens_only_where_no_word_looks_at_another():
    trace = linked("[CLS] dogs ran [SEP]", (1, 0, 1, 3, 0.5), (0, 0, 0, 3, 0.3))
    assert telling_link(trace) == TellingLink(1, 0, 1, 3, "dogs", "[SEP]", 0.5)


@pytest.mark.parametrize("tokens", ["[CLS] dogs [SEP]", "[CLS] dog ##s [SEP]", "dogs"])
def test_one_word_has_no_link(tokens):
    trace = make_trace(tokens.split())
    assert telling_link(trace) is None
    assert telling_layer(trace) == 1
    assert telling_token(trace) == ("[CLS]" in tokens)


def test_a_text_of_marks_still_has_one():
    found = telling_link(linked("[CLS] ! ? [SEP]", (0, 1, 2, 1, 0.7)))
    assert found == TellingLink(0, 1, 2, 1, "?", "!", pytest.approx(0.7))


def test_a_long_text_is_looked_at_from_its_beginning():
    tokens = ["[CLS]", *(f"w{n}" for n in range(MOST_TOKENS + 40)), "[SEP]"]
    weights = np.tile(everywhere(len(tokens)), (1, 1, 1, 1))
    weights[0, 0, MOST_TOKENS + 5, 3] = 0.99  # beyond what is looked at
    weights[0, 0, 9, 3] = 0.5
    assert telling_link(make_trace(tokens, weights=weights)).query == 9


@pytest.mark.parametrize("causal", [False, True])
def test_the_rows_of_a_long_text_are_the_model_s(causal):
    """From queries and keys, a few rows alone give what the whole layer gives."""
    tokens = ["[CLS]", *(f"w{n}" for n in range(MOST_TOKENS + 40)), "[SEP]"]
    trace = make_trace(tokens, seed=3, causal=causal)
    found = telling_link(trace)
    assert found.weight == pytest.approx(
        trace.attention(found.layer)[found.head, found.query, found.key], abs=1e-6
    )
    assert found == telling_link(make_trace(tokens, seed=3, causal=causal, captured=False))


def test_a_word_across_the_limit_is_left_out():
    tokens = ["[CLS]", *(f"w{n}" for n in range(MOST_TOKENS - 3)), "dog", "##s", "##y", "ran"]
    weights = np.tile(everywhere(len(tokens)), (1, 1, 1, 1))
    weights[0, 0, MOST_TOKENS - 2, 5] = 0.9
    weights[0, 0, 9, 5] = 0.5
    assert telling_link(make_trace(tokens, weights=weights)).query == 9


def test_the_longest_content_word_in_pieces_is_the_telling_token():
    trace = make_trace("[CLS] be ##ing cat ##s unbeliev ##ab ##ly slept [SEP]".split())
    assert telling_token(trace) == 5
    whole = linked(SENTENCE, (1, 0, 6, 1, 0.5))
    assert telling_token(whole) == 6


def test_the_bundled_model_links_it_and_animal(bundled):
    tired = telling_link(bundled.run(TIRED))
    assert (tired.layer, tired.head) == (3, 1)
    assert (tired.query_word, tired.key_word) == ("it", "animal")
    assert tired.weight == pytest.approx(0.68, abs=0.005)


def test_every_example_opens_on_a_link_between_two_words(bundled):
    for example in EXAMPLES:
        trace = bundled.run(TextInput(example.text, example.pair or None))
        found = telling_link(trace)
        assert found.weight >= telling.LEAST_WEIGHT, example.title
        assert abs(found.query - found.key) >= 2, example.title
        for word in (found.query_word, found.key_word):
            assert any(map(str.isalnum, word)), example.title
        assert found.key_word.lower() not in telling.FUNCTION_WORDS, example.title
        assert not trace.special[telling_token(trace)], example.title


def test_a_mask_that_was_typed_is_no_word():
    tokens = "[CLS] dogs saw [MASK] and they ran [SEP]"
    trace = linked(tokens, (0, 0, 5, 3, 0.9), (1, 1, 5, 1, 0.4))
    assert telling_link(trace).key_word == "dogs"
