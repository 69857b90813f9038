"""From text to ids: tokenizing, cutting at the model's limit, and keeping track of both.

Uses the Rust tokenizer below transformers' one: it is free of shared state (truncation there is
a property of the object), so threads need no lock, and it keeps what was cut off.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from functools import cached_property
from itertools import accumulate
from typing import Any, NamedTuple

import numpy as np

from explorer.errors import CheckpointError, InputError
from explorer.measures.tokens import Style, readable
from explorer.text import TextInput, TokenizedText


class _Row(NamedTuple):
    """One token as the Rust encoding has it."""

    token: str
    id: int
    word: int | None = None
    span: tuple[int, int] = (0, 0)
    special: bool = False


class Encoder:
    """A tokenizer with one way in: ``encode``. Safe to share between threads."""

    def __init__(self, tokenizer: Any) -> None:
        """Take transformers' tokenizer; raise CheckpointError when it has no Rust twin."""
        backend = getattr(tokenizer, "backend_tokenizer", None)
        if backend is None:
            raise CheckpointError(
                "This model's tokenizer cannot say which characters each token comes from, so "
                "its texts cannot be shown: save it as a fast tokenizer (tokenizer.json)."
            )
        self.backend: Any = backend
        self.backend.no_truncation()
        self.backend.no_padding()
        self.style: Style = _style(self.backend)
        self.special_tokens: dict[str, int] = dict(
            sorted(
                zip(tokenizer.all_special_tokens, tokenizer.all_special_ids, strict=True),
                key=lambda pair: pair[1],
            )
        )
        self.mask_id: int | None = tokenizer.mask_token_id

    def encode(self, text: TextInput, max_tokens: int) -> TokenizedText:
        """Tokenize and cut to ``max_tokens`` (longest text first). Raises InputError."""
        first = self.backend.encode(text.text, add_special_tokens=False)
        second = None
        if text.pair is not None:
            second = self.backend.encode(text.pair, add_special_tokens=False)
        if not len(first) and not (second and len(second)):
            raise InputError(
                "The tokenizer finds nothing to read in this text, only characters that it "
                "drops: type at least one word."
            )
        room = max_tokens
        if text.special_tokens:
            room -= self.backend.num_special_tokens_to_add(second is not None)
        keep = _longest_first(len(first), len(second) if second else 0, room)
        dropped = first.tokens[keep[0] :] + (second.tokens[keep[1] :] if second else [])
        rows = self._framed(_rows(first, keep[0]), _rows(second, keep[1]), text)
        return replace(self._encoded(rows, text, keep[0]), dropped=tuple(dropped))

    def normalized(self, text: str) -> str:
        """The tokenizer's first step: BERT uncased lowers case and strips accents."""
        return self.backend.normalizer.normalize_str(text) if self.backend.normalizer else text

    def pretokenized(self, text: str) -> list[str]:
        """The second step, on normalised text: BERT splits at blanks and around punctuation."""
        if self.backend.pre_tokenizer is None:
            return [text]
        return [piece for piece, _ in self.backend.pre_tokenizer.pre_tokenize_str(text)]

    def pieces(self, text: str) -> tuple[str, ...]:
        """All steps at once, without special tokens."""
        return tuple(self.backend.encode(text, add_special_tokens=False).tokens)

    def decode(self, ids: np.ndarray) -> str:
        """The text that the ids spell, special tokens left out."""
        return self.backend.decode([int(i) for i in ids], skip_special_tokens=True)

    @cached_property
    def vocabulary(self) -> dict[str, int]:
        """Every token and its id."""
        return self.backend.get_vocab(with_added_tokens=True)

    def _framed(self, first: list[_Row], second: list[_Row], text: TextInput) -> list[_Row]:
        """Special tokens round the texts, placed as the tokenizer does it for one letter each.

        Its own truncation builds every overflowing window, for pairs every pair of windows: two
        texts of some ten thousand characters would take minutes.
        """
        if not text.special_tokens:
            return first + second
        letter = self.backend.encode("a", add_special_tokens=False)
        size = len(letter)
        whole = self.backend.post_process(letter, None if text.pair is None else letter, True)
        rows: list[_Row] = []
        texts = iter([first] + [[]] * (size - 1) + [second] + [[]] * (size - 1))
        facts = zip(whole.tokens, whole.ids, whole.special_tokens_mask, strict=True)
        for token, number, special in facts:
            rows.extend([_Row(token, number, special=True)] if special else next(texts))
        return rows

    def _encoded(self, rows: list[_Row], text: TextInput, first: int) -> TokenizedText:
        tokens, ids = [row.token for row in rows], [row.id for row in rows]
        special = np.array([row.special for row in rows], bool)
        # Tokens of the first text come first; the Rust encoding itself forgets which those were.
        second = ~special & (np.cumsum(~special) > first)
        offsets = np.array([row.span for row in rows], np.int64).reshape(-1, 2)
        for position in text.masked:
            ids[position] = self._mask_for(position, special)
            tokens[position] = self.backend.id_to_token(ids[position])
        return TokenizedText(
            input=text,
            tokens=tuple(tokens),
            labels=tuple(readable(token, self.style) for token in tokens),
            ids=np.array(ids, np.int64),
            side=np.maximum.accumulate(second.astype(np.int64)),
            special=special,
            word=_words([row.word for row in rows], special, second, offsets, text.words),
            offsets=offsets,
        )

    def _mask_for(self, position: int, special: np.ndarray) -> int:
        """The mask token's id, where a token may be hidden behind it. Raises InputError."""
        if self.mask_id is None:
            raise InputError(
                "This model has no mask token, so no word of it can be hidden: choose a model "
                "that was trained on masked words, such as bert-base-uncased."
            )
        if not 0 <= position < len(special) or special[position]:
            raise InputError(
                f"There is no word at position {position} to hide behind the mask token: choose "
                "a token of the text."
            )
        return self.mask_id


def _style(backend: Any) -> Style:
    """How this tokenizer marks the inside or the start of words, from its decoder."""
    decoder = repr(backend.decoder)
    if "WordPiece" in decoder:
        return "wordpiece"
    if "ByteLevel" in decoder:
        return "byte-level"
    return "metaspace" if "Metaspace" in decoder or "▁" in decoder else "plain"


def _longest_first(first: int, second: int, room: int) -> tuple[int, int]:
    """How many tokens of each text stay: the longer one is cut until both fit together."""
    if first + second <= room:
        return first, second
    short = min(first, second, room // 2)
    long = room - short
    return (long, short) if first >= second else (short, long)


def _rows(encoding: Any, keep: int) -> list[_Row]:
    """The first ``keep`` tokens of one text's encoding, none where there is no text."""
    if encoding is None:
        return []
    facts = (encoding.tokens, encoding.ids, encoding.word_ids, encoding.offsets)
    return [_Row(*row) for row in zip(*(fact[:keep] for fact in facts), strict=True)]


def _words(
    words: list[int | None],
    special: np.ndarray,
    second: np.ndarray,
    offsets: np.ndarray,
    split: tuple[str, ...] | None,
) -> np.ndarray:
    """Running number of each token's word, -1 for special tokens; the pair counts on. (T,)"""
    if split is not None:
        starts = list(accumulate((len(word) + 1 for word in split), initial=0))
        found = np.array([bisect_right(starts, _inside(*span)) - 1 for span in offsets], np.int64)
        return np.where(special, -1, found)
    found = np.array([-1 if word is None else word for word in words], np.int64)
    found[special] = -1
    shift = 1 + found[~second].max(initial=-1)
    return np.where(second, found + shift, found)


def _inside(start: int, end: int) -> int:
    """A character that surely belongs to the token: byte-level spans may begin with the space."""
    return max(start, end - 1)
