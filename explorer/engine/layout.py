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
    Raises CheckpointError for a template that repeats a text or leaves one out.
    """
    probe = _probe(backend)
    if probe is None:
        return (Slot(0, 0), Slot(1, 0))[: 1 + pair]
    whole = backend.post_process(probe, probe if pair else None, True)
    found: list[Slot] = []
    typed = 0
    facts = zip(whole.tokens, whole.ids, whole.type_ids, whole.special_tokens_mask, strict=True)
    for token, number, segment, special in facts:
        if special:
            found.append(Slot(-1, segment, token, number))
            continue
        if typed % len(probe) == 0:
            found.append(Slot(typed // len(probe), segment))
        typed += 1
    if typed != len(probe) * (1 + pair):
        raise CheckpointError(
            "This model's tokenizer repeats a text or leaves one out, so words cannot be told "
            "apart: correct the template in its tokenizer.json."
        )
    return tuple(found)


def _probe(backend: Any) -> Any:
    """The encoding of a short text that has tokens; None where no entry can be read.

    A vocabulary of chemistry, of DNA or of digits knows no letter "a": one of its entries is read.
    """
    for text in _texts(backend):
        try:
            found = backend.encode(text, add_special_tokens=False)
        except Exception as error:
            if not is_tokenizers_own(error):
                raise
            continue
        if len(found):
            return found
    return None


def _texts(backend: Any) -> Iterator[str]:
    yield "a"
    special = {
        added.content for added in backend.get_added_tokens_decoder().values() if added.special
    }
    entries = backend.get_vocab(with_added_tokens=True)
    yield from islice((entry for entry in entries if entry not in special), MOST_PROBES)


def is_tokenizers_own(error: Exception) -> bool:
    """Whether the Rust library refused: it raises a plain Exception, and no class of its own."""
    return type(error) is Exception
