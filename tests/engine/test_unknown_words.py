"""Words that a model has no token for, named in one sentence as they were typed."""

import pytest
from support import tiny

from explorer.engine.encode import Encoder
from explorer.text import TextInput

ROOM = 64


def said(text: str, *more, name: str = "bert", **how) -> str:
    encoder = Encoder(tiny.make_tokenizer(name))
    return " ".join(encoder.encode(TextInput(text, *more, **how), ROOM).notices)


def test_a_text_of_known_words_has_no_notice():
    assert said("the cat sat") == said("the zebra") == ""


def test_words_are_named_as_they_were_typed():
    assert said("the Ж sat") == (
        "1 word is not in this model's vocabulary and is read as [UNK]: “Ж”."
    )
    assert said("Жук the 😀") == (
        "2 words are not in this model's vocabulary and are read as [UNK]: “Жук”, “😀”."
    )


def test_at_most_three_are_named_and_each_once():
    assert said("Ж Я Ж the Ю Э Ж").startswith("4 words are not in this model's vocabulary")
    assert said("Ж Я Ж the Ю Э Ж").endswith("[UNK]: “Ж”, “Я”, “Ю” and 1 more.")
    assert said("Ж Я Ю Ю").endswith("“Ж”, “Я”, “Ю”.")


def test_both_texts_of_a_pair_are_read():
    assert said("the Ж", "a Я sat").endswith(": “Ж”, “Я”.")


def test_long_words_are_shortened():
    assert f": “{'Ж' * 29}…”." in said("Ж" * 80)


def test_the_unknown_token_itself_and_a_hidden_word_are_no_unknown_words():
    assert "vocabulary" not in said("the [UNK] sat")
    assert said("the Ж sat", masked=(2,)) == ""


@pytest.mark.parametrize("name", ["roberta", "gpt2"])
def test_bytes_know_every_word(name):
    assert said("the Жук 😀", name=name) == ""


def test_without_positions_words_are_counted(tmp_path):
    from support.slow_tokenizers import SLOW

    found = Encoder(SLOW["bert-generation"](tmp_path)).encode(TextInput("the Ж 😀 sat"), ROOM)
    assert found.notices[-1] == (
        "2 words are not in this model's vocabulary and are read as <unk>."
    )
