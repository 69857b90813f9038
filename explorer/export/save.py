"""From a Picture to the bytes of a file, and to the file: one table of writers, by suffix."""

from __future__ import annotations

from collections.abc import Callable
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from explorer.errors import ExportError
from explorer.export import numbers, page, script, slides
from explorer.export.options import Options, known_format
from explorer.text import shorten

if TYPE_CHECKING:
    import os

    from explorer.pictures.picture import Picture

Writer = Callable[["Picture", Options], bytes]


def _drawn(format: str) -> Writer:
    """The writer of a format that matplotlib draws; it is imported when it is needed."""

    def write(picture: Picture, options: Options) -> bytes:
        from explorer.export import drawn

        return drawn.to_bytes(picture, format, options)

    return write


WRITERS: dict[str, Writer] = {
    **{format: _drawn(format) for format in ("pdf", "svg", "png", "pgf")},
    "csv": numbers.csv,
    "npz": numbers.npz,
    "html": page.write,
    "pptx": slides.write,
    "py": script.write,
}


def to_bytes(
    picture: Picture, format: str, options: Options | None = None, *, file: str = ""
) -> bytes:
    """The file as bytes; the same picture and options give the same bytes. Raises ExportError.

    ``file`` names the file that a script (``py``) is to save; without it, a PDF.
    """
    name = known_format(format)
    if name not in WRITERS:
        raise ExportError(f"This format cannot be written yet: {name}.")
    options = options or Options()
    shown = picture.excerpt(options.unit, options.part)
    if name == "py":
        return script.write(shown, options, file)
    return WRITERS[name](shown, options)


def save(
    picture: Picture,
    path: str | os.PathLike[str],
    options: Options | None = None,
    *,
    file: str = "",
) -> Path:
    """Write the file, in the format that its suffix names. Returns its path. Raises ExportError.

    A script saves ``file``, or a PDF of its own name.
    """
    place = _place(path)
    name = known_format(place.suffix)
    content = to_bytes(picture, name, options, file=file or f"{place.stem}.pdf")
    try:
        place.write_bytes(content)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ExportError(f"{str(place)!r} cannot be written: {reason}.") from error
    return place


def _place(path: object) -> Path:
    """A path that a file can be written to. Raises ExportError."""
    if not isinstance(path, str | PathLike) or not str(path).strip():
        raise ExportError(f"A file needs a name, such as head.pdf: {path!r}.")
    place = Path(path)
    try:
        if "\0" in str(place):
            raise ValueError  # pathlib says so late
        if place.is_dir():
            raise ExportError(f"{str(place)!r} is a folder: add a file's name, such as head.pdf.")
        if not place.parent.is_dir():
            raise ExportError(f"There is no folder {str(place.parent)!r}: make it first.")
    except (OSError, ValueError) as error:  # a name that no file can have
        short = shorten(str(place), 60)
        raise ExportError(f"No file can have this name: {short!r}.") from error
    return place


def inside(folder: Path, name: str) -> Path:
    """A file by its name in a folder, never outside of it. Raises ExportError."""
    given = Path(name)
    if given.is_absolute():
        raise ExportError(
            f"{name!r} begins at the root of the disk: name a file inside the folder, such as "
            f"{(given.name or 'head.pdf')!r}."
        )
    if ".." in given.parts:
        raise ExportError(f"{name!r} leads out of the folder: leave out “..”.")
    if not name.strip() or set("\\\0") & set(name):
        raise ExportError(f"{name!r} is not a file's name: choose one such as 'head.pdf'.")
    return folder / given
