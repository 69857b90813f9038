"""A class's answers as bars: options in their order, words by their votes, numbers in ranges."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from explorer.lessons.answering import Value, is_right, shown
from explorer.lessons.card import Question
from explorer.lessons.rooms import Asked, Tally

MOST_WORDS = 8
RANGES = 8
"""Bars at most; further words are one bar, and numbers are put together in ranges."""


@dataclass(frozen=True)
class Bar:
    """One bar: what was answered, by how many; the model's own answer is in one of them."""

    label: str
    count: int
    is_model: bool = field(default=False, compare=False)


def bars(tally: Tally, question: Question, true: Value | None = None) -> list[Bar]:
    """The answers to a question; ``true`` marks the model's, once it may be seen."""
    asked = tally.asked
    if not asked.options:
        return _ranges(tally, true)
    found = [
        Bar(
            option,
            tally.counts.get(place, 0),
            true is not None and is_right(question, option, true),
        )
        for place, option in enumerate(asked.options)
    ]
    return _by_votes(found) if asked.kind == "word" else found


def _by_votes(words: list[Bar]) -> list[Bar]:
    """Words that somebody chose, most votes first, and the model's."""
    chosen = sorted((b for b in words if b.count or b.is_model), key=lambda b: -b.count)
    first, rest = chosen[:MOST_WORDS], chosen[MOST_WORDS:]
    others = sum(bar.count for bar in rest if not bar.is_model)
    kept = [bar for bar in rest if bar.is_model]
    return [*first, *kept, *([Bar("others", others)] if others else [])]


def width(asked: Asked) -> float:
    """How wide a range is: 1, 2 or 5 times a power of ten, and no finer than the question's step.

    >>> width(Asked("a/1", "slider", "?", high=100)), width(Asked("a/1", "number", "?", high=6))
    (20.0, 1.0)
    """
    least = max((asked.high - asked.low) / RANGES, asked.step)
    power = 10.0 ** math.floor(math.log10(least))
    return next(n * power for n in (1, 2, 5, 10) if n * power >= least - 1e-9)


def _ranges(tally: Tally, true: Value | None) -> list[Bar]:
    """Numbers by range; a range as narrow as the question's step is one number."""
    asked, wide = tally.asked, width(tally.asked)
    count = math.floor((asked.high - asked.low) / wide + 1e-9) + 1
    if asked.low + (count - 1) * wide > asked.high - 1e-9 and wide > asked.step:
        count -= 1  # the highest number belongs to the last range
    counts = [0] * count
    for value, votes in tally.counts.items():
        counts[_place(asked, value, count)] += votes
    model = None if true is None else _place(asked, float(true), count)
    return [Bar(_label(asked, n), votes, n == model) for n, votes in enumerate(counts)]


def _place(asked: Asked, value: float, count: int) -> int:
    return min(max(int((value - asked.low) / width(asked) + 1e-9), 0), count - 1)


def _label(asked: Asked, place: int) -> str:
    wide = width(asked)
    low = asked.low + place * wide
    high = min(low + wide, asked.high)
    if wide <= asked.step:
        return asked.named(low)
    return f"{shown(Question('', 'slider', '', step=asked.step), low)}–{asked.named(high)}"
