"""A file of sentences: how it was read, for the reader to check and to change."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from explorer.data import charsets, uploads
from explorer.data.delimited import SEPARATORS
from explorer.data.file_report import NO_SEPARATOR, FileReport
from explorer.data.uploads import Choices, Sentences
from explorer.errors import InputError
from explorer.ui import cache, show

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

SEPARATOR_NAMES: dict[str, str] = {NO_SEPARATOR: "none, one sentence a line", **SEPARATORS}
CELL_CHARACTERS = 200


@dataclass(frozen=True)
class _File:
    """An upload, and its reading under any choices, each made once for all sessions."""

    name: str
    data: bytes
    most: int
    digest: str

    def read(self, *choices: Any) -> Sentences:
        """Its sentences; takes the fields of Choices in their order. Raises InputError."""
        chosen = Choices(*choices)
        return cache.FILES.get(
            (self.name, self.digest, self.most, chosen),
            lambda: uploads.from_upload(self.name, self.data, most=self.most, choices=chosen),
        )


def sentences(upload: UploadedFile, *, most: int) -> Sentences:
    """The file's sentences, read as the reader sets it. Raises InputError."""
    data = upload.getvalue()
    file = _File(upload.name, data, most, hashlib.sha256(data).hexdigest())
    with st.expander("How the file was read", icon=":material/table_view:", expanded=True):
        found = _with_choices(file)
        _preview(found)
    return found


def _with_choices(file: _File) -> Sentences:
    """The sentences under the reader's choices; each starts at what the file itself suggests.

    A choice that is left alone stays None, so that the reading can go on finding it out.
    """
    places = st.columns(4, vertical_alignment="bottom")
    key = f"se_{file.digest[:16]}"
    with places[0]:
        encoding = _encoding(_suggested_encoding(file), f"{key}_encoding")
    with places[1]:
        key = f"{key}_{encoding}"
        separator = _separator(_report(file.read(encoding)), key)
    with places[2]:
        key = f"{key}_{separator}"
        header = _header(_report(file.read(encoding, separator)), key)
    with places[3]:
        found = file.read(encoding, separator, header)
        column = _column(_report(found), f"{key}_{header}_column")
    return file.read(encoding, separator, header, column)


def _report(found: Sentences) -> FileReport:
    if found.report is None:
        raise ValueError("sentences of a file come with a report")
    return found.report


def _suggested_encoding(file: _File) -> str | None:
    """The encoding that was found; None where the file could not be read by itself."""
    try:
        return _report(file.read()).encoding
    except InputError:
        return None  # said by the next reading, beside the box that may help


def _encoding(suggested: str | None, key: str) -> str | None:
    options = list(charsets.ENCODINGS)
    chosen = st.selectbox(
        "Encoding",
        options,
        index=options.index(suggested) if suggested in options else None,
        format_func=charsets.name_of,
        placeholder="Choose an encoding",
        key=key,
    )
    return None if chosen == suggested else chosen


def _separator(report: FileReport, key: str) -> str | None:
    options: list[str] = list(SEPARATOR_NAMES)
    if report.separator not in options:
        options.append(report.separator)
    chosen = st.selectbox(
        "Separator",
        options,
        index=options.index(report.separator),
        format_func=_separator_name,
        key=f"{key}_separator",
    )
    return None if chosen == report.separator else chosen


def _separator_name(mark: str) -> str:
    return SEPARATOR_NAMES.get(mark, mark)


def _header(report: FileReport, key: str) -> bool | None:
    chosen = st.toggle("First row names columns", report.header, key=f"{key}_header")
    return None if chosen == report.header else chosen


def _column(report: FileReport, key: str) -> int | None:
    chosen = st.selectbox(
        "Column with the sentences",
        range(len(report.columns)),
        index=report.column,
        format_func=lambda place: report.columns[place],
        key=key,
    )
    return None if chosen == report.column else chosen


def _preview(found: Sentences) -> None:
    """What was read, in words and as the first rows."""
    report = _report(found)
    show.note(" ".join((report.summary(len(found.texts) + found.beyond), *report.remarks)))
    show.frame(_rows(report), "se_preview_rows")


def _rows(report: FileReport) -> pd.DataFrame:
    """The first rows of the file; an arrow marks the column of sentences."""
    shown: dict[str, list[object]] = {"line": [row.line for row in report.preview]}
    for place, name in enumerate(report.columns):
        title = f"→ {name}" if place == report.column else name
        while title in shown:
            title += " "
        shown[title] = [_cell(row.cells, place) for row in report.preview]
    return pd.DataFrame(shown)


def _cell(cells: tuple[str, ...], place: int) -> str:
    text = cells[place] if place < len(cells) else ""
    return text if len(text) <= CELL_CHARACTERS else text[: CELL_CHARACTERS - 1] + "…"
