"""A Trace as a file and back: every array, the text, the options, and what it was made with.

The file is a zip of .npy arrays beside one trace.json that says what each of them is; numpy.load
opens it too. Nothing in it is pickled, and no class is made that is not named here.
"""

from __future__ import annotations

import json
import sys
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from explorer.catalog import ModelSpec
from explorer.embedding import (
    EmbeddingPart,
    EmbeddingSum,
    LayerNorm,
    NoNorm,
    Projection,
    RMSNorm,
)
from explorer.errors import TraceFileError
from explorer.seq2seq import Seq2SeqTrace
from explorer.text import TextInput, TokenizedText
from explorer.trace import CapturedLayer, Trace, WeightsLayer

FORMAT, VERSION = "explorer trace", 1
_MANIFEST = "trace.json"
_MOST_MANIFEST = 50_000_000  # bytes; the text itself has at most 200,000 characters

_CLASSES: dict[str, type[Any]] = {
    kind.__name__: kind
    for kind in (
        CapturedLayer, EmbeddingPart, EmbeddingSum, LayerNorm, ModelSpec, NoNorm, Projection,
        RMSNorm, Seq2SeqTrace, TextInput, TokenizedText, Trace, WeightsLayer,
    )
}  # fmt: skip


def save(trace: Trace | Seq2SeqTrace, path: str | Path) -> Path:
    """Write a trace; an older file of that name stays until the new one is whole."""
    target = Path(path)
    arrays: dict[str, np.ndarray] = {}
    names: dict[int, str] = {}
    record = _written(trace, arrays, names)
    manifest = {
        "format": FORMAT,
        "version": VERSION,
        "arrays": {name: [str(one.dtype), *one.shape] for name, one in arrays.items()},
        "record": record,
    }
    part = target.with_name(target.name + ".part")
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as archive:
            archive.writestr(_MANIFEST, json.dumps(manifest, ensure_ascii=False))
            for name, array in arrays.items():
                with archive.open(f"{name}.npy", "w", force_zip64=True) as file:
                    np.lib.format.write_array(file, np.ascontiguousarray(array), allow_pickle=False)
        return part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def open_trace(path: str | Path) -> Trace | Seq2SeqTrace:
    """The trace in a file that ``save`` wrote. Raises TraceFileError, one sentence."""
    source = Path(path)
    told = f"“{source.name}”"
    if not source.is_file():
        raise TraceFileError(f"There is no file {told}: give one that trace.save wrote.")
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = _manifest(archive, source.stat().st_size, told)
            arrays = {
                name: _array(archive, name, said) for name, said in manifest["arrays"].items()
            }
        trace = _read(manifest["record"], arrays)
        if not isinstance(trace, Trace | Seq2SeqTrace):
            raise ValueError("another record")
        _check(trace)
    except zipfile.BadZipFile as error:
        raise TraceFileError(
            f"{told} is no saved trace, or a part of it is missing: save or copy it again."
        ) from error
    except (ValueError, TypeError, KeyError, AttributeError, EOFError, OSError,
            NotImplementedError, RecursionError) as error:  # fmt: skip
        raise TraceFileError(
            f"What {told} holds does not fit together: save the trace again with trace.save."
        ) from error
    return trace


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


def _read(value: Any, arrays: Mapping[str, np.ndarray]) -> Any:
    """The value that ``_written`` wrote."""
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
    if not whole or _MANIFEST not in archive.namelist():
        raise TraceFileError(f"{told} is no saved trace: give a file that trace.save wrote.")
    if archive.getinfo(_MANIFEST).file_size > _MOST_MANIFEST:
        raise ValueError("a description of too many bytes")
    found = json.loads(archive.read(_MANIFEST))
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


def _check(trace: Trace | Seq2SeqTrace) -> None:
    """Whether the arrays of a trace fit each other. Raises ValueError."""
    if isinstance(trace, Seq2SeqTrace):
        return  # its own constructor has looked at every layer
    count = trace.num_tokens
    for layer in trace.layers:
        weights = layer.weights if isinstance(layer, WeightsLayer) else layer.given
        if weights is not None:
            _shaped(weights, lambda shape: shape == (trace.num_heads, count, count))
        if isinstance(layer, CapturedLayer):
            _check_captured(layer, trace.num_heads, count)
    for part in trace.embedding.parts:
        _shaped(part.vectors, lambda shape: len(shape) == 2 and shape[0] == count)


def _check_captured(layer: CapturedLayer, heads: int, count: int) -> None:
    for array in (layer.query, layer.key, layer.value):
        _shaped(array, lambda shape: len(shape) == 3 and shape[:2] == (heads, count))
    if layer.query.shape != layer.key.shape:
        raise ValueError("query and key of different widths")
    if np.broadcast_shapes(layer.mask.shape, (heads, count, count)) != (heads, count, count):
        raise ValueError("a mask for other tokens")


def _shaped(array: np.ndarray, fits: Callable[[tuple[int, ...]], bool]) -> None:
    if array.dtype != np.float32 or not fits(array.shape):
        raise ValueError(f"an array of {array.dtype}, {array.shape}")
