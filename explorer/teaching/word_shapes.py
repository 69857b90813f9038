"""Words as taggers count them, found in plain text, and what their letters look like.

The body is uncased: it never sees a capital letter. A tagging head is told each word's shape.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from explorer.trace import Trace

_WORD = re.compile(
    r"""
      (?:https?://|www\.)\S+ | [\w.+-]+@[\w-]+(?:\.[\w-]+)+   # addresses
    | (?:[A-Za-z]\.){2,}                                      # U.S., e.g.
    | \d+(?:[.,:/]\d+)*                                       # 3.5, 1,000, 10:30
    | \w+?(?=n['’]t\b) | n['’]t\b                             # do + n't
    | ['’](?:s|re|ve|ll|d|m)\b                                # 's, 're
    | (?:Mr|Mrs|Ms|Dr|St|Jr|Sr|vs|etc)\.
    | \w+ | \.{2,} | -{2,} | \S
    """,
    re.VERBOSE | re.IGNORECASE,
)

SHAPES = ("capital", "capitals", "mixed", "digit", "sign", "first", "caseless")
"""What a head is told of a word's letters; ``caseless``: the whole text has no capital or only
capitals, so they say nothing."""


def word_spans(text: str) -> list[tuple[int, int]]:
    """Where the words of a text stand, split as in Universal Dependencies: "do" "n't" "go" "."."""
    return [match.span() for match in _WORD.finditer(text)]


def word_shapes(words: Sequence[str]) -> np.ndarray:
    """The shape of each word's letters as 0 or 1, columns as in SHAPES. Returns (W, 7)."""
    letters = "".join(words)
    caseless = letters == letters.lower() or letters == letters.upper()
    rows = [_shape(word, first=place == 0, caseless=caseless) for place, word in enumerate(words)]
    return np.array(rows, np.float32).reshape(len(words), len(SHAPES))


def _shape(word: str, *, first: bool, caseless: bool) -> tuple[bool, ...]:
    capital = word[:1].isupper() and not caseless
    capitals = len(word) > 1 and word.isupper() and not caseless
    inner = any(char.isupper() for char in word[1:]) and not capitals and not caseless
    digit = any(char.isdigit() for char in word)
    sign = not any(char.isalnum() for char in word)
    return capital, capitals, inner, digit, sign, first, caseless


def word_of_tokens(trace: Trace) -> tuple[np.ndarray, list[str]]:
    """Which word each token belongs to, -1 for special tokens, and the words of both texts.

    Words that the reader has split stay as they are; otherwise a token belongs to the word in
    which it begins. Returns (T,) and the words.
    """
    if trace.input.words is not None:
        return trace.word, list(trace.input.words)
    owner = np.full(trace.num_tokens, -1, np.int64)
    words: list[str] = []
    for side, text in enumerate((trace.input.text, trace.input.pair or "")):
        spans = word_spans(text)
        starts = [start for start, _ in spans]
        here = (trace.side == side) & ~trace.special  # (T,)
        found = np.searchsorted(starts, trace.offsets[here, 0], side="right") - 1
        owner[here] = len(words) + np.maximum(found, 0)
        words += [text[start:end] for start, end in spans]
    return owner, words
