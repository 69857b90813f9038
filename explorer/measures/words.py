"""Words of a text: which tokens make up each one, and where a word of the reader's stands.

Plain numpy. A word is what the tokenizer splits at (in BERT every punctuation mark and every CJK
character is one); a word looked for by the reader is a stretch of characters. A unit is a word or
a special token, which stands alone. W words or units, T tokens.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import islice

import numpy as np

from explorer.errors import InputError
from explorer.text import TokenizedText, folded, is_mark, shorten
from explorer.trace import TokenStates, Trace

_MARKS = ".,;:!?\"'“”‘’()[]{}…"
"""What may stand around a word and does not belong to it."""
_INSIDE = "'’-–/&@._"
"""What may stand inside one."""


@dataclass(frozen=True)
class Word:
    """A word of the text and the tokens it was cut into."""

    text: str  # as typed
    tokens: tuple[int, ...]  # positions in the text
    side: int  # 0 first text, 1 second text


def tokens_by_word(word: np.ndarray) -> dict[int, tuple[int, ...]]:
    """Positions of each word's tokens by the word's running number, in reading order.

    Takes (T,) numbers as in TokenizedText; -1, a special token, belongs to no word.

    >>> tokens_by_word(np.array([-1, 0, 1, 1, -1]))
    {0: (1,), 1: (2, 3)}
    """
    found: dict[int, list[int]] = {}
    for position, number in enumerate(word.tolist()):
        if number >= 0:
            found.setdefault(number, []).append(position)
    return {number: tuple(tokens) for number, tokens in found.items()}


def piece_matrix(numbers: np.ndarray, units: np.ndarray) -> np.ndarray:
    """1 where a token belongs to a unit, else 0. (T,) and (W,) -> (W, T) float32.

    >>> piece_matrix(np.array([0, 1, 1]), np.arange(2))
    array([[1., 0., 0.],
           [0., 1., 1.]], dtype=float32)
    """
    return (numbers[None, :] == units[:, None]).astype(np.float32)


def mean_matrix(pieces: np.ndarray) -> np.ndarray:
    """``piece_matrix`` with rows that average: they sum to 1, or stay 0 without a token. (W, T)."""
    return pieces / np.maximum(pieces.sum(axis=1, keepdims=True), 1)


def written(text: TokenizedText, tokens: tuple[int, ...]) -> str:
    """The characters that some tokens of one side come from, as typed, without outer spaces.

    Where the tokenizer does not tell which those are: the tokens, put together.
    """
    if not text.has_offsets:
        return "".join(_spelled(text.labels[token]) for token in tokens)
    spans = text.offsets[list(tokens)]  # (n, 2)
    whole = text.side_text(int(text.side[tokens[0]]))
    return whole[int(spans[:, 0].min()) : int(spans[:, 1].max())].strip()


def _spelled(label: str) -> str:
    """A piece without the marks that say whether a word goes on."""
    return label.removeprefix("##").removesuffix("@@").removesuffix("</w>")


def words_by_number(text: TokenizedText) -> dict[int, Word]:
    """All words by their running number, in reading order; special tokens are left out."""
    return {
        number: Word(written(text, tokens), tokens, int(text.side[tokens[0]]))
        for number, tokens in tokens_by_word(text.word).items()
    }


def words(text: TokenizedText) -> tuple[Word, ...]:
    """All words in reading order, special tokens left out."""
    return tuple(words_by_number(text).values())


def split_words(text: TokenizedText) -> dict[str, list[str]]:
    """Words that became several pieces, with the pieces, in order of appearance."""
    return {
        word.text: [text.tokens[token] for token in word.tokens]
        for word in words(text)
        if len(word.tokens) > 1
    }


def split_at_marks(text: TokenizedText, most: int = 500) -> tuple[str, list[str]] | None:
    """The first word with a mark inside, such as "didn't", and its tokens; None without one.

    Looked for among the first ``most`` stretches without spaces of each text.
    """
    if not text.has_offsets:
        return None
    begins, ends = text.offsets.T  # (T,), (T,)
    for side in (0, 1) if text.has_pair else (0,):
        for found in islice(re.finditer(r"\S+", text.side_text(side)), most):
            inside = (begins < found.end()) & (ends > found.start()) & (text.side == side)
            pieces = [text.labels[place] for place in np.flatnonzero(inside & ~text.special)]
            shape = "".join(map(_kind_of_piece, pieces))
            if re.search("a-+a", shape):
                return found[0].strip(_MARKS), pieces[shape.index("a") : shape.rindex("a") + 1]
    return None


def _kind_of_piece(piece: str) -> str:
    """ "a" for letters or digits, "-" for a mark that stands inside words, " " for others."""
    return "a" if any(map(str.isalnum, piece)) else "-" if piece in _INSIDE else " "


def word_states(read: TokenStates) -> np.ndarray:
    """Hidden states of whole words, the mean over each word's pieces. Returns (L+1, W, D)."""
    numbers = read.word  # (T,)
    pieces = piece_matrix(numbers, np.unique(numbers[numbers >= 0]))  # (W, T)
    return mean_matrix(pieces) @ read.hidden  # (L+1, W, D)


def unit_numbers(text: TokenizedText) -> np.ndarray:
    """Which unit each token belongs to: words in reading order, a special token alone. (T,) int.

    Units count from 0 in the order in which they begin.
    """
    alone = -1 - np.arange(text.num_tokens)  # no two special tokens share a number
    unit = np.where(text.word >= 0, text.word, alone)
    _, first, inverse = np.unique(unit, return_index=True, return_inverse=True)
    return np.argsort(np.argsort(first))[inverse]


def unit_labels(text: TokenizedText) -> tuple[str, ...]:
    """A readable name for each unit: its pieces put together. Length W."""
    numbers = unit_numbers(text)
    found = [""] * (int(numbers.max()) + 1)
    for number, label in zip(numbers.tolist(), text.labels, strict=True):
        found[number] += label.removeprefix("##") if found[number] else label
    return tuple(found)


def between_words(weights: np.ndarray, numbers: np.ndarray, units: np.ndarray) -> np.ndarray:
    """Attention between units: averaged over a query's pieces, summed over a key's.

    Takes weights (..., T, T), each token's number (T,) and the units wanted (W,); returns
    (..., W, W). Rows over all units sum to 1 (Clark et al., 2019, section 4.1).

    >>> weights = np.array([[1.0, 0.0, 0.0], [0.5, 0.25, 0.25], [0.0, 0.5, 0.5]])
    >>> between_words(weights, np.array([0, 1, 1]), np.arange(2))
    array([[1.  , 0.  ],
           [0.25, 0.75]])
    """
    pieces = piece_matrix(numbers, units)  # (W, T)
    return mean_matrix(pieces) @ weights @ pieces.T


def find_word(trace: Trace, wanted: str) -> tuple[Word, ...]:
    """Every place where a word (or a phrase) stands, capital letters ignored.

    Whole words are looked for first; scripts that write no spaces are searched as they are. An
    accent is the same whether it is composed with its letter (NFC) or stands behind it (NFD).
    Raises InputError when it is not there, or was cut off with the end of the text.
    """
    phrase = wanted.strip()
    if not phrase:
        raise InputError("No word is chosen yet: type a word that stands in the text.")
    if not trace.has_offsets:
        found = [word for word in words(trace) if folded(word.text) == folded(phrase)]
    else:
        found = _found_in_text(trace, phrase)
    if not found:
        shown = " ".join(trace.input.text.split())
        raise InputError(
            f"The word “{shorten(phrase, 30)}” does not stand in “{shorten(shown, 60)}”: choose a "
            "word that does, or change the text."
        )
    return tuple(found)


def _found_in_text(trace: Trace, phrase: str) -> list[Word]:
    found = []
    for side in (0, 1) if trace.has_pair else (0,):
        text = trace.side_text(side)
        for start, end in _spans(phrase, text):
            tokens = _tokens_inside(trace, side, start, end)
            if tokens:
                found.append(Word(text[start:end], tokens, side))
    return found


def _spans(phrase: str, text: str) -> list[tuple[int, int]]:
    """Where the phrase stands in the text, both with their accents taken apart."""
    apart = [unicodedata.normalize("NFD", char) for char in text]
    place = [index for index, chars in enumerate(apart) for _ in chars]
    whole = "".join(apart)
    exact = re.escape(unicodedata.normalize("NFD", phrase))
    for pattern in (rf"(?<!\w){exact}(?!\w)", exact):
        matches = re.finditer(pattern, whole, re.IGNORECASE)
        spans = [match.span() for match in matches if _holds_letters(whole, place, match.span())]
        if spans:
            return [(place[start], place[end - 1] + 1) for start, end in spans]
    return []


def _holds_letters(text: str, place: list[int], span: tuple[int, int]) -> bool:
    """Whether a stretch begins and ends with whole characters and all their marks."""
    start, end = span
    begins = start == 0 or place[start - 1] != place[start]
    return begins and (
        end == len(text) or (place[end - 1] != place[end] and not is_mark(text[end]))
    )


def _tokens_inside(trace: Trace, side: int, start: int, end: int) -> tuple[int, ...]:
    """Tokens that share at least one character with a stretch of one side's text."""
    begins, ends = trace.offsets.T  # (T,), (T,)
    inside = (begins < end) & (ends > start) & (trace.side == side) & ~trace.special  # (T,)
    return tuple(np.flatnonzero(inside).tolist())
