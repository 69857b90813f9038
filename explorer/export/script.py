"""The script that makes an exported file again: under 15 lines, runs as it is, the same bytes."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from explorer.errors import ExportError
from explorer.export.options import Options

if TYPE_CHECKING:
    from explorer.pictures.picture import Picture

SHOWS = "picture.figure.show()\n"
"""How a picture's own code ends; the exported script saves in its place."""


def write(picture: Picture, options: Options, file: str = "") -> bytes:
    """The script as a file; it saves a PDF, or the file of this name. Raises ExportError."""
    return saving(picture.code, file or f"{picture.name}.pdf", options).encode("utf-8")


def useful(code: str, file: str, options: Options) -> str:
    """A picture's code that saves a file, or the comment line that says why there is none."""
    return saving(code, file, options) if code.endswith(SHOWS) else code


def saving(code: str, file: str, options: Options) -> str:
    """A picture's code, but it saves a file. Raises ExportError where there is no code."""
    if not code.endswith(SHOWS):
        raise ExportError(code.strip().removeprefix("# ") or "There is no script for this picture.")
    said = [
        f"{one.name}={value!r}"
        for one in fields(options)
        if (value := getattr(options, one.name)) != one.default
    ]
    return f"{code.removesuffix(SHOWS)}picture.save({', '.join([repr(file), *said])})\n"
