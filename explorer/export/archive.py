"""ZIP files that are the same bytes every time, and ZIP files from elsewhere, read with care."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping

from explorer.errors import ExportError

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The date of every file in an archive: the first that a ZIP can say."""


def pack(files: Mapping[str, bytes]) -> bytes:
    """An archive of files by name, in the order given. Returns its bytes."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system, entry.external_attr = 3, 0o644 << 16  # alike on every system
            archive.writestr(entry, content)
    return written.getvalue()


def unpack(content: bytes, *, most_files: int, most_bytes: int, what: str) -> dict[str, bytes]:
    """The files of an archive by name, all in memory; nothing is written anywhere.

    ``most_bytes`` counts after unpacking. Raises ExportError: no archive, damaged, or too much.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if len(entries) > most_files or sum(one.file_size for one in entries) > most_bytes:
                raise ExportError(
                    f"This {what} is too large: at most {most_files} files and "
                    f"{most_bytes // 10**6} MB are opened."
                )
            found = {one.filename: _read(archive, one) for one in entries}
    except (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, NotImplementedError,
            RuntimeError, OSError, ValueError) as error:  # fmt: skip
        raise ExportError(
            f"This file is no {what}, or not a whole one: choose one that was saved here."
        ) from error
    if len(found) != len(entries):
        raise ExportError(f"This file is no {what}: two of its files have the same name.")
    return found


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """One file; what its entry says of its size is a bound, whatever the data unpack to."""
    with archive.open(entry) as file:
        content = file.read(entry.file_size)
        if len(content) != entry.file_size or file.read(1):
            raise zipfile.BadZipFile("a file has another size than it says")
    return content
