"""A model's weights as bytes for a browser: rounded codes in two planes, deflated.

A weight becomes a whole number of steps; the step is its row's root mean square / 512 (or 1000),
kept as a float. Low and high bytes of the codes stand apart, because each plane alone deflates
better: 11.1 bits a weight. D hidden width, F width inside the MLP, N outputs, K inputs of a map.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

SHORT = 128
"""Inputs of a row, at most, whose steps are finer: in few products errors cancel less often."""
MOST_CODE = 32_639
"""The largest code whose high byte still fits into a signed byte once the low byte is signed."""
PANEL = 8
"""Outputs whose codes stand together: what the kernel multiplies at once."""
BLOCK = 192
"""Products that the kernel adds in 32 bits before it turns them into floats, at most."""
MOST_ACTIVATION = 16_383
"""The largest code of an activation; MOST in kernel_wasm.js."""
HEAD_WIDTH = 32
"""Numbers of a head's query, key and value: the kernel is written for it."""

Tensors = Mapping[str, np.ndarray]


@dataclass(frozen=True)
class Packed:
    """A model for a page: ``layout`` as engine.js reads it, ``parts`` the bytes before deflate."""

    layout: dict[str, Any]
    parts: dict[str, bytes]


def packed(tensors: Tensors, heads: int) -> Packed:
    """Codes of all matrices in two planes, and every scale, bias and norm as float32."""
    planes, floats = [], []
    layout: dict[str, Any] = {**_sizes(tensors, heads), "matrices": [], "floats": []}

    def keep(name: str, numbers: np.ndarray) -> None:
        floats.append(numbers.astype("<f4").ravel())
        layout["floats"].append([name, int(numbers.size)])

    for name, table in _tables(tensors):
        codes, steps = rounded(table)
        planes.append(codes.ravel())
        layout["matrices"].append([name, *table.shape])
        keep(f"{name}.steps", steps)
    for name, weight, bias in _maps(tensors, layout["layers"]):
        codes, steps = rounded(weight)
        planes.append(panels(codes).ravel())
        layout["matrices"].append([name, *weight.shape])
        keep(f"{name}.steps", steps)
        keep(f"{name}.bias", bias)
    for name, numbers in _norms(tensors, layout["layers"]):
        keep(name, numbers)
    low, high = split(np.concatenate(planes))
    parts = {"floats": np.concatenate(floats), "high": high, "low": low}
    return Packed(layout, {name: array.tobytes() for name, array in parts.items()})


def steps_per_rms(inputs: int) -> int:
    """How many steps the root mean square of a row of so many inputs is."""
    return 1000 if inputs <= SHORT else 512


def rounded(weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Codes (N, K) int16 and each row's step (N,) float32: a weight is about code * step."""
    rows = weight.astype(np.float64)
    steps = np.sqrt((rows**2).mean(axis=1)) / steps_per_rms(rows.shape[1])  # (N,)
    steps = np.maximum(steps, np.abs(rows).max(axis=1) / MOST_CODE)
    steps[steps == 0] = 1  # a row of zeros
    codes = np.rint(rows / steps[:, None])  # (N, K)
    return codes.astype(np.int16), steps.astype(np.float32)


def panels(codes: np.ndarray) -> np.ndarray:
    """(N, K) as (N / 8, K / 2, 8, 2): the order in which the kernel reads, two inputs at a time."""
    outputs, inputs = codes.shape
    apart = codes.reshape(outputs // PANEL, PANEL, inputs // 2, 2)
    return apart.transpose(0, 2, 1, 3)  # (N / 8, K / 2, 8, 2)


def split(codes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Low and high bytes, both signed: a code is low + 256 * high. Two (n,) int8."""
    low = (codes & 255).astype(np.uint8).view(np.int8)
    high = (codes.astype(np.int32) - low) >> 8
    return low, high.astype(np.int8)


def deflated(raw: bytes, *, numbers: bool) -> bytes:
    """Deflated with its Adler-32 (RFC 1950), by which the browser knows that all arrived.

    In ``numbers`` no stretch comes back, so none is looked for: smaller, in an eighth of the time.
    """
    strategy = zlib.Z_HUFFMAN_ONLY if numbers else zlib.Z_DEFAULT_STRATEGY
    deflate = zlib.compressobj(6, zlib.DEFLATED, zlib.MAX_WBITS, 9, strategy)
    return deflate.compress(raw) + deflate.flush()


def largest_activation(tensors: Tensors) -> int:
    """The largest code of an activation whose products can be added in 32 bits without overflow."""
    layers = _sizes(tensors, 1)["layers"]
    most = 0
    for _, weight, _ in _maps(tensors, layers):
        codes = np.abs(rounded(weight)[0].astype(np.int64))
        sums = np.add.reduceat(codes, np.arange(0, codes.shape[1], BLOCK), axis=1)
        most = max(most, int(sums.max()))
    return (2**31 - 1) // most


def _sizes(tensors: Tensors, heads: int) -> dict[str, int]:
    count = sum(name.endswith("attention.output.dense.weight") for name in tensors)
    inner, width = tensors["encoder.layer.0.intermediate.dense.weight"].shape
    return {"layers": count, "heads": heads, "width": int(width), "inner": int(inner)}


def _tables(tensors: Tensors) -> Iterator[tuple[str, np.ndarray]]:
    for name in ("word", "position", "token_type"):
        yield name, tensors[f"embeddings.{name}_embeddings.weight"]


def _maps(tensors: Tensors, layers: int) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    """Name, weight (N, K) and bias (N,) of each linear map; query, key and value are one."""
    for layer in range(layers):
        block = f"encoder.layer.{layer}."
        own = [f"{block}attention.self.{name}" for name in ("query", "key", "value")]
        yield (
            f"{layer}.qkv",
            np.concatenate([tensors[f"{name}.weight"] for name in own]),
            np.concatenate([tensors[f"{name}.bias"] for name in own]),
        )
        named = (("mixed", "attention.output"), ("up", "intermediate"), ("down", "output"))
        for short, long in named:
            name = f"{block}{long}.dense"
            yield f"{layer}.{short}", tensors[f"{name}.weight"], tensors[f"{name}.bias"]


def _norms(tensors: Tensors, layers: int) -> Iterator[tuple[str, np.ndarray]]:
    places = {"embeddings": "embeddings.LayerNorm"}
    for layer in range(layers):
        places[f"{layer}.norm1"] = f"encoder.layer.{layer}.attention.output.LayerNorm"
        places[f"{layer}.norm2"] = f"encoder.layer.{layer}.output.LayerNorm"
    for short, long in places.items():
        yield f"{short}.gain", tensors[f"{long}.weight"]
        yield f"{short}.shift", tensors[f"{long}.bias"]
