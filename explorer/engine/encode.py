"""From text to ids: tokenizing, cutting at the model's limit, and keeping track of both.

Uses a copy of the Rust tokenizer below transformers' one. transformers writes padding and
truncation into that object at every call; nobody writes into the copy, so threads need no lock.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from functools import cached_property
from itertools import accumulate
from typing import Any, NamedTuple

import numpy as np

from explorer.engine.backend import laid_out, own_backend, style
from explorer.engine.layout import Layout, is_tokenizers_own, special_count
from explorer.engine.python_tokenizer import UNKNOWN_SPAN, PythonTokenizer
from explorer.engine.unknown_words import unknown_words
from explorer.engine.whole_words import whole_words
from explorer.errors import CheckpointError, InputError
from explorer.measures.tokens import Style, readable
from explorer.text import TextInput, TokenizedText, shorten

_CUT_LEFT = (
    "This model's publisher cuts long texts at the beginning and keeps the end; here the end was "
    "cut off."
)


class _Row(NamedTuple):
    """One token as the Rust encoding has it."""

    token: str
    id: int
    word: int | None = None
    span: tuple[int, int] = (0, 0)
    special: bool = False


class Encoder:
    """A tokenizer with one way in: ``encode``. Safe to share between threads."""

    def __init__(self, tokenizer: Any, rows: int | None = None) -> None:
        """Take transformers' tokenizer, and the rows of the model's embedding table."""
        self.backend: Any = own_backend(tokenizer)
        self.rows = rows
        self._refuse_empty()
        self.style: Style = style(self.backend)
        named = zip(tokenizer.all_special_tokens, tokenizer.all_special_ids, strict=True)
        known = [(token, number) for token, number in named if number is not None]
        self.special_tokens: dict[str, int] = dict(sorted(known, key=lambda pair: pair[1]))
        self.mask_id = self._in_table(tokenizer.mask_token_id)
        self.pad_id = self._in_table(tokenizer.pad_token_id)
        self.unknown_id = self._in_table(tokenizer.unk_token_id)
        self._cuts_left = tokenizer.truncation_side == "left"

    def __repr__(self) -> str:
        """The style of its pieces and the size of its vocabulary."""
        return f"Encoder({self.style}: {len(self.vocabulary)} tokens)"

    def encode(self, text: TextInput, max_tokens: int) -> TokenizedText:
        """Tokenize and cut to ``max_tokens`` (longest text first). Raises InputError."""
        first = self._read(text.text, text.words)
        second = None if text.pair is None else self._read(text.pair)
        for encoding, which in ((first, "this"), (second, "the second")):
            if encoding is not None and not len(encoding):
                raise InputError(
                    f"The tokenizer finds nothing to read in {which} text, only characters that "
                    "it drops: type at least one word."
                )
        room = max_tokens
        if text.special_tokens:
            room -= special_count(self._layout(text))
        if room < 1:
            raise InputError(
                f"A length of {max_tokens} tokens leaves no room for a word beside the special "
                "tokens: choose a longer one, or another model."
            )
        keep = _longest_first(len(first), len(second) if second else 0, room)
        dropped = first.tokens[keep[0] :] + (second.tokens[keep[1] :] if second else [])
        parts = (_rows(first, keep[0], text.text), _rows(second, keep[1], text.pair or ""))
        rows = self._framed(parts, text)
        found = self._encoded(rows, text, keep[0])
        labels = tuple(readable(token, self.style) for token in dropped)
        notices = self._notices(rows, text) + unknown_words(found, self.unknown_id)
        if dropped and self._cuts_left:
            notices += (_CUT_LEFT,)
        return replace(found, dropped=labels, notices=notices)

    def segments(self, text: TokenizedText) -> np.ndarray:
        """The token type ids that the tokenizer itself gives. Returns (T,)."""
        slots = self._layout(text.input)
        typed = dict(sorted((slot.side, slot.segment) for slot in slots if slot.side >= 0))
        found = np.array([typed[int(side)] for side in text.side], np.int64)
        if text.special.any():
            found[text.special] = [slot.segment for slot in slots if slot.side < 0]
        return found

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

    def _read(self, text: str, words: tuple[str, ...] | None = None) -> Any:
        """The encoding of one text, special tokens left out. Raises InputError."""
        if words is not None and isinstance(self.backend, PythonTokenizer):
            return self.backend.encode_words(words)
        try:
            return self.backend.encode(text, add_special_tokens=False)
        except Exception as error:
            if not is_tokenizers_own(error):
                raise
            raise InputError(
                "This model's tokenizer cannot read some character of this text and has no token "
                "for what it does not know: use only characters of its vocabulary."
            ) from error

    def _layout(self, text: TextInput) -> Layout:
        return self._layout_of_pair if text.pair is not None else self._layout_of_one

    @cached_property
    def _layout_of_one(self) -> Layout:
        return laid_out(self.backend, pair=False)

    @cached_property
    def _layout_of_pair(self) -> Layout:
        return laid_out(self.backend, pair=True)

    def _framed(self, parts: tuple[list[_Row], list[_Row]], text: TextInput) -> list[_Row]:
        """Special tokens round the texts, placed as the tokenizer places them."""
        if not text.special_tokens:
            return parts[0] + parts[1]
        rows: list[_Row] = []
        for slot in self._layout(text):
            special = _Row(slot.token, slot.id, special=True)
            rows.extend([special] if slot.side < 0 else parts[slot.side])
        return rows

    def _notices(self, rows: list[_Row], text: TextInput) -> tuple[str, ...]:
        """What the reader should know about how the text was read."""
        found = []
        typed = [row for row in rows if not row.special and row.id != self.mask_id]
        whole = f"{text.text} {text.pair or ''}"
        names = [row.token for row in typed if row.token in self.special_tokens]
        names = list(dict.fromkeys(name for name in names if name in whole))
        if names:
            found.append(
                f"The text contains {' '.join(names)}, which this tokenizer reads as its own "
                "special tokens and not as typed characters."
            )
        if any(row.span == UNKNOWN_SPAN for row in typed):
            found.append(
                "This model's tokenizer gives no character positions: words are shown as their "
                "tokens spell them, and what marks places in your text is missing."
            )
        return tuple(found)

    def _encoded(self, rows: list[_Row], text: TextInput, first: int) -> TokenizedText:
        tokens, ids = [row.token for row in rows], [row.id for row in rows]
        special = np.array([row.special for row in rows], bool)
        # Tokens of the first text come first; the Rust encoding itself forgets which those were.
        second = ~special & (np.cumsum(~special) > first)
        offsets = np.array([row.span for row in rows], np.int64).reshape(-1, 2)
        self._check_rows(tokens, ids)
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

    def _in_table(self, number: int | None) -> int | None:
        """A special token's id; None where the model's embedding table has no row for it.

        Padding is often added to a tokenizer and not to the model.
        """
        inside = number is not None and (self.rows is None or 0 <= number < self.rows)
        return number if inside else None

    def _refuse_empty(self) -> None:
        """A vocabulary of special tokens alone makes every word unknown. Raises CheckpointError."""
        if isinstance(self.backend, PythonTokenizer):
            return
        added = self.backend.get_added_tokens_decoder().values()
        special = sum(token.special for token in added)
        if self.backend.get_vocab_size(with_added_tokens=True) <= special:
            raise CheckpointError(
                "This model's tokenizer has an empty vocabulary, in which every word would be "
                "unknown: put the tokenizer's own files beside the weights."
            )

    def _check_rows(self, tokens: list[str], ids: list[int]) -> None:
        """Raises InputError for a token that was added to the tokenizer and not to the model."""
        for token, number in zip(tokens, ids, strict=True):
            if self.rows is not None and not 0 <= number < self.rows:
                raise InputError(
                    f"The token “{shorten(token, 30)}” has number {number}, and the model's "
                    f"embedding table has only {self.rows} rows: call resize_token_embeddings and "
                    "save the checkpoint again, or leave this token out of the text."
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


def _longest_first(first: int, second: int, room: int) -> tuple[int, int]:
    """How many tokens of each text stay: the longer one is cut until both fit together."""
    if first + second <= room:
        return first, second
    short = min(first, second, room // 2)
    long = room - short
    return (long, short) if first >= second else (short, long)


def _rows(encoding: Any, keep: int, text: str) -> list[_Row]:
    """The first ``keep`` tokens of one text's encoding, none where there is no text."""
    if encoding is None:
        return []
    spans = encoding.offsets
    known = not spans or spans[0] != UNKNOWN_SPAN
    words = whole_words(encoding.word_ids, spans, text) if known else encoding.word_ids
    facts = (encoding.tokens, encoding.ids, words, spans)
    return [_Row(*row) for row in zip(*(fact[:keep] for fact in facts), strict=True)]


def _words(
    words: list[int | None],
    special: np.ndarray,
    second: np.ndarray,
    offsets: np.ndarray,
    split: tuple[str, ...] | None,
) -> np.ndarray:
    """Running number of each token's word, -1 for special tokens; the pair counts on. (T,)"""
    if split is not None and UNKNOWN_SPAN not in {tuple(span) for span in offsets.tolist()}:
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
