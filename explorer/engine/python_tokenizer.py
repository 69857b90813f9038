"""Tokenizers without a Rust twin (Marian, M2M100, ESM, PhoBERT, Japanese BERT, ByT5).

They run in Python or SentencePiece and tell ids and tokens, but not the characters that a token
comes from. The class here has those methods of a Rust tokenizer that this project calls.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from explorer.engine.layout import Layout, Slot, special_count
from explorer.measures.tokens import Style

UNKNOWN_SPAN = (-1, -1)
"""What stands for the characters of a token where its tokenizer does not tell them."""


@dataclass(frozen=True)
class PythonEncoding:
    """Tokens of one text, in the words of a Rust encoding."""

    tokens: list[str]
    ids: list[int]
    word_ids: list[int | None] = field(default_factory=list)

    @property
    def offsets(self) -> list[tuple[int, int]]:
        """No character positions: the same mark for every token."""
        return [UNKNOWN_SPAN] * len(self.ids)

    def __len__(self) -> int:
        return len(self.ids)


class PythonTokenizer:
    """One of transformers' tokenizers that are not fast, called as a fast one is."""

    normalizer = pre_tokenizer = None
    decoder = ""

    def __init__(self, tokenizer: Any) -> None:
        """Wrap it; it is only read."""
        self._tokenizer = tokenizer
        self._unknown = tokenizer.unk_token_id

    @cached_property
    def _vocabulary(self) -> dict[str, int]:
        return dict(self._tokenizer.get_vocab())

    def get_vocab(self, with_added_tokens: bool = True) -> dict[str, int]:
        """Every token and its id."""
        return self._vocabulary

    def token_to_id(self, token: str) -> int | None:
        """The id of an entry, or None."""
        return self._vocabulary.get(token)

    def id_to_token(self, number: int) -> str | None:
        """The entry of an id, or None."""
        return self._entries.get(number)

    @cached_property
    def _entries(self) -> dict[int, str]:
        return {number: token for token, number in self._vocabulary.items()}

    def decode(self, ids: list[int], skip_special_tokens: bool = True) -> str:
        """The text that the ids spell."""
        return self._tokenizer.decode(ids, skip_special_tokens=skip_special_tokens)

    def encode(self, text: str, add_special_tokens: bool = True) -> PythonEncoding:
        """Tokens and ids of one text, as transformers' own call gives them."""
        found = self._encoding(self._tokenizer.tokenize(text))
        return self._framed(found) if add_special_tokens else found

    def encode_words(self, words: Sequence[str]) -> PythonEncoding:
        """Words already split: each is tokenized by itself, as transformers does it."""
        pieces = [self._tokenizer.tokenize(word) for word in words]
        whole = self._encoding([piece for word in pieces for piece in word])
        numbers = [number for number, word in enumerate(pieces) for _ in word]
        return PythonEncoding(whole.tokens, whole.ids, list(numbers))

    def encode_batch_fast(self, texts: Sequence[str]) -> list[PythonEncoding]:
        """Several texts, special tokens included."""
        return [self.encode(text) for text in texts]

    def num_special_tokens_to_add(self, is_pair: bool) -> int:
        """How many special tokens stand around a text or a pair."""
        return special_count(self.layout(pair=is_pair))

    def layout(self, *, pair: bool) -> Layout:
        """Where they stand."""
        sides = [[-1], [-2]][: 1 + pair]  # no token has these numbers
        numbers = self._tokenizer.build_inputs_with_special_tokens(*sides)
        kinds = self._tokenizer.create_token_type_ids_from_sequences(*sides)
        if len(kinds) != len(numbers):
            kinds = [0] * len(numbers)
        return tuple(
            Slot(-1 - number, kind)
            if number < 0
            else Slot(-1, kind, self.id_to_token(number) or "", number)
            for number, kind in zip(numbers, kinds, strict=True)
        )

    def _encoding(self, tokens: list[str]) -> PythonEncoding:
        ids = [int(i) for i in self._tokenizer.convert_tokens_to_ids(tokens)]
        named = [
            self.id_to_token(number) or token if number == self._unknown else token
            for number, token in zip(ids, tokens, strict=True)
        ]
        return PythonEncoding(named, ids, list(word_numbers(tokens)))

    def _framed(self, text: PythonEncoding) -> PythonEncoding:
        rows: list[tuple[str, int]] = []
        for slot in self.layout(pair=False):
            typed = zip(text.tokens, text.ids, strict=True)
            rows.extend([(slot.token, slot.id)] if slot.side < 0 else typed)
        return PythonEncoding([token for token, _ in rows], [number for _, number in rows])


def word_numbers(tokens: Sequence[str]) -> list[int]:
    """Running number of each token's word, by the marks that the tokenizer sets.

    >>> word_numbers(["▁the", "▁cat", "s"]), word_numbers(["xin@@", "chào"])
    ([0, 1, 1], [0, 0])
    """
    if any(token.startswith("▁") for token in tokens):
        begins = [token.startswith("▁") for token in tokens]
    elif any(token.startswith("##") for token in tokens):
        begins = [not token.startswith("##") for token in tokens]
    elif any(token.endswith("@@") for token in tokens):
        begins = [True, *(not token.endswith("@@") for token in tokens[:-1])]
    elif any(token.endswith("</w>") for token in tokens):
        begins = [True, *(token.endswith("</w>") for token in tokens[:-1])]
    else:
        begins = [True] * len(tokens)
    if begins:
        begins[0] = True
    return (np.cumsum(begins) - 1).tolist()


def style_of(vocabulary: dict[str, int]) -> Style:
    """How such a tokenizer marks its pieces."""
    if any(token.startswith("▁") for token in vocabulary):
        return "metaspace"
    return "wordpiece" if any(token.startswith("##") for token in vocabulary) else "plain"
