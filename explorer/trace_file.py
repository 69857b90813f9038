"""A Trace as a file: every array, the text, the options, and what it was made with.

The file is a zip of .npy arrays beside one trace.json that says what each of them is; numpy.load
opens it too. Nothing in it is pickled. ``trace_reader`` is the way back.
"""

from __future__ import annotations

import json
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from explorer.errors import TraceFileError
from explorer.text import shorten

FORMAT, VERSION = "explorer trace", 1
MANIFEST = "trace.json"


def save(trace: Any, path: str | Path) -> Path:
    """Write a Trace or Seq2SeqTrace; an older file of that name stays until that is done."""
    target = _target(path)
    part = target.with_name(target.name + ".part")
    try:
        with part.open("wb") as file:
            write(trace, file)
        return part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def write(trace: Any, file: BinaryIO) -> None:
    """Write what ``save`` writes into an open file, such as one in memory."""
    arrays: dict[str, np.ndarray] = {}
    names: dict[int, str] = {}
    record = _written(trace, arrays, names)
    manifest = {
        "format": FORMAT,
        "version": VERSION,
        "arrays": {name: [str(one.dtype), *one.shape] for name, one in arrays.items()},
        "record": record,
    }
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False))
        for name, array in arrays.items():
            with archive.open(f"{name}.npy", "w", force_zip64=True) as entry:
                np.lib.format.write_array(entry, np.ascontiguousarray(array), allow_pickle=False)


def _target(path: str | Path) -> Path:
    """The file to write. Raises TraceFileError where there can be none."""
    target = Path(path)
    if "\0" in str(target) or not target.name or target.is_dir() or not target.parent.is_dir():
        raise TraceFileError(
            f"A trace cannot be saved as “{shorten(str(target), 80)}”: give the name of a file "
            "in a folder that is there."
        )
    return target


@cache
def library_versions() -> Mapping[str, str]:
    """Versions of this library and of those that the numbers depend on, by name."""
    found = {"explorer": sys.modules["explorer"].__version__}  # its parent package: always there
    for name in ("torch", "transformers", "tokenizers", "numpy"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _written(value: Any, arrays: dict[str, np.ndarray], names: dict[int, str]) -> Any:
    """A value as JSON; arrays go into ``arrays``, one that stands twice only once."""
    if isinstance(value, np.ndarray):
        if id(value) not in names:
            names[id(value)] = f"a{len(arrays)}"
            arrays[names[id(value)]] = value
        return {"array": names[id(value)]}
    if is_dataclass(value) and not isinstance(value, type):
        kept = (entry.name for entry in fields(value) if entry.init)
        said = {name: _written(getattr(value, name), arrays, names) for name in kept}
        return {"class": type(value).__name__, "fields": said}
    if isinstance(value, tuple | list):
        return [_written(one, arrays, names) for one in value]
    if isinstance(value, Mapping):
        return {"map": {str(name): str(one) for name, one in value.items()}}
    return value.item() if isinstance(value, np.generic) else value
