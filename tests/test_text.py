"""What a reader gives, checked once at the border."""

import pytest

from explorer.errors import ExplorerError, InputError
from explorer.text import MAX_CHARACTERS, TextInput, shorten


@pytest.mark.parametrize("text", ["", " ", "\n\t  \r\n", "\u3000", "\u00a0 "])
def test_nothing_to_read(text):
    with pytest.raises(InputError, match="type at least one word"):
        TextInput(text)


def test_too_long_says_how_long():
    assert TextInput("a" * MAX_CHARACTERS).text
    with pytest.raises(InputError, match=r"200,001 characters.*shorten it"):
        TextInput("a" * (MAX_CHARACTERS + 1))
    with pytest.raises(InputError, match="shorten it"):
        TextInput("a", "b" * (MAX_CHARACTERS + 1))


@pytest.mark.parametrize("pair", [None, "", "   ", "\n"])
def test_an_empty_second_text_is_no_pair(pair):
    assert TextInput("a cat", pair).pair is None


def test_lone_surrogates_become_replacement_characters():
    assert TextInput("a \ud83d b", "\udc00").text == "a \ufffd b"
    assert TextInput("a", "\udc00").pair == "\ufffd"
    assert TextInput("\ud83d\ude00").text == "😀"  # a pair of them is one character
    assert TextInput.from_words(["\ud83d"]).words == ("\ufffd",)


@pytest.mark.parametrize(
    "text", ["</script><b>", "$x^2$", "**bold**", "مرحبا", "你好", "🤗", "a\x00b", "=CMD()"]
)
def test_everything_else_stays_as_typed(text):
    assert TextInput(text).text == text


def test_words_are_joined_by_single_spaces():
    given = TextInput.from_words(["New York", "is", "big"], special_tokens=False)
    assert given.text == "New York is big"
    assert given.words == ("New York", "is", "big")
    assert not given.special_tokens
    assert TextInput.from_words(word for word in ["one"]).words == ("one",)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "The list of words is empty"),
        (["a", "", "b"], "Word 2 of 3 is empty"),
        (["a", " \t"], "Word 2 of 2 is empty"),
    ],
)
def test_empty_words_are_named(words, says):
    with pytest.raises(InputError, match=says) as refused:
        TextInput.from_words(words)
    assert isinstance(refused.value, ExplorerError)
    assert str(refused.value).endswith(".")


def test_no_mark_is_cut_from_its_letter():
    assert shorten("abcde\u0301fgh", 6) == "abcd…"
    assert shorten("हिन्दी", 5) == "हिन्…"
    assert shorten("cafe\u0301", 5) == "cafe\u0301"
    assert shorten("e" + "\u0301" * 50, 10) == "e" + "\u0301" * 8 + "…"  # nothing else is left
