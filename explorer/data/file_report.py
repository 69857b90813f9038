"""How a file of sentences was read, for its reader to check. Plain Python."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from explorer.data import charsets
from explorer.data.delimited import Row, Table
from explorer.text import agreed, counted

NO_SEPARATOR = "none"
"""The separator of a file that is one sentence a line."""


@dataclass(frozen=True)
class FileReport:
    """How a file was read: what the reader sees before trusting the sentences."""

    encoding: str
    guessed: bool  # the encoding is a guess
    separator: str  # a character, or NO_SEPARATOR
    header: bool  # the first row names the columns
    columns: tuple[str, ...]  # their names; "column 1", ... where the file gives none
    column: int  # which of them holds the sentences
    lines: int  # lines of the file
    preview: tuple[Row, ...]  # the first rows as they were cut, column names left out
    left_out: int = 0  # rows without a cell in that column; the remarks name them
    remarks: tuple[str, ...] = ()  # one sentence for each thing that is not as it should be

    def summary(self, sentences: int) -> str:
        """One line: the encoding, and if it is a guess, how many lines, and which column."""
        guess = ", which is a guess" if self.guessed else ""
        column = f", from column “{self.columns[self.column]}”" if len(self.columns) > 1 else ""
        return (
            f"Read as {charsets.name_of(self.encoding)}{guess}: "
            f"{counted(self.lines, 'line')}, {counted(sentences, 'sentence')}{column}."
        )


def about_file(table: Table, decoded: charsets.Decoded) -> Iterator[str]:
    """What is unusual about the file as a whole."""
    if decoded.unreadable:
        name, are = charsets.name_of(decoded.encoding), agreed(decoded.unreadable, "is", "are")
        characters = counted(decoded.unreadable, "character")
        yield f"{characters} {are} not valid {name} and {are} shown as \ufffd."
    if table.directive:
        yield "The first line names the separator and is not a sentence."
    if table.above:
        yield f"{counted(table.above, 'line')} of remarks (“#”) above the columns' names left out."


def about_rows(rows: Sequence[Row], place: int, width: int) -> Iterator[str]:
    """What is unusual about rows of the table, each kind with the lines where it happens."""
    kinds = (
        ("more cells than columns: the extra ones were kept as part of the text",
         [row for row in rows if len(row.cells) > width]),
        ("no cell in this column: left out", [row for row in rows if len(row.cells) <= place]),
        ("an unpaired quotation mark: it was kept as text", [row for row in rows if row.literal]),
        ("a line break inside the text: it is one sentence", [row for row in rows
         if any("\n" in cell or "\r" in cell for cell in row.cells[place : place + 1])]),
    )  # fmt: skip
    for what, found in kinds:
        if found:
            shown = ", ".join(f"{row.line:,}" for row in found[:5])
            more = ", ..." if len(found) > 5 else ""
            have = agreed(len(found), "has", "have")
            yield f"{counted(len(found), 'row')} {have} {what} (line {shown}{more})."
