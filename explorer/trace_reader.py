"""The way back from a file to a Trace, checked: no class is made that is not named here."""

from __future__ import annotations

import json
import struct
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from explorer import trace_types
from explorer.catalog import ModelSpec
from explorer.embedding import (
    EmbeddingPart,
    EmbeddingSum,
    LayerNorm,
    NoNorm,
    Projection,
    RMSNorm,
)
from explorer.errors import InputError, TraceFileError
from explorer.seq2seq import Seq2SeqTrace
from explorer.text import TextInput, TokenizedText
from explorer.trace import CapturedLayer, Trace, WeightsLayer
from explorer.trace_file import FORMAT, MANIFEST, VERSION

_MOST_BYTES = 50_000_000  # bytes; the text itself has at most 200,000 characters

_CLASSES: dict[str, type[Any]] = {
    kind.__name__: kind
    for kind in (
        CapturedLayer, EmbeddingPart, EmbeddingSum, LayerNorm, ModelSpec, NoNorm, Projection,
        RMSNorm, Seq2SeqTrace, TextInput, TokenizedText, Trace, WeightsLayer,
    )
}  # fmt: skip


def open_trace(path: str | Path) -> Trace | Seq2SeqTrace:
    """The trace in a file that ``save`` wrote. Raises TraceFileError, one sentence."""
    source = Path(path)
    told = f"“{source.name}”"
    if not source.is_file():
        raise TraceFileError(f"There is no file {told}: give one that trace.save wrote.")
    return read(source, source.stat().st_size, told)


def read(source: Path | BinaryIO, size: int, told: str) -> Trace | Seq2SeqTrace:
    """The trace in a file of ``size`` bytes, also in one in memory; ``told`` is its name.

    Raises TraceFileError, one sentence.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = _manifest(archive, size, told)
            arrays = {
                name: _array(archive, name, said) for name, said in manifest["arrays"].items()
            }
        trace = _read(manifest["record"], arrays)
        if not isinstance(trace, Trace | Seq2SeqTrace):
            raise ValueError("another record")
        trace_types.require(trace)
    except zipfile.BadZipFile as error:
        raise TraceFileError(
            f"{told} is no saved trace, or a part of it is missing: save or copy it again."
        ) from error
    except (ArithmeticError, AttributeError, EOFError, LookupError, MemoryError, OSError,
            RuntimeError, SyntaxError, TypeError, ValueError, struct.error,
            InputError) as error:  # fmt: skip
        raise TraceFileError(
            f"What {told} holds does not fit together: save the trace again with trace.save."
        ) from error
    return trace


def _read(value: Any, arrays: Mapping[str, np.ndarray]) -> Any:
    """The value that ``trace_file.save`` wrote."""
    if isinstance(value, list):
        return tuple(_read(one, arrays) for one in value)
    if not isinstance(value, dict):
        return value
    if "array" in value:
        return arrays[value["array"]]
    if "map" in value:
        return dict(value["map"])
    said = {name: _read(one, arrays) for name, one in value["fields"].items()}
    return _CLASSES[value["class"]](**said)


def _manifest(archive: zipfile.ZipFile, size: int, told: str) -> dict[str, Any]:
    """What the file says about itself. Raises TraceFileError where that is something else."""
    entries = archive.infolist()
    # Stored as they are, the parts of an honest file cannot be larger than the file.
    stored = all(entry.compress_type == zipfile.ZIP_STORED for entry in entries)
    whole = stored and sum(entry.file_size for entry in entries) <= size
    if not whole or MANIFEST not in archive.namelist():
        raise TraceFileError(f"{told} is no saved trace: give a file that trace.save wrote.")
    if archive.getinfo(MANIFEST).file_size > _MOST_BYTES:
        raise ValueError("a description of too many bytes")
    found = json.loads(archive.read(MANIFEST))
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise TraceFileError(f"{told} is no saved trace: give a file that trace.save wrote.")
    if found.get("version") != VERSION:
        raise TraceFileError(
            f"{told} was saved in version {str(found.get('version'))[:20]} of the format, and this "
            f"library reads version {VERSION}: open it with the library that saved it."
        )
    return found


def _array(archive: zipfile.ZipFile, name: str, said: list[Any]) -> np.ndarray:
    """One array, which must be what the manifest says."""
    array = np.lib.format.read_array(BytesIO(archive.read(f"{name}.npy")), allow_pickle=False)
    if [str(array.dtype), *array.shape] != said or array.dtype.kind not in "bif":
        raise ValueError(f"{name} is not what it is said to be")
    return array
