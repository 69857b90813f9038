"""Sentences from what a reader types, pastes or uploads. Plain Python.

Nothing of an upload is ever run or unpickled: it is bytes that must turn out to be text.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from explorer.errors import InputError

MOST_BYTES = 25_000_000
TEXT_COLUMNS = ("text", "sentence", "sentences", "content", "review", "comment", "title", "body")
"""Names by which a CSV's column of sentences is found, in this order, capital letters ignored."""


@dataclass(frozen=True)
class Sentences:
    """What was read: the sentences, and what was left out."""

    texts: tuple[str, ...]
    empty: int = 0  # lines or cells without text
    beyond: int = 0  # sentences after the limit


def from_lines(text: str, *, most: int) -> Sentences:
    """One sentence a line; empty lines are skipped. Raises InputError when there is none."""
    return _kept(text.splitlines(), most)


def from_upload(
    name: str,
    data: bytes,
    *,
    most: int,
    column: str | None = None,
    most_bytes: int = MOST_BYTES,
) -> Sentences:
    """Sentences of a TXT (one a line) or CSV file. Raises InputError with a sentence to read."""
    if len(data) > most_bytes:
        raise InputError(
            f"This file has {len(data) / 1e6:,.0f} MB, and at most {most_bytes / 1e6:.0f} MB can "
            "be read: split it, or use the command line (python -m explorer embed)."
        )
    text = _decoded(data)
    if name.lower().endswith((".csv", ".tsv")):
        return _kept(_column(text, column), most)
    return from_lines(text, most=most)


def columns(data: bytes) -> tuple[str, ...]:
    """Names of a CSV's columns, for a reader to choose from. Raises InputError."""
    return tuple(_rows(_decoded(data))[0])


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        codec = "utf-16"
    elif b"\0" in data:
        raise InputError(_not_text())
    else:
        codec = "utf-8-sig"
    try:
        text = data.decode(codec)
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")  # what spreadsheets of old save
    strange = sum(char < " " and char not in "\t\r\n\f" for char in text[:10_000])
    if strange > len(text[:10_000]) / 50:
        raise InputError(_not_text())
    return text


def _not_text() -> str:
    return (
        "This file is not text (a picture, a spreadsheet or a program?): save it as CSV or as "
        "plain text and upload that."
    )


def _rows(text: str) -> list[list[str]]:
    """All rows of a CSV whose separator is found out from its first line."""
    first = text.split("\n", 1)[0]
    separator = max(",;\t|", key=first.count)
    try:
        rows = [row for row in csv.reader(io.StringIO(text), delimiter=separator) if any(row)]
    except csv.Error as error:
        raise InputError(
            "This CSV cannot be read (a quotation mark is left open, or a cell is too long): "
            "save it again, or save the sentences as plain text, one a line."
        ) from error
    if not rows:
        raise InputError("This file is empty: give one with at least one sentence.")
    return rows


def _column(text: str, wanted: str | None) -> list[str]:
    """The cells of the text column, header left out; a single column needs no header."""
    header, *body = rows = _rows(text)
    place = _text_place(header, wanted)
    if place is None:
        return [row[0] for row in rows]
    return [row[place] if place < len(row) else "" for row in body]


def _text_place(header: Sequence[str], wanted: str | None) -> int | None:
    """Which column holds the sentences; None when there is but one and it has no name."""
    names = [name.strip().lower() for name in header]
    for name in (wanted.strip().lower(),) if wanted else TEXT_COLUMNS:
        if name in names:
            return names.index(name)
    if len(names) == 1 and not wanted:
        return None
    shown = ", ".join(f"“{name[:30]}”" for name in header[:8])
    raise InputError(
        f"No column of this CSV is called “{(wanted or 'text')[:30]}” (it has {shown}): give the "
        "column with the sentences the name 'text' in its first line."
    )


def _kept(lines: Sequence[str], most: int) -> Sentences:
    texts = [line.strip() for line in lines]
    full = [text for text in texts if text]
    if not full:
        raise InputError("There is no sentence yet: give at least one line of text.")
    return Sentences(tuple(full[:most]), len(texts) - len(full), max(0, len(full) - most))
