"""What goes over the line: a text that is asked for, and the trace of it, compressed and checked.

A trace is packed as MAGIC, the SHA-256 of what follows, and its file (``trace_file``) as deflated
byte planes: the first bytes of all numbers, then the second ones, ... Exponents are alike and
deflate well then; the numbers come back bit by bit.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict
from io import BytesIO
from typing import Any

import numpy as np

from explorer import memory, trace_file, trace_reader
from explorer.errors import InputError, TraceFileError
from explorer.text import TextInput
from explorer.trace import Trace

PATH = "/trace"
"""Where an engine takes what is asked for, by POST."""
MAGIC = b"EXTRACE1"
_CHECK = 32  # bytes of a SHA-256
_FAST = 1  # zlib's level: a higher one takes twice the time for 2 % less
_PLANES = 4  # bytes of a float32
_TOLD = "The trace that arrived"


def asked(model_id: str, source: TextInput) -> dict[str, Any]:
    """A model and a text with its options, as JSON can hold them."""
    return {"model": model_id, **asdict(source)}


def read_asked(told: object) -> tuple[str, TextInput]:
    """The model's id and the text that ``asked`` wrote. Raises InputError for anything else."""
    try:
        return _read_asked(told)
    except (TypeError, ValueError) as error:
        raise InputError("What was asked for is no model and text.") from error


def _read_asked(told: object) -> tuple[str, TextInput]:
    if not isinstance(told, Mapping):
        raise TypeError
    kinds = {"model": str, "text": str, "special_tokens": bool}
    if any(not isinstance(told.get(name), kind) for name, kind in kinds.items()):
        raise TypeError
    pair, words, masked = (told.get(name) for name in ("pair", "words", "masked"))
    if not isinstance(pair, str | None) or not isinstance(masked, list | tuple):
        raise TypeError
    if not all(type(place) is int for place in masked):
        raise TypeError
    special = told["special_tokens"]
    if words is None:
        return told["model"], TextInput(told["text"], pair, None, special, tuple(masked))
    if pair is not None or masked or not isinstance(words, list | tuple):
        raise TypeError
    return told["model"], TextInput.from_words(words, special_tokens=special)


def key(model_id: str, source: TextInput) -> str:
    """The name under which this trace is kept: SHA-256 of version, model, text and options."""
    about = [trace_file.library_versions()["explorer"], trace_file.VERSION, asked(model_id, source)]
    written = json.dumps(about, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(written.encode()).hexdigest()


def packed(trace: Trace) -> bytes:
    """A trace for the line or for a store."""
    file = BytesIO()
    trace_file.write(trace, file)
    written = np.frombuffer(file.getbuffer(), np.uint8)
    planes = np.concatenate(
        [written[first::_PLANES].ravel() for first in range(_PLANES)]
    )  # each as long as it comes out
    body = len(written).to_bytes(8, "big") + zlib.compress(planes.tobytes(), _FAST)
    return MAGIC + hashlib.sha256(body).digest() + body


def unpacked(data: bytes, model_id: str, source: TextInput) -> Trace:
    """The trace in what ``packed`` wrote, which must be that of this text by this model.

    Raises TraceFileError when it is damaged, of another text, or larger than one run may be.
    """
    start = len(MAGIC) + _CHECK
    if (
        data[: len(MAGIC)] != MAGIC
        or hashlib.sha256(data[start:]).digest() != data[len(MAGIC) : start]
    ):
        raise TraceFileError(f"{_TOLD} is not whole: ask for it again.")
    written = _written(data[start:])
    trace = trace_reader.read(BytesIO(written), len(written), _TOLD)
    if not isinstance(trace, Trace) or (trace.spec.id, trace.input) != (model_id, source):
        raise TraceFileError(f"{_TOLD} is that of another text or model.")
    return trace


def _written(body: bytes) -> bytes:
    """The file in a body. Raises TraceFileError before it takes more memory than a run may."""
    size = int.from_bytes(body[:8], "big")
    if size > memory.bound():
        raise TraceFileError(f"{_TOLD} is larger than one run may be here.")
    reader = zlib.decompressobj()
    try:
        planes = reader.decompress(body[8:], size + 1)
    except zlib.error as error:
        raise TraceFileError(f"{_TOLD} is not whole: ask for it again.") from error
    if len(planes) != size:
        raise TraceFileError(f"{_TOLD} is not as long as it says.")
    found, place = np.empty(size, np.uint8), 0
    for first in range(_PLANES):
        count = len(found[first::_PLANES])
        found[first::_PLANES] = np.frombuffer(planes, np.uint8, count, place)
        place += count
    return found.tobytes()
