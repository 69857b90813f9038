"""A sheet of paper as blocks, whatever its format: worksheets, keys and plans."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class Heading:
    """A heading within the sheet; ``apart`` begins a new page."""

    text: str
    apart: bool = False


@dataclass(frozen=True)
class Text:
    """A paragraph. ``kind``: plain, the text that the model reads, or what is said of it."""

    text: str
    kind: Literal["plain", "read", "strong", "small"] = "plain"


@dataclass(frozen=True)
class Options:
    """What may be ticked: each with an empty box, or with a mark where it is right."""

    options: tuple[str, ...]
    right: str | None = None


@dataclass(frozen=True)
class Blank:
    """Lines to write on."""

    lines: int = 1


@dataclass(frozen=True)
class Drawing:
    """A picture, drawn when its format is asked for, and what it shows in words."""

    draw: Callable[[Literal["svg", "png"]], bytes]
    alt: str
    dark: Callable[[], bytes] | None = None  # SVG on dark ground, for a screen


@dataclass(frozen=True)
class Table:
    """Rows of text below a row of headings."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block = Heading | Text | Options | Blank | Drawing | Table


@dataclass(frozen=True)
class Paper:
    """A title, blocks in order, and a line at the foot of every page."""

    title: str
    blocks: tuple[Block, ...]
    foot: str = ""
    named: bool = field(default=False)  # whether there is a line for a name and a date
