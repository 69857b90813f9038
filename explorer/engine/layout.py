"""Where special tokens stand around one text or a pair, as the tokenizer itself lays them out."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

from explorer.errors import CheckpointError

MOST_PROBES = 1000
"""Entries of a vocabulary that are tried until one of them is read as a text."""


class Slot(NamedTuple):
    """One place in the layout: a special token, or room for all tokens of a text."""

    side: int  # 0 the first text, 1 the second, -1 a special token
    segment: int  # token type id, also of all tokens of the text
    token: str = ""
    id: int = -1


Layout = tuple[Slot, ...]


def special_count(layout: Layout) -> int:
    """How many special tokens there are."""
    return sum(slot.side < 0 for slot in layout)


def backend_layout(backend: Any, *, pair: bool) -> Layout:
    """The layout of a Rust tokenizer: that of a text of few tokens, with the tokens taken out.

    Its own truncation builds every overflowing window, for pairs every pair of windows: two texts
    of some ten thousand characters would take minutes. So no text of the reader's is laid out.
    Raises CheckpointError for a template that repeats a text, leaves one out or turns them round.
    """
    probes = list(islice(_probes(backend), 1 + pair))
    if not probes:
        return (Slot(0, 0), Slot(1, 0))[: 1 + pair]
    first, second = probes[0], probes[-1]  # one and the same where no other text can be read
    whole = backend.post_process(first, second if pair else None, True)
    found: list[Slot] = []
    typed: list[int] = []
    facts = zip(whole.tokens, whole.ids, whole.type_ids, whole.special_tokens_mask, strict=True)
    for token, number, segment, special in facts:
        if special:
            found.append(Slot(-1, segment, token, number))
            continue
        if len(typed) in (0, len(first)):
            found.append(Slot(int(len(typed) > 0), segment))
        typed.append(number)
    _refuse_odd(typed, first.ids, second.ids if pair else [])
    return tuple(found)


def _refuse_odd(typed: list[int], first: list[int], second: list[int]) -> None:
    """Raises CheckpointError where the two texts do not stand one behind the other."""
    if len(typed) != len(first) + len(second):
        raise CheckpointError(
            "This model's tokenizer repeats a text or leaves one out, so words cannot be told "
            "apart: correct the template in its tokenizer.json."
        )
    if typed == second + first != first + second:
        raise CheckpointError(
            "This model's tokenizer puts the second text before the first, which cannot be shown "
            "here: give one text, or correct the template in its tokenizer.json."
        )


def _probes(backend: Any) -> Iterator[Any]:
    """Encodings of short texts that have tokens, each of other ones than the first.

    A vocabulary of chemistry, of DNA or of digits knows no letter "a": its entries are read.
    """
    first = None
    for text in _texts(backend):
        try:
            found = backend.encode(text, add_special_tokens=False)
        except Exception as error:
            if not is_tokenizers_own(error):
                raise
            continue
        if len(found) and found.ids != first:
            first = first or found.ids
            yield found


def _texts(backend: Any) -> Iterator[str]:
    yield from "ab"
    special = {
        added.content for added in backend.get_added_tokens_decoder().values() if added.special
    }
    entries = backend.get_vocab(with_added_tokens=True)
    yield from islice((entry for entry in entries if entry not in special), MOST_PROBES)


def is_tokenizers_own(error: Exception) -> bool:
    """Whether the Rust library refused: it raises a plain Exception, and no class of its own."""
    return type(error) is Exception
