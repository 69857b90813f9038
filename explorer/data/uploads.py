"""Sentences from what a reader types, pastes or uploads. Plain Python.

Nothing of an upload is ever run or unpickled: it is bytes that must turn out to be text. Every
line of it is a sentence, names the columns, is empty and counted, or is reported.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from explorer.data import charsets, delimited, text_column
from explorer.data.delimited import Row, Table
from explorer.data.file_report import NO_SEPARATOR, FileReport, about_file, about_rows
from explorer.errors import InputError

MOST_BYTES = 25_000_000
TABLE_NAMES = (".csv", ".tsv", ".tab", ".psv")
PREVIEW_ROWS = 5


@dataclass(frozen=True)
class Choices:
    """What a reader may set about the reading of a file; None leaves it to the file."""

    encoding: str | None = None
    separator: str | None = None  # a character, or NO_SEPARATOR
    header: bool | None = None  # whether the first row names the columns
    column: str | int | None = None  # its name, its number from 1 ("2"), or its place from 0 (1)


@dataclass(frozen=True)
class Sentences:
    """What was read: the sentences, and what was left out."""

    texts: tuple[str, ...]
    empty: int = 0  # lines or cells without text
    beyond: int = 0  # sentences after the limit
    report: FileReport | None = field(default=None, compare=False)  # for a file

    def skipped(self) -> str:
        """How many empty lines were left out, as a sentence."""
        one = self.empty == 1
        return "1 empty line was skipped." if one else f"{self.empty:,} empty lines were skipped."


def from_lines(text: str, *, most: int) -> Sentences:
    """One sentence a line; empty lines are skipped. Raises InputError when there is none."""
    return _kept([row.cells[0] for row in delimited.lines(text).rows], most)


def from_upload(
    name: str,
    data: bytes,
    *,
    most: int,
    choices: Choices | None = None,
    most_bytes: int = MOST_BYTES,
) -> Sentences:
    """Sentences of a file: a table when its name says so, else one a line. Raises InputError."""
    if len(data) > most_bytes:
        raise InputError(
            f"This file has {len(data) / 1e6:,.0f} MB, and at most {most_bytes / 1e6:.0f} MB can "
            "be read: split it, or use the command line (python -m explorer embed)."
        )
    chosen = choices or Choices()
    decoded = charsets.decode(data, chosen.encoding)
    table = _table(name, decoded.text, chosen.separator)
    if not any(not row.empty for row in table.rows):
        raise InputError("This file is empty: there is no sentence in it.")
    header = _has_header(name, table, chosen)
    return _sentences(table, decoded, chosen, header=header, most=most)


def _table(name: str, text: str, separator: str | None) -> Table:
    if separator == NO_SEPARATOR or (separator is None and not _is_table(name)):
        return delimited.lines(text)
    if separator is not None and (len(separator) != 1 or separator in '"\r\n'):
        raise InputError(
            f"“{separator[:10]}” cannot separate columns: choose one character, such as a comma, "
            "a semicolon or a tab."
        )
    return delimited.read(
        text,
        is_header=text_column.is_header,
        all_named=text_column.all_named,
        separator=separator,
    )


def _is_table(name: str) -> bool:
    return name.lower().endswith(TABLE_NAMES)


def _sentences(
    table: Table, decoded: charsets.Decoded, chosen: Choices, *, header: bool, most: int
) -> Sentences:
    filled = [row for row in table.rows if not row.empty]
    names = _names(filled[0], header=header)
    rows = filled[1:] if header else filled
    if not rows:
        raise InputError(
            f"This file names its columns ({_some(names)}) and has no row below: add rows, or say "
            "that its first row is text."
        )
    place = _place(names, rows, chosen.column)
    found = _in_column(rows, place, len(names), table.separator)
    kept = _kept([cell for cell in found if cell is not None], most)
    report = FileReport(
        encoding=decoded.encoding,
        guessed=decoded.guessed,
        separator=table.separator or NO_SEPARATOR,
        header=header,
        columns=names,
        column=place,
        lines=_count_lines(decoded.text),
        preview=tuple(rows[:PREVIEW_ROWS]),
        left_out=found.count(None),
        remarks=(*about_file(table, decoded), *about_rows(rows, place, len(names))),
    )
    empty = kept.empty + len(table.rows) - len(filled)
    return Sentences(kept.texts, empty, kept.beyond, report)


def _count_lines(text: str) -> int:
    breaks = text.count("\n") + text.count("\r") - text.count("\r\n")
    return breaks + (not text.endswith(("\n", "\r")))


def _has_header(name: str, table: Table, chosen: Choices) -> bool:
    if chosen.header is not None:
        return chosen.header
    if not _is_table(name) and table.separator is None:
        return False
    first, *rest = (row.cells for row in table.rows if not row.empty)
    named = [cell.strip().lower() for cell in first]
    if isinstance(chosen.column, str) and chosen.column.strip().lower() in named:
        return True
    return text_column.looks_like_header(first, rest)


def _names(first: Row, *, header: bool) -> tuple[str, ...]:
    given = first.cells if header else ("",) * len(first.cells)
    return tuple(name.strip() or f"column {n}" for n, name in enumerate(given, 1))


def _place(names: Sequence[str], rows: Sequence[Row], wanted: str | int | None) -> int:
    """Which column holds the sentences. Raises InputError when there is none of that name."""
    if wanted is None:
        known = text_column.known_place(names)
        cells = [row.cells for row in rows]
        return text_column.longest_column(cells, len(names)) if known is None else known
    plain = [name.lower() for name in names]
    if isinstance(wanted, str) and wanted.strip().lower() in plain:
        return plain.index(wanted.strip().lower())
    place = int(wanted) - 1 if isinstance(wanted, str) and wanted.isdecimal() else wanted
    if isinstance(place, int) and 0 <= place < len(names):
        return place
    called = wanted[:30] if isinstance(wanted, str) else f"number {wanted + 1}"
    raise InputError(f"No column of this file is called “{called}”: choose one of {_some(names)}.")


def _some(names: Sequence[str]) -> str:
    return ", ".join(f"“{name[:30]}”" for name in names[:8])


def _in_column(
    rows: Sequence[Row], place: int, width: int, separator: str | None
) -> list[str | None]:
    """The cell of each row; None where a row is too short to have it.

    A row with more cells than there are columns has separators in its text that nobody quoted:
    its text is put together again.
    """
    found: list[str | None] = []
    for row in rows:
        surplus = max(0, len(row.cells) - width)
        cells = row.cells[place : place + surplus + 1]
        found.append((separator or "").join(cells) if cells else None)
    return found


def _kept(lines: Sequence[str], most: int) -> Sentences:
    texts = [line.strip() for line in lines]
    full = [text for text in texts if text]
    if not full:
        raise InputError("There is no sentence yet: give at least one line of text.")
    return Sentences(tuple(full[:most]), len(texts) - len(full), max(0, len(full) - most))
