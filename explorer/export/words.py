"""Text of a plotly figure as plain lines, and lines that fit a width."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass

from explorer.figures.base import SOFT
from explorer.text import shorten

_TAG = re.compile(r"<[^>]*>")
_BREAK = re.compile(r"<br ?/?>")  # a soft break, "<br >", too
_SMALL = re.compile(r"font-size:\s*([\d.]+)em")
_UNSEEN = dict.fromkeys([0x2060, 0x200B, 0xFEFF])  # word joiner, and spaces without width
SHORTEST = 3  # characters of a label that still says something

PREFIXES = ((1e9, "G"), (1e6, "M"), (1e3, "k"))

Measure = Callable[[str], float]


@dataclass(frozen=True)
class Line:
    """A line of text and its size, in units of the text around it."""

    text: str
    size: float = 1.0


def plain(text: object) -> str:
    """What plotly would draw of a text. Its tags are the house's: typed ones stand escaped.

    >>> plain("<b>$\u2060x$</b> &lt;i&gt;")
    '$x$ <i>'
    """
    if text is None:
        return ""
    whole = _BREAK.sub(" ", str(text))
    return html.unescape(_TAG.sub("", whole)).translate(_UNSEEN)


def rows(text: object) -> list[str]:
    """What plotly would draw of a text, line by line.

    >>> rows("B-PER<br>98 %")
    ['B-PER', '98 %']
    """
    return [plain(part) for part in _BREAK.split(str(text or ""))]


def lines(text: object) -> list[Line]:
    """A title in lines; soft breaks are spaces again.

    >>> lines("One<br >two<br><span style='font-size:0.86em'>three</span>")
    [Line(text='One two', size=1.0), Line(text='three', size=0.86)]
    """
    found = []
    for part in _BREAK.split(str(text or "").replace(SOFT, " ")):
        small = _SMALL.search(part)
        shown = plain(part)
        if shown.strip():
            found.append(Line(shown, float(small[1]) if small else 1.0))
    return found


def wrapped(text: str, width: float, measure: Measure) -> list[str]:
    """A text in lines of at most so many points; a word that is longer is cut where it must be."""
    made, line = [], ""
    for word in text.split(" "):
        tried = f"{line} {word}" if line else word
        if not line or measure(tried) <= width:
            line = tried
            continue
        made.append(line)
        line = word
    return [piece for whole in [*made, line] for piece in _pieces(whole, width, measure)]


def _pieces(line: str, width: float, measure: Measure) -> list[str]:
    pieces = []
    while line and measure(line) > width:
        count = max(1, _longest(line, width, measure))
        pieces.append(line[:count])
        line = line[count:]
    return [*pieces, line] if line or not pieces else pieces


def _longest(line: str, width: float, measure: Measure) -> int:
    """How many characters of a line fit."""
    low, high = 0, len(line)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if measure(line[:middle]) <= width else (low, middle - 1)
    return low


def fitting(text: str, width: float, measure: Measure) -> str:
    """A text cut to a width; "" where not even three characters and the ellipsis would fit."""
    if measure(text) <= width:
        return text
    count = _longest(text, width - measure("…"), measure)
    return shorten(text, count + 1) if count >= SHORTEST else ""


def short_number(value: float) -> str:
    """A count with three digits and a prefix.

    >>> short_number(22_713_216), short_number(384)
    ('22.7M', '384')
    """
    for unit, letter in PREFIXES:
        if value >= unit:
            return f"{value / unit:.3g}{letter}"
    return f"{value:.3g}"
