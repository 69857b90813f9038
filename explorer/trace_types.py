"""Whether what was read from a file is what the classes of a trace say, field by field."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import numpy as np

from explorer.seq2seq import Seq2SeqTrace
from explorer.text import TokenizedText
from explorer.trace import CapturedLayer, Trace, WeightsLayer

_MOST_WORDS = 200_000  # a text has at most so many characters


def require(trace: Trace | Seq2SeqTrace) -> None:
    """Raise ValueError where a field is not what its class says, or arrays do not fit."""
    if not _fits(trace, type(trace)):
        raise ValueError("a field of another type")
    if isinstance(trace, Trace):
        _text(trace)
        _one(trace)
        return
    s, t = trace.source.num_tokens, trace.target.num_tokens
    _text(trace.source)
    _text(trace.target)
    for layers, shape in ((trace.encoder, (s, s)), (trace.decoder, (t, t)), (trace.cross, (t, s))):
        _layers(layers, shape)
    _shaped(trace.encoder_hidden, lambda shape: True)
    _shaped(trace.decoder_hidden, lambda shape: True)


# ------------------------------------------------------------------ types


def _fits(value: Any, hint: Any) -> bool:
    """Whether a value is what an annotation says; numbers are finite, strings can be written."""
    origin, inside = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return any(_fits(value, one) for one in inside)
    if origin is Literal:
        return isinstance(value, str) and value in inside
    if origin is tuple:
        return isinstance(value, tuple) and all(_fits(one, inside[0]) for one in value)
    if origin is Mapping:
        return isinstance(value, dict) and _fits((*value, *value.values()), tuple[str, ...])
    if is_dataclass(hint):
        return type(value) is hint and all(
            _fits(getattr(value, name), kind) for name, kind in _hints(hint).items()
        )
    return _plain(value, hint)


def _plain(value: Any, hint: Any) -> bool:
    if isinstance(value, bool):
        return hint is bool
    if hint is float:
        return isinstance(value, int | float) and math.isfinite(value)
    if hint is int:
        return isinstance(value, int) and abs(value) < 2**63
    if hint is str:
        return isinstance(value, str) and not any("\ud800" <= char <= "\udfff" for char in value)
    return isinstance(value, hint)


@cache
def _hints(kind: type[Any]) -> dict[str, Any]:
    """The annotations of the fields that a class is made with."""
    found = get_type_hints(kind)
    return {entry.name: found[entry.name] for entry in fields(kind) if entry.init}


# ------------------------------------------------------------------ arrays


def _text(text: TokenizedText) -> None:
    count = text.num_tokens
    for array in (text.ids, text.side, text.word):
        _whole(array, (count,))
    _whole(text.offsets, (count, 2))
    if text.special.dtype != np.bool_ or text.special.shape != (count,):
        raise ValueError("special is no list of true and false")
    if not count or text.side.min() < 0 or text.side.max() > 1:
        raise ValueError("tokens of no text")
    if text.word.min() < -1 or text.word.max() >= _MOST_WORDS:
        raise ValueError("numbers of words that no text has")


def _one(trace: Trace) -> None:
    count = trace.num_tokens
    _whole(trace.segment, (count,))
    _layers(trace.layers, (count, count))
    _shaped(trace.hidden, lambda shape: True)
    for part in trace.embedding.parts:
        _whole(part.rows, (count,))
        _shaped(part.vectors, lambda shape: len(shape) == 2 and shape[0] == count)
    if trace.embedding.parts:
        _shaped(trace.embedding.output(), lambda shape: shape == trace.hidden[0].shape)


def _layers(layers: tuple[CapturedLayer | WeightsLayer, ...], across: tuple[int, int]) -> None:
    if not layers:
        raise ValueError("no layers")
    # Reading the number of heads fails where an array has no axis for them.
    heads = layers[0].heads
    for layer in layers:
        weights = layer.weights if isinstance(layer, WeightsLayer) else layer.given
        if weights is not None:
            _shaped(weights, lambda shape: shape == (heads, *across))
        if isinstance(layer, CapturedLayer):
            _captured(layer, heads, across)


def _captured(layer: CapturedLayer, heads: int, across: tuple[int, int]) -> None:
    queries, keys = across
    for array, count in ((layer.query, queries), (layer.key, keys), (layer.value, keys)):
        _shaped(array, lambda shape, n=count: len(shape) == 3 and shape[:2] == (heads, n))
    if layer.query.shape[-1] != layer.key.shape[-1]:
        raise ValueError("query and key of different widths")
    _shaped(layer.mask, lambda shape: len(shape) == 3)
    whole = (heads, queries, keys)
    if np.broadcast_shapes(layer.mask.shape, whole) != whole:
        raise ValueError("a mask for other tokens")


def _whole(array: np.ndarray, shape: tuple[int, ...]) -> None:
    if array.dtype.kind != "i" or array.shape != shape:
        raise ValueError(f"an array of {array.dtype}, {array.shape}")


def _shaped(array: np.ndarray, fits: Callable[[tuple[int, ...]], bool]) -> None:
    if array.dtype != np.float32 or not array.size or not fits(array.shape):
        raise ValueError(f"an array of {array.dtype}, {array.shape}")
