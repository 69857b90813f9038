"""Rows of a delimited file (CSV, TSV), its dialect found by the count of columns. Plain Python.

``csv.Sniffer`` looks at a few characters; here a separator holds when it cuts *every* row into as
many cells as the first. Where none does, the file is one sentence a line and nothing is cut.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

SEPARATORS = {"\t": "tab", ";": "semicolon", "|": "bar", ",": "comma"}
"""The separators that are tried; what prose holds most often comes last."""

_IRREGULAR = 0.1  # share of rows with another count that a table with a known header may have
_BACKSLASHES = re.compile(r'\\[^"\\,;\t|\r\n]|\\$')
_DIRECTIVE = re.compile(
    r'\ufeff?(?:sep=(\\t|[^\r\n])|"sep=(\\t|[^\r\n])")[,;\t]*(?:\r\n?|\n|$)', re.IGNORECASE
)
_REMARKS = re.compile(r"\ufeff?(?:#[^\r\n]*(?:\r\n|\n))+")


class Row(NamedTuple):
    """One row: the line of the file on which it begins (from 1), and its cells."""

    line: int
    cells: tuple[str, ...]
    literal: bool = False  # its quotation marks do not pair, so they were left where they are

    @property
    def empty(self) -> bool:
        """Whether there is nothing in it but blanks."""
        return not any(self.cells) or not any(map(str.strip, self.cells))


@dataclass(frozen=True)
class Table:
    """All rows of a file, empty ones too, and how it was cut."""

    rows: tuple[Row, ...]
    separator: str | None  # None: one sentence a line
    directive: int = 0  # lines that only name the separator ("sep=;")
    above: int = 0  # lines of remarks ("# ...") that stand above the names of the columns

    @property
    def width(self) -> int:
        """Number of columns: cells of the first row that is not empty."""
        return next((len(row.cells) for row in self.rows if not row.empty), 0)


def lines(text: str) -> Table:
    """One cell a line, nothing cut and no quotation mark touched."""
    cut = re.split(r"\r\n|\r|\n", text)
    if cut[-1] == "":
        cut.pop()
    return Table(tuple(Row(number, (line,)) for number, line in enumerate(cut, 1)), None)


Known = Callable[[tuple[str, ...]], bool]
"""Knows a row of column names by its names."""


def read(text: str, *, is_header: Known, all_named: Known, separator: str | None = None) -> Table:
    """Rows of the text, cut at the given separator or at the one that gives a consistent table.

    A table that begins with a header may have a few rows of another width, and where ``all_named``
    knows every name any number of wider ones: separators of their text that nobody quoted.
    """
    named = _DIRECTIVE.match(text)
    if named:
        told = (named[1] or named[2]).replace("\\t", "\t")
        found = _cut(text[named.end() :], told if separator is None else separator)
        moved = tuple(row._replace(line=row.line + 1) for row in found.rows)
        return replace(found, rows=moved, directive=1)
    if separator is not None:
        return _cut(text, separator)
    for skipped in _remarks_above(text):
        found = _best(text[skipped:], Header(is_header, all_named))
        if found is not None and (not skipped or is_header(_first(list(found.rows)).cells)):
            above = text[:skipped].count("\n")
            moved = tuple(row._replace(line=row.line + above) for row in found.rows)
            return replace(found, rows=moved, above=above)
    return _single_column(text) or lines(text)


class Header(NamedTuple):
    """How a row of column names is known."""

    sure: Known
    every: Known


def _remarks_above(text: str) -> tuple[int, ...]:
    """Where the table may begin: at once, or behind lines that begin with "#"."""
    found = _REMARKS.match(text)
    return (0, found.end()) if found else (0,)


def _best(text: str, header: Header) -> Table | None:
    """The table that holds together best; None where no separator gives one."""
    best, best_score = None, (False, False, 0)
    for way in _ways(text):
        for separator in SEPARATORS:
            rows = _consistent(way(text, separator), header)
            if rows is None:
                continue
            first = _first(rows).cells
            known = header.sure(first)
            alone = sum(not row.empty for row in rows) == 1
            if (alone or not known) and _is_prose(rows, separator):
                continue
            even = all(len(row.cells) == len(first) for row in rows if row.cells != ("",))
            if (known, even, len(first)) > best_score:
                best, best_score = Table(tuple(rows), separator), (known, even, len(first))
        if best_score[1]:
            break  # another meaning of the quotation marks cannot do better
    return best


def _first(rows: list[Row]) -> Row:
    return next((row for row in rows if not row.empty), rows[0])


def _consistent(rows: Iterator[Row], header: Header) -> list[Row] | None:
    """The rows, if they are a table of at least two columns; read no further than needed."""
    kept: list[Row] = []
    width = allowed = filled = irregular = 0
    wider = False  # whether a row may have more cells than there are names
    try:
        for row in rows:
            kept.append(row)
            if row.empty and len(row.cells) < 2:
                continue
            if not width:
                width = len(row.cells)
                allowed = _IRREGULAR if header.sure(row.cells) else 0
                wider = header.every(row.cells)
                if width < 2:
                    return None
            filled += 1
            irregular += len(row.cells) < width or (len(row.cells) > width and not wider)
            if irregular > allowed * max(filled, 200):
                return None
    except csv.Error:
        return None
    enough = filled > 1 or (allowed and filled)  # one row may be the names of columns
    return kept if enough and irregular <= max(allowed * filled, 1) else None


def _is_prose(rows: list[Row], separator: str) -> bool:
    """Whether these are sentences with a comma each: a blank follows where a cell would begin."""
    if separator not in ",;":
        return False
    later = [cell for row in rows for cell in row.cells[1:] if cell]
    return bool(later) and sum(cell[0].isspace() for cell in later) >= 0.8 * len(later)


def _single_column(text: str) -> Table | None:
    """A table of one column whose cells are quoted; None where no cell is."""
    if '"' not in text and "\\" not in text:
        return None
    for way in _ways(text)[:-1]:
        for separator in SEPARATORS:
            try:
                rows = tuple(way(text, separator))
            except csv.Error:
                continue
            if all(len(row.cells) < 2 for row in rows):
                return Table(rows, separator)
    return None


def _cut(text: str, separator: str) -> Table:
    """Rows cut at one separator, whatever comes of it."""
    if len(separator) != 1 or separator in '"\r\n':
        return lines(text)
    for way in _ways(text):
        try:
            return Table(tuple(way(text, separator)), separator)
        except csv.Error:
            continue
    raise AssertionError("the last way takes any text")


Way = Callable[[str, str], Iterator[Row]]


def _ways(text: str) -> list[Way]:
    """How quotation marks may be meant, the likeliest first; the last one takes any text."""
    escapes = "\\" in text and _BACKSLASHES.search(text) is None
    return [_quoted, _escaped, _line_by_line] if escapes else [_quoted, _line_by_line]


def _quoted(text: str, separator: str) -> Iterator[Row]:
    """Cells in quotation marks, a mark inside written twice (RFC 4180)."""
    return _rows(text, delimiter=separator)


def _escaped(text: str, separator: str) -> Iterator[Row]:
    """A backslash before each mark or separator that is meant as text."""
    return _rows(text, delimiter=separator, escapechar="\\", doublequote=False)


def _rows(text: str, **dialect: Any) -> Iterator[Row]:
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, **dialect)
    line = 1
    for cells in reader:
        yield Row(line, tuple(cells) or ("",))
        line = reader.line_num + 1


def _line_by_line(text: str, separator: str) -> Iterator[Row]:
    """Each line by itself: one whose marks do not pair is cut with its marks left as text."""
    for row in lines(text).rows:
        line = row.cells[0]
        try:
            cells = next(csv.reader([line], delimiter=separator, strict=True), [""])
            yield Row(row.line, tuple(cells) or ("",))
        except csv.Error:
            yield Row(row.line, tuple(line.split(separator)), literal=True)
