"""What a reader gives (one text, a pair, words already split), and the same text as tokens."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from explorer.errors import InputError, NotCaptured

MAX_CHARACTERS = 200_000
"""Longer texts are refused: nobody can look at them, and models read a few hundred tokens."""


@dataclass(frozen=True)
class TextInput:
    """One text, a pair, or words already split. Checked here, once, at the border.

    ``words`` is joined by single spaces into ``text``; every token then belongs to the word that
    its characters come from, which holds for every kind of tokenizer. ``masked`` names tokens
    by position that are hidden behind the model's mask token, as in masked-word training.
    Raises InputError when there is nothing to read or too much of it.
    """

    text: str
    pair: str | None = None
    words: tuple[str, ...] | None = None
    special_tokens: bool = True
    masked: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        """Clean and check, so that whatever holds a TextInput holds a readable one."""
        object.__setattr__(self, "text", _well_formed(self.text))
        if self.pair is not None:
            # A second text of blanks is the empty second text box: no pair at all.
            pair = _well_formed(self.pair)
            object.__setattr__(self, "pair", pair if pair.strip() else None)
        if not self.text.strip():
            raise InputError("There is no text yet: type at least one word.")
        for part in (self.text, self.pair or ""):
            require_at_most(part, MAX_CHARACTERS)

    @classmethod
    def from_words(cls, words: Iterable[str], *, special_tokens: bool = True) -> TextInput:
        """Words already split, as in a tagged corpus. Raises InputError on an empty word.

        >>> TextInput.from_words(["New York", "sleeps"]).text
        'New York sleeps'
        """
        if isinstance(words, str):
            raise InputError("This is one text and no list of words: give one word an entry.")
        split = tuple(_well_formed(word) for word in words)
        if not split:
            raise InputError("The list of words is empty: give at least one word.")
        for number, word in enumerate(split, start=1):
            if not word.strip():
                raise InputError(f"Word {number} of {len(split)} is empty: fill it in or drop it.")
        return cls(" ".join(split), words=split, special_tokens=special_tokens)


def require_at_most(text: str, most: int) -> None:
    """Raise InputError, with a sentence that says the limit, for a text of more characters."""
    if len(text) > most:
        raise InputError(
            f"This text has {len(text):,} characters, and at most {most:,} can be read: shorten "
            "it, or look at one passage at a time."
        )


JOINERS = "\u200c\u200d"
"""Characters without width that stand inside words of Persian and Hindi."""


def is_mark(char: str) -> bool:
    """Whether a character, such as a combining accent, belongs to the letter before it."""
    return unicodedata.category(char)[0] == "M" or char in JOINERS


def is_right_to_left(parts: Iterable[str]) -> bool:
    """Whether most letters of these texts are of a script written from right to left."""
    kinds = [unicodedata.bidirectional(char) for part in parts for char in part[:40]]
    right = sum(kind in ("R", "AL") for kind in kinds)
    return right > sum(kind == "L" for kind in kinds)


def shorten(text: str, limit: int) -> str:
    """A text of at most so many characters; no mark is cut from its letter.

    >>> shorten("unbelievable", 8)
    'unbelie…'
    """
    if len(text) <= limit:
        return text
    end = limit - 1
    while end > 0 and (is_mark(text[end]) or text[end - 1] in JOINERS):
        end -= 1
    return text[: end or limit - 1] + "…"


def percent(share: float, digits: int = 0) -> str:
    """A share as it stands in sentences.

    >>> percent(0.678), percent(0.0214, 1)
    ('68 %', '2.1 %')
    """
    return f"{share * 100:.{digits}f} %"


def agreed(number: int, one: str, many: str) -> str:
    """The form of a word that goes with a number.

    >>> agreed(1, "has", "have"), agreed(0, "has", "have")
    ('has', 'have')
    """
    return one if number == 1 else many


def counted(number: int, what: str) -> str:
    """A number of things; ``what`` is the name of one of them, to which an s is added.

    >>> counted(1, "token"), counted(1204, "token")
    ('1 token', '1,204 tokens')
    """
    return f"{number:,} {agreed(number, what, what + 's')}"


def folded(text: str) -> str:
    """What two spellings of one word have in common: case, and how accents are composed.

    >>> folded("Cafe\u0301") == folded("café")
    True
    """
    return unicodedata.normalize("NFC", text).lower()


def quoted(source: TextInput, most: int = 40) -> str:
    """The beginning of the text or texts in quotation marks, on one line."""
    parts = [source.text] if source.pair is None else [source.text, source.pair]
    return " | ".join(repr(shorten(p, most)) for p in parts)


@dataclass(frozen=True, eq=False)
class TokenizedText:
    """A text and its T tokens, special ones included. Arrays are read-only.

    What a tokenizer gives, and what every record about a text that was read holds: a Trace is
    one, and so is each side of a Seq2SeqTrace.
    """

    input: TextInput
    tokens: tuple[str, ...]  # T strings as the vocabulary has them
    labels: tuple[str, ...]  # T readable strings
    ids: np.ndarray  # (T,) int
    side: np.ndarray  # (T,) int: 0 first text, 1 second text, also where a model has no segments
    special: np.ndarray  # (T,) bool: added by the tokenizer, not typed
    word: np.ndarray  # (T,) int: running number of the source word, -1 for special tokens
    offsets: np.ndarray  # (T, 2) int: characters of the token's own text; (0, 0) for specials,
    # and (-1, -1) where the tokenizer does not tell which characters a token comes from
    dropped: tuple[str, ...] = ()  # tokens cut off at the model's limit
    notices: tuple[str, ...] = ()  # sentences on what the tokenizer did with the text

    def __post_init__(self) -> None:
        """Check the lengths once and make the arrays read-only."""
        count = len(self.tokens)
        for name in ("labels", "ids", "side", "special", "word", "offsets"):
            found = getattr(self, name)
            if len(found) != count:
                raise ValueError(f"{name} has {len(found)} entries, not {count}")
            if isinstance(found, np.ndarray):
                found.flags.writeable = False

    def __repr__(self) -> str:
        """One short line; the arrays of a whole text would fill pages."""
        return f"{type(self).__name__}({quoted(self.input)}: {self.num_tokens} tokens)"

    @property
    def num_tokens(self) -> int:
        """Number of tokens, T, special ones included."""
        return len(self.tokens)

    @property
    def has_pair(self) -> bool:
        """Whether a second text was given."""
        return self.input.pair is not None

    @property
    def has_offsets(self) -> bool:
        """Whether the tokenizer tells which characters each token comes from."""
        return not (self.offsets < 0).any()

    def need_offsets(self) -> None:
        """Raise NotCaptured where characters are needed and the tokenizer does not tell them."""
        if not self.has_offsets:
            raise NotCaptured(
                "This model's tokenizer gives no character positions, so its tokens cannot be "
                "found again in the text: choose a model with a fast tokenizer (tokenizer.json)."
            )

    def side_text(self, side: int) -> str:
        """The first (0) or the second (1) text as typed."""
        return self.input.text if side == 0 else (self.input.pair or "")


def fields_of(text: TokenizedText) -> dict[str, Any]:
    """The fields of a tokenized text by name, for a record that says more about the same text."""
    return {entry.name: getattr(text, entry.name) for entry in fields(TokenizedText)}


def _well_formed(text: str) -> str:
    """Lone surrogates cannot be encoded by any tokenizer; they become U+FFFD.

    Raises InputError for what is no text, such as the NaN of an empty cell of a table.
    """
    if not isinstance(text, str):
        raise InputError(f"{shorten(repr(text), 40)} is no text: give a text in quotation marks.")
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
