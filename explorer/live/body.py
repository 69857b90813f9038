"""A checkpoint as the page's arithmetic takes it: its body, and its own head for masked words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import load_file, save

from explorer.catalog import BUNDLED, ModelSpec
from explorer.errors import CheckpointError
from explorer.live.packing import HEAD_WIDTH, MOST_ACTIVATION, Tensors, largest_activation
from explorer.one_line import OneLine

MOST_TOKENS = 128
"""Tokens of a text in the page, special ones included."""

_EPSILON = 1e-12  # of LayerNorm in kernel_dot.c and kernel_js.js
_OWN_HEAD = {
    "transform.dense.weight": "dense.weight",
    "transform.dense.bias": "dense.bias",
    "transform.LayerNorm.weight": "norm.weight",
    "transform.LayerNorm.bias": "norm.bias",
    "bias": "bias",
}
"""What BERT's head for masked words holds beside the word table, by the page's names."""
_TOKENIZER = ("normalizer", "pre_tokenizer", "post_processor", "added_tokens", "model")


@dataclass(frozen=True, eq=False, repr=False)
class Body(OneLine):
    """A BERT's tensors without a prefix, how many heads a layer has, and its own head's file."""

    tensors: Tensors
    heads: int
    own_head: bytes  # safetensors; empty where the checkpoint has none


def body(spec: ModelSpec) -> Body:
    """The model's own numbers.

    Raises CheckpointError for a model that the page's arithmetic and tokenizer are not written for.
    """
    from explorer.engine.checkpoint import locate  # torch takes seconds

    folder = locate(spec)
    config = _json(folder / "config.json")
    _require(_computes(config), f"a BERT whose heads are {HEAD_WIDTH} wide", spec)
    _require(_tokenizer(folder) == _tokenizer(locate(BUNDLED)), "the bundled tokenizer", spec)
    whole = load_file(folder / "model.safetensors")
    tensors = {name.removeprefix("bert."): numbers for name, numbers in whole.items()}
    fits = largest_activation(tensors) >= MOST_ACTIVATION
    _require(fits, "weights whose sums fit into 32 bits", spec)
    return Body(tensors, config["num_attention_heads"], _own_head(whole))


def vocabulary() -> bytes:
    """The pieces that the page's tokenizer knows, a line each."""
    from explorer.engine.checkpoint import locate

    return (locate(BUNDLED) / "vocab.txt").read_text("utf-8").rstrip("\n").encode()


def _computes(config: Mapping[str, Any]) -> bool:
    """Whether the page's arithmetic is that of a model with this config.json."""
    wanted = {"model_type": "bert", "hidden_act": "gelu", "layer_norm_eps": _EPSILON}
    return (
        all(config.get(name) == value for name, value in wanted.items())
        and config["hidden_size"] == config["num_attention_heads"] * HEAD_WIDTH
        and config["intermediate_size"] % 8 == 0
        and config.get("position_embedding_type", "absolute") == "absolute"
        and config["max_position_embeddings"] >= MOST_TOKENS
    )


def _require(met: bool, what: str, spec: ModelSpec) -> None:
    if not met:
        raise CheckpointError(
            f"The live page needs {what}, and “{spec.label}” is another kind of model: choose "
            f"“{BUNDLED.id}” or “teaching:small-bert”."
        )


@cache
def _tokenizer(folder: Path) -> tuple[str, ...]:
    """All that decides how a text is cut into ids; nothing where the file is missing."""
    file = folder / "tokenizer.json"
    whole = _json(file) if file.is_file() else {}
    return tuple(json.dumps(whole.get(part), sort_keys=True) for part in _TOKENIZER)


def _own_head(tensors: Tensors) -> bytes:
    """The file of the checkpoint's own head, whose output matrix is the word table."""
    found = {new: tensors.get(f"cls.predictions.{name}") for name, new in _OWN_HEAD.items()}
    there = {name: numbers for name, numbers in found.items() if numbers is not None}
    apart = "cls.predictions.decoder.weight" in tensors  # not the word table, or a copy of it
    if len(there) < len(found) or apart:
        return b""
    half = all(numbers.dtype == np.float16 for numbers in there.values())
    kind = np.float16 if half else np.float32
    return save({name: numbers.astype(kind) for name, numbers in sorted(there.items())})


def _json(file: Path) -> dict[str, Any]:
    return json.loads(file.read_text("utf-8"))
