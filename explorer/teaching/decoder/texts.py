"""What the decoder reads while it learns: prose, prose that comes again, and random repetition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from explorer.one_line import OneLine
from explorer.teaching.training import corpora

IGNORED = -100  # transformers' number for what does not count in the loss
ORDINARY = 2  # the first token that is neither the start mark nor padding
SHORTEST, LONGEST = 5, 60  # tokens of a piece that comes again


@dataclass(frozen=True, repr=False)
class Row(OneLine):
    """Ids of one training text (N,), and what each should have been foretold as (N,)."""

    ids: np.ndarray
    labels: np.ndarray


def prose(data: Path, *, held_out: bool) -> list[str]:
    """Documents of the prose, a paragraph a line; every tenth of a source is held out."""
    documents = corpora.documents(data, held_out=held_out, skip=("tatoeba", "xquad"))
    return ["\n".join(filter(None, paragraphs)) for paragraphs in documents]


def stream(tokenizer: Any, documents: Sequence[str]) -> np.ndarray:
    """All documents' ids in one line, a start mark before each. (N,) uint16"""
    found = tokenizer(list(documents), verbose=False).input_ids
    return np.concatenate([np.array(ids, np.uint16) for ids in found])


@dataclass(frozen=True)
class Mix:
    """Shares of the training texts that are random repetition, and prose that comes again."""

    random: float
    again: float


def row(rng: np.random.Generator, ids: np.ndarray, size: int, vocabulary: int, mix: Mix) -> Row:
    """One training text of ``size`` tokens: random repetition, repeated prose, or prose."""
    kind = rng.random()
    if kind < mix.random:
        return repeated_random(rng, size, vocabulary)
    if kind < mix.random + mix.again:
        return _begun(repeated_prose(rng, ids, size))
    return _begun(window(rng, ids, size - 1))


def window(rng: np.random.Generator, ids: np.ndarray, size: int) -> np.ndarray:
    """``size`` ids that stand together in the stream."""
    start = int(rng.integers(len(ids) - size))
    return ids[start : start + size].astype(np.int64)


def repeated_random(
    rng: np.random.Generator, size: int, vocabulary: int, *, period: int = 0
) -> Row:
    """Random tokens, and then the same again: only what came before can be foretold.

    What can not be foretold does not count in the loss. Without a ``period`` one is drawn.
    """
    period = period or int(rng.integers(SHORTEST, LONGEST + 1))
    piece = rng.integers(ORDINARY, vocabulary, period)
    row = _begun(np.resize(piece, size - 1))
    row.labels[: period + 2] = IGNORED
    return row


def repeated_prose(rng: np.random.Generator, ids: np.ndarray, size: int) -> np.ndarray:
    """A piece of prose, other prose, and the piece again: ``size`` - 1 ids."""
    room = size - 1
    piece = window(rng, ids, int(rng.integers(SHORTEST, LONGEST + 1)))
    between = window(rng, ids, int(rng.integers(1, room - 2 * len(piece) + 2)))
    after = window(rng, ids, room)
    return np.concatenate([piece, between, piece, after])[:room]


def _begun(ids: np.ndarray) -> Row:
    """The ids after a start mark; all of them count."""
    whole = np.concatenate([[0], ids]).astype(np.int64)
    return Row(whole, whole.copy())
