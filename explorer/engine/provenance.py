"""Which weights a Trace came from, and by which libraries and in which numbers it was made."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from explorer.catalog import ModelSpec
from explorer.engine import intervene
from explorer.trace_file import library_versions


def traced(spec: ModelSpec, folder: Path) -> ModelSpec:
    """The same with the sha256 of the weights in ``folder``, and the hub's commit where known.

    One file has the sha256 that ``sha256sum`` and the hub give; several files have that of the
    lines "sha256  name" of all of them, sorted by name.
    """
    files = sorted(folder.glob("model*.safetensors"))
    found = [(file.name, _sha256(file, *_state(file))) for file in files]
    whole = found[0][1] if len(found) == 1 else _of_lines(found)
    commit = folder.name if spec.source == "hub" and folder.parent.name == "snapshots" else None
    return replace(spec, sha256=whole, revision=spec.revision or commit)


def made_with(model: Any) -> Mapping[str, str]:
    """Versions of the libraries, the kind of numbers, and the kind of device."""
    precision = str(model.dtype).removeprefix("torch.")
    return {**library_versions(), "dtype": precision, "device": model.device.type}


def of_pass(made_with: Mapping[str, str]) -> Mapping[str, str]:
    """The same for one pass: a pass that is changed on its way says so, as "changed"."""
    return {**made_with, "changed": "yes"} if intervene.active() else made_with


def _state(file: Path) -> tuple[int, int]:
    found = file.stat()
    return found.st_mtime_ns, found.st_size


@lru_cache(maxsize=256)
def _sha256(file: Path, _changed: int, _size: int) -> str:
    """Sha256 of a file, read once as long as it stays the same."""
    with file.open("rb") as weights:
        return hashlib.file_digest(weights, "sha256").hexdigest()


def _of_lines(found: list[tuple[str, str]]) -> str:
    lines = "".join(f"{digest}  {name}\n" for name, digest in found)
    return hashlib.sha256(lines.encode()).hexdigest()
