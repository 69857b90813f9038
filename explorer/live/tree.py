"""Files of a folder that is written anew: the old ones go, and nobody else's are touched."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from explorer.errors import InputError

RECORD = ".bert-explorer.json"
"""Names the files that were written, so that the next time tells them from others."""


def write(folder: str | Path, files: Mapping[str, bytes]) -> Path:
    """Write files by their paths in a folder, which is made. Returns the folder's path.

    What was written there before and is not among them any more is removed; what others put there
    stays. Raises InputError where that cannot be, or a file of others stands in the way.
    """
    target = prepared(folder)
    before = _written_before(target)
    for path, content in files.items():
        _refuse_foreign(target / path, path in before, content)
    try:
        # Both, in case that it ends halfway: all of these files are then known the next time.
        _note(target, before | set(files))
        for path, content in files.items():
            _write(target / path, content)
        for path in sorted(before - set(files)):
            _remove(target, path)
        _note(target, set(files))
    except OSError as error:
        raise _cannot_write(target, error) from None
    return target


def prepared(folder: str | Path) -> Path:
    """The folder, made where there is none; for what takes long to make. Raises InputError."""
    target = Path(folder).expanduser()
    if target.exists() and not target.is_dir():
        raise InputError(f"“{target}” is a file, and a folder is needed: choose another name.")
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _cannot_write(target, error) from None
    return target


def _cannot_write(target: Path, error: OSError) -> InputError:
    return InputError(
        f"“{error.filename or target}” cannot be written ({error.strerror or error}): choose "
        "another folder."
    )


def _written_before(target: Path) -> set[str]:
    """What the record names; nothing, where there is none or it is damaged."""
    try:
        found = json.loads((target / RECORD).read_text("utf-8"))
    except (OSError, ValueError):
        return set()
    paths = found if isinstance(found, list) else []
    return {path for path in paths if isinstance(path, str) and _is_inside(target, path)}


def _is_inside(target: Path, path: str) -> bool:
    """Whether a path of the record stays in the folder: it may have been changed by hand."""
    return bool(path) and (target / path).resolve().is_relative_to(target.resolve())


def _refuse_foreign(file: Path, known: bool, content: bytes) -> None:
    if known or not file.exists():
        return
    if file.is_dir() or file.read_bytes() != content:
        raise InputError(
            f"“{file}” is there already, and is not from here: choose an empty folder, or move it."
        )


def _write(file: Path, content: bytes) -> None:
    """Files that are the same keep their dates: a web server's caches go by them."""
    if file.is_file() and file.read_bytes() == content:
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


def _remove(target: Path, path: str) -> None:
    """A file, and the folders above it that it leaves empty."""
    file = target / path
    file.unlink(missing_ok=True)
    for above in file.parents:
        if above == target or not above.is_dir() or any(above.iterdir()):
            return
        above.rmdir()


def _note(target: Path, paths: set[str]) -> None:
    (target / RECORD).write_text(json.dumps(sorted(paths), indent=0) + "\n", "utf-8")
