"""What a live page carries: the bundled model's weights and vocabulary, and the teaching heads."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from safetensors.numpy import load_file

from explorer.catalog import BUNDLED
from explorer.errors import CheckpointError
from explorer.live.packing import HEAD_WIDTH, deflated, packed

HEADS = (
    "part-of-speech",
    "entities",
    "classify",
    "next-sentence",
    "entail",
    "answer",
    "fill-mask",
)
"""Tasks of the teaching heads in the page, in the order of its list."""
MOST_TOKENS = 128
"""Tokens of a text in the page, special ones included."""


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

    @property
    def nbytes(self) -> int:
        """Bytes of all parts."""
        return sum(len(part.content) for part in self.parts)


def live_model() -> LiveModel:
    """The bundled model, packed: some seconds of work, and 38 MB.

    Raises CheckpointError for a model that the page's arithmetic is not written for.
    """
    from explorer.engine.checkpoint import locate  # torch takes seconds

    folder = locate(BUNDLED)
    config = json.loads((folder / "config.json").read_text("utf-8"))
    width, heads = config["hidden_size"], config["num_attention_heads"]
    if config["model_type"] != "bert" or width != heads * HEAD_WIDTH:
        raise CheckpointError(
            f"The live page computes a BERT whose heads are {HEAD_WIDTH} wide, and this is another."
        )
    made = packed(load_file(folder / "model.safetensors"), heads)
    vocabulary = (folder / "vocab.txt").read_text("utf-8").rstrip("\n")
    whole = {"vocabulary": vocabulary.encode(), **made.parts, **_heads()}
    parts = tuple(
        Part(name, deflated(raw, numbers=name != "vocabulary"), len(raw))
        for name, raw in whole.items()
    )
    return LiveModel(made.layout, parts)


def _heads() -> dict[str, bytes]:
    """The file of each head, as the app ships it."""
    shipped = files("explorer.teaching").joinpath("shipped")
    return {task: shipped.joinpath(f"{task}.safetensors").read_bytes() for task in HEADS}


@cache
def kernel() -> bytes:
    """The arithmetic as WebAssembly, built from kernel/kernel_dot.c."""
    return files("explorer.live").joinpath("kernel", "kernel_dot.wasm").read_bytes()
