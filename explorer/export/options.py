"""What a reader may choose of an exported picture: format, size, look, words, part."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from explorer.errors import ExportError


@dataclass(frozen=True)
class Size:
    """Where a picture is to stand. Inches, and type in points at that size."""

    label: str
    width: float
    height: float | None = None  # None: as tall as the picture needs
    type: float = 8.0  # points of ordinary type; the smallest is SMALLEST of it

    @property
    def narrow(self) -> bool:
        """Whether pictures are laid out as for a phone: a line holds fewer letters than there."""
        return self.width * 72 < 36 * self.type

    @property
    def tallest(self) -> float:
        """Inches that a picture may be tall: a page of a paper, unless the height is given."""
        return self.height or max(9.0, 1.6 * self.width)


LEAST_TYPE = 7.0
"""Points of the smallest type in print: what most publishers ask for."""

SIZES: dict[str, Size] = {
    "column": Size("Paper column, 3.3 in", 3.3),
    "text": Size("Paper text width, 6.9 in", 6.9),
    "page": Size("One-column page, 5.5 in", 5.5),
    "slide": Size("Slide 16:9, 13.33 x 7.5 in", 40 / 3, 7.5, type=20.0),
    "poster": Size("Poster, 16 in", 16.0, type=30.0),
    "square": Size("Square, 6 x 6 in", 6.0, 6.0, type=9.0),
}
LOOKS: dict[str, str] = {
    "print": "Print (white)",
    "light": "Light",
    "dark": "Dark",
    "grey": "Grey, for photocopies",
    "transparent": "Transparent ground",
}
FORMATS: dict[str, str] = {
    "pdf": "PDF, for papers",
    "svg": "SVG, for the web",
    "png": "PNG",
    "pgf": "PGF, for LaTeX",
    "pptx": "PowerPoint slide",
    "html": "Web page, one file",
    "csv": "Numbers, CSV",
    "npz": "Numbers, NumPy",
    "py": "Python script",
}
UNITS: dict[str, str] = {"tokens": "Tokens", "words": "Words"}
LEAST_DPI, MOST_DPI = 36, 1200
MOST_TEXT = 20_000
"""Characters of a title or caption of one's own."""
_HALF = re.compile("[\ud800-\udfff]")  # half of a character, which no file can hold
MOST_PIXELS = 120_000_000
"""Pixels of a PNG at most: some 500 MB while it is drawn."""


@dataclass(frozen=True)
class Options:
    """How a picture is exported. Raises ExportError with one sentence for each mistake.

    ``title`` draws the title as on the screen; ``caption`` writes the whole caption under the
    picture, and the title is then its first line. Either may be a text of one's own. ``unit`` and
    ``part`` are for pictures by token: words in their place, and the units from ``part[0]`` to
    ``part[1] - 1``, counted from 0.
    """

    size: str = "column"
    dpi: int = 300  # of a PNG
    look: str = "print"
    title: bool | str = True
    caption: bool | str = False
    unit: str = "tokens"
    part: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        """Check, so that whatever holds Options holds usable ones."""
        _known("size", self.size, SIZES)
        _known("look", self.look, LOOKS)
        if isinstance(self.dpi, bool) or not isinstance(self.dpi, int):
            raise ExportError(f"The resolution is a whole number of dots per inch: {self.dpi!r}.")
        if not LEAST_DPI <= self.dpi <= MOST_DPI:
            raise ExportError(
                f"The resolution goes from {LEAST_DPI} to {MOST_DPI} dots per inch: {self.dpi}."
            )
        _known("unit", self.unit, UNITS)
        for name in ("title", "caption"):
            object.__setattr__(self, name, _text(name, getattr(self, name)))
        object.__setattr__(self, "part", part_of(self.part))

    @property
    def box(self) -> Size:
        """The chosen size in inches and points."""
        return SIZES[self.size]


def _text(name: str, value: object) -> bool | str:
    """On, off, or the reader's own text on one line. Raises ExportError."""
    if isinstance(value, bool):
        return value
    if not isinstance(value, str) or not value.strip():
        raise ExportError(f"The {name} is on, off or a text of your own: {value!r}.")
    if len(value) > MOST_TEXT:
        raise ExportError(f"The {name} is longer than {MOST_TEXT:,} characters: shorten it.")
    return " ".join(_HALF.sub("\ufffd", value).split())


def part_of(value: object) -> tuple[int, int] | None:
    """A part as it may be given: two numbers, or "0:40". Raises ExportError.

    >>> part_of("0:40"), part_of([0, 40]), part_of(None)
    ((0, 40), (0, 40), None)
    """
    if value is None:
        return None
    ends: Any = value.split(":") if isinstance(value, str) else value
    if isinstance(value, str) and all(end.strip().isdecimal() for end in ends):
        ends = [int(end) for end in ends]
    if isinstance(ends, list | tuple) and len(ends) == 2:
        first, end = ends
        if type(first) is int and type(end) is int and 0 <= first < end:
            return first, end
    raise ExportError(
        f"A part is the number of its first unit and the one after its last, such as 0:40, counted "
        f"from 0: {value!r}."
    )


def known_format(name: str) -> str:
    """A format by its suffix, with or without the dot. Raises ExportError.

    >>> known_format(".PDF")
    'pdf'
    """
    found = name.lower().removeprefix(".")
    if not found:
        raise ExportError(f"The name has no ending that names a format: {_listed(FORMATS)}.")
    _known("format", found, FORMATS)
    return found


def _known(kind: str, name: object, table: Iterable[str]) -> None:
    if not isinstance(name, str) or name not in set(table):
        raise ExportError(f"There is no {kind} {name!r}: choose {_listed(table)}.")


def _listed(table: Iterable[str]) -> str:
    *most, last = table
    return f"{', '.join(most)} or {last}"
