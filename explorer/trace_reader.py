"""The way back from a file to a Trace, checked: no class is made that is not named here."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Mapping
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
    except (ValueError, TypeError, KeyError, AttributeError, EOFError, OSError, RuntimeError,
            RecursionError) as error:  # fmt: skip
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


def _check(trace: Trace | Seq2SeqTrace) -> None:
    """Whether the arrays of a trace fit each other. Raises ValueError."""
    if isinstance(trace, Seq2SeqTrace):
        return  # its own constructor has looked at every layer
    count = trace.num_tokens
    "".join((*trace.tokens, *trace.labels, str(trace.input), repr(trace.spec))).encode()  # all text
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
