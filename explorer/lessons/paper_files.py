"""A sheet of paper as a file: PDF, or one offline HTML page."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, get_args

from explorer.errors import LessonError
from explorer.lessons.paper import Paper

Format = Literal["pdf", "html"]
FORMATS: tuple[Format, ...] = get_args(Format)


def to_bytes(paper: Paper, kind: str) -> bytes:
    """The sheet as a PDF or as one offline HTML file. Raises LessonError for other kinds."""
    if kind == "pdf":
        from explorer.lessons.paper_pdf import written
    elif kind == "html":
        from explorer.lessons.paper_html import written
    else:
        raise LessonError(f"A sheet is saved as .pdf or .html, not as “.{kind[:20]}”.")
    return written(paper)


def save(paper: Paper, path: str | Path) -> Path:
    """Write the sheet to a file whose ending says the format. Raises LessonError."""
    file = Path(path)
    made = to_bytes(paper, file.suffix.lstrip(".").lower())
    try:
        file.write_bytes(made)
    except OSError as error:
        raise LessonError(f"“{file.name}” cannot be written: {error.strerror}.") from error
    return file
