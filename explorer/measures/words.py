"""Words of a text: which tokens make up each one, and where a word of the reader's stands.

Plain numpy. A word is what the tokenizer splits at (in BERT every punctuation mark and every CJK
character is one); a word looked for by the reader is a stretch of characters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from explorer.errors import InputError
from explorer.text import TextInput
from explorer.trace import Trace


class Worded(Protocol):
    """What a text must tell for its words to be found: a Trace does, and so does less."""

    @property
    def input(self) -> TextInput:
        """The text as given."""
        ...

    @property
    def word(self) -> np.ndarray:
        """(T,) running number of each token's word, -1 for special tokens."""
        ...

    @property
    def side(self) -> np.ndarray:
        """(T,) 0 first text, 1 second text."""
        ...

    @property
    def offsets(self) -> np.ndarray:
        """(T, 2) characters that each token comes from."""
        ...

    @property
    def hidden(self) -> np.ndarray:
        """(L+1, T, D) hidden states."""
        ...


@dataclass(frozen=True)
class Word:
    """A word of the text and the tokens it was cut into."""

    text: str  # as typed
    tokens: tuple[int, ...]  # positions in the Trace
    side: int  # 0 first text, 1 second text


def side_text(trace: Worded, side: int) -> str:
    """The first (0) or the second (1) text as typed."""
    return trace.input.text if side == 0 else (trace.input.pair or "")


def words(trace: Worded) -> tuple[Word, ...]:
    """All words in reading order, special tokens left out."""
    numbers = trace.word  # (T,)
    found = []
    for number in dict.fromkeys(numbers[numbers >= 0].tolist()):
        tokens = np.flatnonzero(numbers == number)  # (pieces,)
        side = int(trace.side[tokens[0]])
        start, end = trace.offsets[tokens[0], 0], trace.offsets[tokens[-1], 1]
        text = side_text(trace, side)[start:end].strip()
        found.append(Word(text, tuple(tokens.tolist()), side))
    return tuple(found)


def word_states(trace: Worded) -> np.ndarray:
    """Hidden states of whole words, the mean over each word's pieces. Returns (L+1, W, D)."""
    numbers = trace.word  # (T,)
    kept = np.unique(numbers[numbers >= 0])  # (W,)
    pieces = (numbers[None, :] == kept[:, None]).astype(np.float32)  # (W, T)
    pieces /= pieces.sum(axis=1, keepdims=True)
    return pieces @ trace.hidden  # (L+1, W, D)


def find_word(trace: Trace, wanted: str) -> tuple[Word, ...]:
    """Every place where a word (or a phrase) stands, capital letters ignored.

    Whole words are looked for first; scripts that write no spaces are searched as they are.
    Raises InputError when it is not there, or was cut off with the end of the text.
    """
    phrase = wanted.strip()
    if not phrase:
        raise InputError("No word is chosen yet: type a word that stands in the text.")
    found = []
    for side in (0, 1) if trace.has_pair else (0,):
        text = side_text(trace, side)
        for start, end in _spans(phrase, text):
            tokens = _tokens_inside(trace, side, start, end)
            if tokens:
                found.append(Word(text[start:end], tokens, side))
    if not found:
        shown = " ".join(trace.input.text.split())
        raise InputError(
            f"The word “{_short(phrase, 30)}” does not stand in “{_short(shown, 60)}”: choose a "
            "word that does, or change the text."
        )
    return tuple(found)


def _spans(phrase: str, text: str) -> list[tuple[int, int]]:
    exact = re.escape(phrase)
    for pattern in (rf"(?<!\w){exact}(?!\w)", exact):
        spans = [match.span() for match in re.finditer(pattern, text, re.IGNORECASE)]
        if spans:
            return spans
    return []


def _tokens_inside(trace: Trace, side: int, start: int, end: int) -> tuple[int, ...]:
    """Tokens that share at least one character with a stretch of one side's text."""
    begins, ends = trace.offsets.T  # (T,), (T,)
    inside = (begins < end) & (ends > start) & (trace.side == side) & ~trace.special  # (T,)
    return tuple(np.flatnonzero(inside).tolist())


def _short(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
