"""Batches and masks: several texts of different lengths in one rectangle of ids.

Plain numpy, but for ``compare``, which runs a model, with or without a head.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from explorer.errors import InputError
from explorer.measures.similarity import cosine_distance
from explorer.one_line import OneLine
from explorer.text import TextInput

if TYPE_CHECKING:
    from explorer.engine import Engine

Side = Literal["right", "left"]
Padding = Literal["longest", "max length"]

MOST_TEXTS = 32


@dataclass(frozen=True, eq=False, repr=False)
class Row(OneLine):
    """One text of a batch before padding, cut to the longest length that is allowed."""

    tokens: tuple[str, ...]
    ids: np.ndarray  # (t,)
    segment: np.ndarray  # (t,)
    dropped: int  # tokens cut off


@dataclass(frozen=True, eq=False, repr=False)
class Batch(OneLine):
    """Several texts as one rectangle."""

    tokens: tuple[tuple[str, ...], ...]  # B rows of T tokens, the padding token included
    ids: np.ndarray  # (B, T)
    mask: np.ndarray  # (B, T) 1 = a token of the text, 0 = padding
    segment: np.ndarray  # (B, T)
    dropped: tuple[int, ...]  # tokens cut off each text

    @property
    def wasted(self) -> int:
        """Positions that hold padding."""
        return int((self.mask == 0).sum())


def texts(typed: str) -> tuple[str, ...]:
    """One text a line; empty lines are left out. Raises InputError for none or too many."""
    lines = tuple(line.strip() for line in typed.splitlines() if line.strip())
    if not lines:
        raise InputError("There is no text yet: type one text on each line.")
    if len(lines) > MOST_TEXTS:
        raise InputError(
            f"There are {len(lines)} texts, and at most {MOST_TEXTS} fit into the picture: leave "
            "some out."
        )
    return lines


def rows(engine: Engine, sources: Sequence[TextInput], max_length: int) -> tuple[Row, ...]:
    """Each text as ids, cut to ``max_length`` tokens. Raises InputError."""
    limit = min(max_length, engine.spec.max_tokens)
    found = []
    for source in sources:
        encoded = engine.encoder.encode(source, limit)
        if len(encoded.ids) > limit:
            raise InputError(
                f"A length of {limit} leaves no room beside the special tokens: choose a longer "
                "one."
            )
        segment = encoded.side if engine.segments else np.zeros_like(encoded.side)
        found.append(Row(encoded.labels, encoded.ids, segment, len(encoded.dropped)))
    return tuple(found)


def padding(engine: Engine) -> tuple[int, str]:
    """Id and name of the padding token. Raises InputError for models without one."""
    number = engine.encoder.pad_id
    if number is None:
        raise InputError(
            "This model has no padding token, so texts of different lengths cannot be one batch: "
            "choose another model."
        )
    return number, str(engine.tokenizer.pad_token)


def pad(
    given: Sequence[Row], pad: tuple[int, str], *, side: Side = "right", to: int | None = None
) -> Batch:
    """Fill all rows up to the longest, or to ``to`` positions. ``pad`` is (id, name)."""
    width = max(*(len(row.ids) for row in given), to or 0)
    filled = [_filled(row, width, pad, side) for row in given]
    return Batch(
        tokens=tuple(tokens for tokens, *_ in filled),
        ids=np.stack([ids for _, ids, _, _ in filled]),
        mask=np.stack([mask for _, _, mask, _ in filled]),
        segment=np.stack([segment for *_, segment in filled]),
        dropped=tuple(row.dropped for row in given),
    )


def _filled(
    row: Row, width: int, pad: tuple[int, str], side: Side
) -> tuple[tuple[str, ...], np.ndarray, np.ndarray, np.ndarray]:
    gap = width - len(row.ids)
    around = (gap, 0) if side == "left" else (0, gap)
    names = (pad[1],) * gap
    return (
        names + row.tokens if side == "left" else row.tokens + names,
        np.pad(row.ids, around, constant_values=pad[0]),
        np.pad(np.ones_like(row.ids), around),
        np.pad(row.segment, around),
    )


@dataclass(frozen=True, eq=False, repr=False)
class MaskExperiment(OneLine):
    """The same texts alone, padded with their mask, and padded without one."""

    alone: np.ndarray  # (B, C) logits, (B, 0) without a head
    masked: np.ndarray  # (B, C)
    unmasked: np.ndarray  # (B, C)
    vector_change_masked: np.ndarray  # (B,) 1 - cosine of the first token's last state to alone
    vector_change_unmasked: np.ndarray  # (B,)

    def largest(self) -> tuple[float, float]:
        """Largest difference of a logit from the text alone: with the mask, and without it."""
        with_mask, without = np.abs(self.masked - self.alone), np.abs(self.unmasked - self.alone)
        return float(with_mask.max(initial=0)), float(without.max(initial=0))


def compare(engine: Engine, given: Sequence[Row], batch: Batch) -> MaskExperiment:
    """Run each text alone, then the batch with its mask, then with a mask of ones."""
    from explorer.engine.forward import forward  # torch

    single = [forward(engine, row.ids[None], segment=row.segment[None]) for row in given]
    masked = forward(engine, batch.ids, mask=batch.mask, segment=batch.segment)
    unmasked = forward(engine, batch.ids, segment=batch.segment)
    first = batch.mask.argmax(axis=1)  # (B,) where each text begins
    alone = np.stack([output.hidden[0, 0] for output in single])  # (B, D)
    numbers = np.arange(len(given))
    return MaskExperiment(
        alone=np.concatenate([output.logits for output in single]),
        masked=masked.logits,
        unmasked=unmasked.logits,
        vector_change_masked=cosine_distance(alone, masked.hidden[numbers, first]),
        vector_change_unmasked=cosine_distance(alone, unmasked.hidden[numbers, first]),
    )


@dataclass(frozen=True)
class Waste:
    """Positions spent on padding by one way of making batches."""

    name: str
    positions: int  # in all batches together
    padding: int  # of which hold nothing

    @property
    def share(self) -> float:
        """Wasted share of all positions."""
        return self.padding / self.positions if self.positions else 0.0


def waste(lengths: Sequence[int], batch_size: int) -> tuple[Waste, ...]:
    """Wasted positions by three ways of padding the same texts in batches of ``batch_size``."""
    if batch_size < 1:
        raise InputError("A batch holds at least one text: choose a larger number.")
    whole = max(lengths)
    ways = {
        "to the longest of the whole set": [(length, whole) for length in lengths],
        "to the longest of each batch": _widths(lengths, batch_size),
        "the same, texts sorted by length": _widths(sorted(lengths), batch_size),
    }
    return tuple(
        Waste(name, sum(width for _, width in pairs), sum(width - n for n, width in pairs))
        for name, pairs in ways.items()
    )


def _widths(lengths: Sequence[int], batch_size: int) -> list[tuple[int, int]]:
    """(length of a text, width of its batch) for each text."""
    groups = [lengths[i : i + batch_size] for i in range(0, len(lengths), batch_size)]
    return [(length, max(group)) for group in groups for length in group]
