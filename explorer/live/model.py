"""What a live page carries: a model's weights, the vocabulary, and heads for tasks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from explorer import catalog
from explorer.catalog import BUNDLED, BUNDLED_ID, ModelSpec
from explorer.live.body import Body, body, vocabulary
from explorer.live.packing import deflated, packed
from explorer.prediction import TEACHING_HEADS

HEADS = TEACHING_HEADS
"""Tasks of the bundled model's teaching heads in the page, in the order of its list."""
OWN_HEAD = "fill-mask"
"""The task of the head that a checkpoint for masked words brings along."""


@dataclass(frozen=True)
class Part:
    """One part of the file: its deflated bytes, and how many they become."""

    name: str
    content: bytes
    length: int


@dataclass(frozen=True)
class LiveModel:
    """The model as a page carries it. ``layout`` tells the page what stands where."""

    layout: dict[str, Any]
    parts: tuple[Part, ...]
    spec: ModelSpec = BUNDLED
    heads: tuple[str, ...] = HEADS  # tasks, each a part of that name

    @property
    def nbytes(self) -> int:
        """Bytes of all parts."""
        return sum(len(part.content) for part in self.parts)


def live_model(model: str | ModelSpec = BUNDLED_ID) -> LiveModel:
    """A model, packed: some seconds of work, and 38 MB for the bundled one.

    Raises ModelUnavailable for an unknown one, and CheckpointError for one that the page's
    arithmetic is not written for.
    """
    spec = catalog.resolve(model)
    found = body(spec)
    made = packed(found.tensors, found.heads)
    heads = _heads(spec, found)
    whole = {"vocabulary": vocabulary(), **made.parts, **heads}
    parts = tuple(
        Part(name, deflated(raw, numbers=name != "vocabulary"), len(raw))
        for name, raw in whole.items()
    )
    return LiveModel(made.layout, parts, spec, tuple(heads))


def _heads(spec: ModelSpec, found: Body) -> dict[str, bytes]:
    """The file of each head: those that were trained on the bundled body, or a model's own."""
    if spec.id != BUNDLED_ID:
        return {OWN_HEAD: found.own_head} if found.own_head else {}
    shipped = files("explorer.teaching").joinpath("shipped")
    return {task: shipped.joinpath(f"{task}.safetensors").read_bytes() for task in HEADS}


@cache
def kernel() -> bytes:
    """The arithmetic as WebAssembly, built from kernel/kernel_dot.c."""
    return files("explorer.live").joinpath("kernel", "kernel_dot.wasm").read_bytes()
