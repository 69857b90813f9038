"""A collection as one file, and back: a zip of JSON, CSV and PNG, with nothing that is executed.

``collection.json`` holds the words; beside it stand, for picture 3, ``003/numbers.csv``,
``003/preview.png`` and ``003/print.json`` with one file more for each look that differs from it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from explorer.data import references
from explorer.errors import ExportError
from explorer.export.archive import pack, unpack
from explorer.export.collection import (
    MOST_ENTRIES,
    MOST_NOTE,
    MOST_TITLE,
    Collection,
    Entry,
)
from explorer.export.credits import Credits
from explorer.export.kept import Kept, figure_of
from explorer.export.options import LOOKS, Options
from explorer.text import shorten

FORMAT, VERSION = "explorer collection", 1
MANIFEST = "collection.json"
WHAT = "collection of pictures"
MOST_BYTES = 200 * 10**6  # unpacked
MOST_FILES = 1 + MOST_ENTRIES * (2 + len(LOOKS))
LONGEST = 50_000  # characters of a caption or a script
_PNG = b"\x89PNG\r\n\x1a\n"


def save(collection: Collection) -> bytes:
    """The file; the same collection gives the same bytes."""
    files: dict[str, bytes] = {}
    entries = [
        _written(entry, place, files) for place, entry in enumerate(collection.entries, start=1)
    ]
    manifest = {
        "format": FORMAT, "version": VERSION, "title": collection.title, "entries": entries,
    }  # fmt: skip
    return pack({MANIFEST: _json(manifest), **files})


def _written(entry: Entry, place: int, files: dict[str, bytes]) -> dict[str, Any]:
    """An entry's words; its files go into ``files``."""
    kept = entry.kept
    files[f"{place:03}/numbers.csv"] = kept.csv
    files[f"{place:03}/preview.png"] = entry.preview
    for look in LOOKS:
        if look == "print" or kept.figures[look] != kept.figures["print"]:
            files[f"{place:03}/{look}.json"] = kept.figures[look].encode("utf-8")
    return {
        "name": kept.name,
        "caption": kept.caption,
        "words": asdict(kept.words),
        "options": asdict(entry.options),
        "note": entry.note,
    }


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode("utf-8")


def open_collection(content: bytes) -> Collection:
    """The collection in a file. Raises ExportError with one sentence for any other file."""
    files = unpack(content, most_files=MOST_FILES, most_bytes=MOST_BYTES, what=WHAT)
    try:
        found = json.loads(files[MANIFEST])
        if (found["format"], type(found["version"])) != (FORMAT, int):
            raise ValueError(FORMAT)
        if found["version"] > VERSION:
            raise ExportError(f"A newer version made this {WHAT}: update to open it.")
        given = found["entries"]
        if not isinstance(given, list) or len(given) > MOST_ENTRIES:
            raise ValueError("entries")
        entries = [_opened(entry, place, files) for place, entry in enumerate(given, start=1)]
        return Collection(shorten(_text(found, "title"), MOST_TITLE), tuple(entries))
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise ExportError(
            f"This file is no {WHAT}, or not a whole one: choose one that was saved here."
        ) from error


def _opened(given: dict[str, Any], place: int, files: Mapping[str, bytes]) -> Entry:
    """One entry, checked. Raises ValueError, KeyError, TypeError or ExportError."""
    name = _text(given, "name")
    if name not in references.pictures():  # it becomes a part of files' names
        raise ValueError("no picture of this project")
    preview = files[f"{place:03}/preview.png"]
    if not preview.startswith(_PNG):
        raise ValueError("no PNG")
    plain = files[f"{place:03}/print.json"]
    texts = {look: files.get(f"{place:03}/{look}.json", plain).decode("utf-8") for look in LOOKS}
    figure_of(texts["print"])  # what is damaged is said now, and not when it leaves
    csv = files[f"{place:03}/numbers.csv"]
    csv.decode("utf-8-sig")
    kept = Kept(name, texts, csv, _text(given, "caption"), _words(given["words"]))
    return Entry(kept, Options(**given["options"]), _text(given, "note", MOST_NOTE), preview)


def _words(given: dict[str, Any]) -> Credits:
    """The words of a picture; papers that are not known here are left out."""
    versions, papers = given["versions"], given["papers"]
    if not all(isinstance(part, str) for pair in versions.items() for part in pair):
        raise TypeError("versions")
    link = _text(given, "link")
    return Credits(
        _text(given, "title", MOST_TITLE * 10),
        _text(given, "caption"),
        _text(given, "alt"),
        dict(list(versions.items())[:20]),
        tuple(key for key in papers if key in references.entries()),
        _text(given, "code"),
        link if link.startswith(("http://", "https://")) else "",
    )


def _text(given: Mapping[str, Any], name: str, most: int = LONGEST) -> str:
    """A text of a length that can be meant. Raises TypeError or ValueError."""
    value = given[name]
    if not isinstance(value, str):
        raise TypeError(name)
    if len(value) > most:
        raise ValueError(name)
    return value
