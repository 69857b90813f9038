"""Answers about tokens, over texts whose pieces are cut by hand."""

from types import SimpleNamespace

import pytest
from support.traces import make_trace

from explorer.errors import InputError
from explorer.lessons.answers import tokens
from explorer.lessons.card import View

VIEW = View("tokens", "the cats sat", "the dog ran")
ENCODER = SimpleNamespace(vocabulary=dict.fromkeys(map(str, range(1234))))
MODEL = SimpleNamespace(
    trace=lambda _text, _pair="": make_trace(), engine=SimpleNamespace(encoder=ENCODER)
)
"""The example of support.traces: [CLS] the cat ##s sat [SEP] the dog ran [SEP]."""


def test_tokens_are_counted_with_those_that_nobody_typed():
    found = tokens.token_count(MODEL, VIEW)
    assert found.value == 10
    assert found.facts == {"tokens": "10", "words": "6", "specials": "3"}
    added = tokens.special_count(MODEL, VIEW)
    assert added.value == 3
    assert added.facts["added"] == "[CLS], [SEP], [SEP]"


def test_the_word_with_most_pieces_is_the_one_that_is_split():
    found = tokens.split_word(MODEL, VIEW)
    assert found.value == "cats"
    assert found.facts["pieces"] == "cat + ##s"
    assert found.facts["size"] == "1,234"


def test_pieces_of_a_word():
    assert tokens.piece_count(MODEL, VIEW, word="Cats").value == 2
    assert tokens.piece_count(MODEL, VIEW, word="dog").value == 1
    with pytest.raises(InputError, match="does not stand"):
        tokens.piece_count(MODEL, VIEW, word="horse")


def test_equal_tokens_share_their_id():
    same = make_trace(("[CLS]", "cat", "cat", "dog", "[SEP]"))
    found = tokens.id_count(SimpleNamespace(trace=lambda _text, _pair: same), VIEW)
    assert found.value == 2
    assert found.facts["label"] == "cat"


def test_a_word_of_one_s_own_splits_into_or_does_not():
    assert tokens.splits_into(MODEL, VIEW, pieces=2).value is True
    found = tokens.splits_into(MODEL, VIEW, pieces=3)
    assert found.value is False
    assert found.facts["count"] == "2"
