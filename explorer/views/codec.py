"""Attention weights and vectors as bytes for the browser, and back. Plain numpy.

A weight takes one byte, in steps of its row's own scale; the scale takes one byte a row. This way a
row spread over 512 tokens keeps its shape, where steps of 1/255 would round it to 0.
"""

from __future__ import annotations

import zlib

import numpy as np

STEPS = 255
ERROR = 1 / 510
"""The largest error of a decoded weight; rows of small weights are more exact."""

_RAW, _ZLIB = b"\x00", b"\x01"
_WORTH_ZLIB = 2048  # bytes below which compressing costs more than it saves


def quantise(weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Weights in 0..1 as (H, Q, K) bytes and (H, Q) row scales, both uint8.

    A weight is ``byte * scale / 255**2``; scale is its row's maximum in steps of 1/255, rounded up.
    """
    bytes_ = np.empty(weights.shape, np.uint8)
    scale = np.empty(weights.shape[:-1], np.uint8)
    for head, rows in enumerate(weights):  # one at a time: it stays in the processor's cache
        top = np.ceil(rows.max(axis=-1, initial=0) * STEPS).clip(1, STEPS)  # (Q,)
        steps = rows * (np.float32(STEPS * STEPS) / top.astype(np.float32))[:, None]  # (Q, K)
        steps += np.float32(0.5)  # truncation below then rounds
        bytes_[head] = np.minimum(steps, STEPS, out=steps)
        scale[head] = top
    return bytes_, scale


def dequantise(bytes_: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """The weights as the browser decodes them. Returns (H, Q, K) float32."""
    return bytes_ * (scale.astype(np.float32) / np.float32(STEPS * STEPS))[..., None]


def encode_weights(weights: np.ndarray) -> bytes:
    """One layer of weights (H, Q, K) as one packed buffer: all bytes, then all scales."""
    bytes_, scale = quantise(weights)
    return pack(bytes_.tobytes() + scale.tobytes())


def decode_weights(buffer: bytes, heads: int, queries: int, keys: int) -> np.ndarray:
    """One layer of weights out of its buffer. Returns (H, Q, K) float32."""
    flat = np.frombuffer(unpack(buffer), np.uint8)
    count = heads * queries * keys
    bytes_ = flat[:count].reshape(heads, queries, keys)
    return dequantise(bytes_, flat[count:].reshape(heads, queries))


def encode_vectors(*arrays: np.ndarray) -> bytes:
    """Arrays one after the other as 16-bit floats (11 significant bits); blocked masks are -inf.

    Never compressed: zlib saves a twelfth, in more time than it takes to send.
    """
    with np.errstate(over="ignore"):  # beyond 65504 is infinite on purpose
        return _RAW + b"".join(array.astype(np.float16).tobytes() for array in arrays)


def pack(raw: bytes) -> bytes:
    """A buffer whose first byte says whether it is compressed: only if that saves a tenth."""
    if len(raw) > _WORTH_ZLIB:
        # Runs and frequent bytes are all there is to find in weights: looking for longer matches
        # takes twice the time and makes more bytes.
        deflate = zlib.compressobj(1, zlib.DEFLATED, zlib.MAX_WBITS, 9, zlib.Z_RLE)
        packed = deflate.compress(raw) + deflate.flush()
        if len(packed) < 0.9 * len(raw):
            return _ZLIB + packed
    return _RAW + raw


def unpack(buffer: bytes) -> bytes:
    """The content of a packed buffer."""
    return zlib.decompress(buffer[1:]) if buffer[:1] == _ZLIB else bytes(buffer[1:])
