"""Synthetic texts: a date or a number in one of many styles, and the same in figures.

Everything is made by a seeded generator, so there are no data to ship and no licence to ask for.
Dates and numbers are split once and for all by their value: what is held out is in no training
text, whatever its style.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from string import Formatter

from explorer.teaching.writer.spelling import (
    MONTHS,
    SHORT_MONTHS,
    WEEKDAYS,
    cardinal,
    nth,
    ordinal,
    slip,
    spoken_year,
)

Span = tuple[int, int]

STYLES = (
    "the {word} of {month} {year}",
    "the {nth} of {month}, {year}",
    "{word} of {month} {year}",
    "{month} {day}, {year}",
    "{month} {day} {year}",
    "{month} {nth}, {year}",
    "{month} the {word}, {year}",
    "{day} {month} {year}",
    "{nth} {month} {year}",
    "{day} {mon} {year}",
    "{mon} {day}, {year}",
    "{mon} {nth} {year}",
    "{word} {month} {year}",
    "{weekday}, {day} {month} {year}",
    "{weekday}, the {nth} of {month} {year}",
    "{year}, {month} {day}",
    "the {word} of {month} {spoken}",
    "{month} the {word}, {spoken}",
    "{nth} {month} {spoken}",
    "{dd}/{mm}/{year}",
    "{dd}.{mm}.{year}",
    "{year}-{mm}-{dd}",
    "{day}.{m}.{year}",
    "{day}/{m}/{yy}",
    "{day} {mon} '{yy}",
)
"""Styles of a date. Figures alone are day, month, year, as in most of the world."""

PARTS = {
    "day": "day", "dd": "day", "nth": "day", "word": "day",
    "month": "month", "mon": "month", "m": "month", "mm": "month",
    "year": "year", "yy": "year", "spoken": "year",
}  # fmt: skip
_PART_OF_CHARACTER = (*4 * ("year",), None, *2 * ("month",), None, *2 * ("day",))

FIRST, LAST = date(1900, 1, 1), date(2099, 12, 31)
SHORT_YEARS = range(1930, 2030)  # what "'98" and "'06" stand for
LARGEST = 999_999
HELD_OUT = 0.05  # of all dates, and of all numbers from _SMALL on
_SMALL = 1000  # numbers below are needed to learn the words
_LEADS = ("on", "by", "due", "born")


@dataclass(frozen=True)
class Rewriting:
    """A text and what is to be written for it."""

    source: str
    target: str
    origins: tuple[Span | None, ...]
    """For each character of ``target`` the characters of ``source`` that hold its day, month or
    year, from (included) to (not included); None for hyphens and for numbers."""


def rewritings(seed: int, *, held_out: bool = False, dates: float = 0.6, typos: float = 0.2
               ) -> Iterator[Rewriting]:  # fmt: skip
    """Texts without end, the same for the same seed.

    ``held_out``: only values that are in no other text; else only the others. ``dates`` and
    ``typos`` are the shares of dates, and of texts with a slip in one word.
    """
    rng = random.Random(f"{seed} {held_out}")
    while True:
        slipped = rng.random() < typos
        if rng.random() < dates:
            yield write_date(_date(rng, held_out), rng, typo=slipped)
        else:
            yield write_number(_number(rng, held_out), rng, typo=slipped)


def is_held_out(value: int) -> bool:
    """Whether a date (its ordinal) or a number is kept for measuring; by its value alone."""
    return (value * 2_654_435_761 % 2**32) / 2**32 < HELD_OUT  # Knuth's multiplicative hash


def write_date(day: date, rng: random.Random, *, style: str | None = None, typo: bool = False
               ) -> Rewriting:  # fmt: skip
    """A date in one style, a random one unless given."""
    if style is None:
        known = day.year in SHORT_YEARS
        style = rng.choice([one for one in STYLES if known or "{yy}" not in one])
        if rng.random() < 0.1:
            style = f"{rng.choice(_LEADS)} {style}"
    pieces = _pieces(style, day)
    if typo:
        pieces = _slipped(pieces, rng)
    spans: dict[str, Span] = {}
    source = ""
    for text, part in pieces:
        if part:
            spans[part] = len(source), len(source) + len(text)
        source += text
    origins = tuple(spans[part] if part else None for part in _PART_OF_CHARACTER)
    return Rewriting(source, day.isoformat(), origins)


def write_number(number: int, rng: random.Random, *, typo: bool = False) -> Rewriting:
    """A number in words, or in figures with a comma or a space behind the thousands."""
    kind = rng.random()
    if kind < 0.1 and number >= 1000:
        source = f"{number:,}".replace(",", rng.choice(", "))
    else:
        source = cardinal(
            number,
            joined=rng.random() < 0.7,
            british=rng.random() < 0.6,
            a=rng.random() < 0.3,
        )
    if typo:
        source = _slipped([(source, "")], rng)[0][0]
    target = str(number)
    return Rewriting(source, target, (None,) * len(target))


def _pieces(style: str, day: date) -> list[tuple[str, str]]:
    """The text of a style in pieces: each with the part of the date that it holds, or ""."""
    forms = {
        "day": str(day.day), "dd": f"{day.day:02}", "nth": nth(day.day), "word": ordinal(day.day),
        "month": MONTHS[day.month - 1], "mon": SHORT_MONTHS[day.month - 1], "m": str(day.month),
        "mm": f"{day.month:02}", "year": str(day.year), "yy": f"{day.year % 100:02}",
        "spoken": spoken_year(day.year), "weekday": WEEKDAYS[day.weekday()],
    }  # fmt: skip
    pieces: list[tuple[str, str]] = []
    for literal, field, _, _ in Formatter().parse(style):
        pieces.append((literal, ""))
        if field:
            pieces.append((forms[field], PARTS.get(field, "")))
    return [piece for piece in pieces if piece[0]]


def _slipped(pieces: list[tuple[str, str]], rng: random.Random) -> list[tuple[str, str]]:
    """The pieces with a slip in one of their words; unchanged where no word can have one."""
    words = [
        (at, found.span())
        for at, (text, _) in enumerate(pieces)
        for found in re.finditer(r"[A-Za-z]{4,}", text)
    ]
    if not words:
        return pieces
    at, (start, end) = rng.choice(words)
    text, part = pieces[at]
    changed = text[:start] + slip(text[start:end], rng) + text[end:]
    return [*pieces[:at], (changed, part), *pieces[at + 1 :]]


def _date(rng: random.Random, held_out: bool) -> date:
    while True:
        chosen = rng.randint(FIRST.toordinal(), LAST.toordinal())
        if is_held_out(chosen) == held_out:
            return date.fromordinal(chosen)


def _number(rng: random.Random, held_out: bool) -> int:
    """Every length about as often, the shortest less so; more round numbers than by chance."""
    while True:
        digits = rng.choice((2, 3, 4, 4, 5, 5, 6, 6) if not held_out else (4, 5, 6))
        number = rng.randrange(10**digits)
        if rng.random() < 0.25:  # "twenty thousand", "three hundred and six"
            place = 10 ** rng.randrange(1, digits)
            number = number // place * place + rng.choice((0, rng.randrange(min(place, 20))))
        if number < _SMALL:
            if not held_out:
                return number
        elif is_held_out(number) == held_out:
            return number
