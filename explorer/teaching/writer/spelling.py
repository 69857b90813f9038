"""English words of numbers and dates, and slips of the pen that leave one word to think of."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from functools import cache

ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
TENS = " ten twenty thirty forty fifty sixty seventy eighty ninety".split(" ")
MONTHS = (
    "January February March April May June July August September October November December"
).split()
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
SHORT_MONTHS = ("Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec").split()
IRREGULAR = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth",
             "nine": "ninth", "twelve": "twelfth"}  # fmt: skip
SHORTEST = 4  # letters of a word that gets a slip; in a shorter one it is seldom clear


def cardinal(number: int, *, joined: bool = True, british: bool = True, a: bool = False) -> str:
    """A number below a million in words.

    ``joined``: "twenty-one" instead of "twenty one"; ``british``: "two hundred and six" instead
    of "two hundred six"; ``a``: "a hundred" instead of "one hundred" at the beginning.

    >>> cardinal(21006)
    'twenty-one thousand and six'
    """
    thousands, rest = divmod(number, 1000)
    if not thousands:
        words = _below_thousand(rest, joined, british)
    else:
        words = f"{_below_thousand(thousands, joined, british)} thousand"
        if rest:
            small = british and rest < 100
            words += f"{' and' if small else ''} {_below_thousand(rest, joined, british)}"
    return re.sub(r"^one (?=hundred|thousand)", "a ", words) if a else words


def _below_thousand(number: int, joined: bool, british: bool) -> str:
    hundreds, rest = divmod(number, 100)
    words = [f"{ONES[hundreds]} hundred"] if hundreds else []
    if rest or not hundreds:
        words.append(_below_hundred(rest, "-" if joined else " "))
    return (" and " if british else " ").join(words)


def _below_hundred(number: int, join: str) -> str:
    if number < 20:
        return ONES[number]
    ten, one = divmod(number, 10)
    return TENS[ten] + (join + ONES[one] if one else "")


def ordinal(day: int) -> str:
    """A day of the month in words.

    >>> ordinal(3), ordinal(20), ordinal(31)
    ('third', 'twentieth', 'thirty-first')
    """
    words = cardinal(day)
    head, last = re.fullmatch(r"(.*?)(\w+)", words).groups()  # type: ignore[union-attr]
    if last.endswith("y"):
        return f"{head}{last[:-1]}ieth"
    return head + IRREGULAR.get(last, f"{last}th")


def nth(day: int) -> str:
    """A day of the month in figures with its ending.

    >>> nth(3), nth(11), nth(21)
    ('3rd', '11th', '21st')
    """
    if day in (11, 12, 13):
        return f"{day}th"
    return f"{day}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(day % 10, 'th') }"


def spoken_year(year: int) -> str:
    """A year as it is said.

    >>> spoken_year(1998), spoken_year(1905), spoken_year(2006)
    ('nineteen ninety-eight', 'nineteen oh five', 'two thousand and six')
    """
    century, rest = divmod(year, 100)
    if century == 20 and rest < 10:
        return cardinal(year)
    if not rest:
        return f"{cardinal(century)} hundred"
    return f"{cardinal(century)} {f'oh {ONES[rest]}' if rest < 10 else cardinal(rest)}"


WORDS = tuple(dict.fromkeys(
    word.lower()
    for word in (*ONES, *TENS[1:], "hundred", "thousand", "oh", *MONTHS, *WEEKDAYS,
                 *(part for day in range(1, 32) for part in ordinal(day).split("-")))
))  # fmt: skip
"""Every word of numbers, months, days of the month and of the week, in lower case."""


def slip(word: str, rng: random.Random) -> str:
    """The word with one letter left out, doubled or changed for its neighbour's place.

    Only slips that come from one word alone are made: "sixt" could be "sixty" or "sixth". A word
    without any, or one that this module does not know, comes back as it is.
    """
    found = _slips().get(word.lower(), ())
    return _like(rng.choice(found), word) if found else word


def slips_of(word: str) -> tuple[str, ...]:
    """Every slip of a word that no other word has, in lower case."""
    return _slips().get(word.lower(), ())


def _like(slipped: str, word: str) -> str:
    return slipped[0].upper() + slipped[1:] if word[0].isupper() else slipped


@cache
def _slips() -> dict[str, tuple[str, ...]]:
    """For each word its slips that no other word has."""
    owners: dict[str, set[str]] = defaultdict(set)
    for word in WORDS:
        owners[word].add(word)
        for slipped in _edits(word):
            owners[slipped].add(word)
    return {
        word: tuple(s for s in _edits(word) if owners[s] == {word})
        for word in WORDS
        if len(word) >= SHORTEST
    }


def _edits(word: str) -> list[str]:
    """One letter left out, doubled, or two in each other's place, each once; never the word."""
    made = [word[:i] + word[i + 1 :] for i in range(len(word))]
    made += [word[: i + 1] + word[i:] for i in range(len(word))]
    made += [word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)]
    return [edit for edit in dict.fromkeys(made) if edit != word]
