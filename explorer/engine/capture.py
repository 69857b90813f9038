"""Listening to one forward pass: query, key, value of each layer and the parts of the embedding.

The model runs transformers' sdpa attention; a function registered beside it only takes notes.
Notes go to the recorder of the running thread, so one model serves many threads.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import nn
from transformers import AttentionInterface, AttentionMaskInterface
from transformers.masking_utils import sdpa_mask

from explorer.engine import intervene
from explorer.trace import (
    BLOCKED,
    CapturedLayer,
    EmbeddingPart,
    EmbeddingSum,
    LayerNorm,
    Projection,
)

ATTENTION = "explorer"
"""Name under which the listening attention function is known to transformers."""


class Note(NamedTuple):
    """What one layer's attention was called with; tensors carry the batch axis of 1."""

    query: torch.Tensor  # (1, H, Q, d)
    key: torch.Tensor  # (1, H or fewer, K, d)
    value: torch.Tensor
    mask: torch.Tensor | None
    scaling: float | None
    causal: bool
    bias: torch.Tensor | None


@dataclass
class Recorder:
    """What one forward pass told. Tensors are kept as they come and converted afterwards."""

    layers: list[Note] = field(default_factory=list)
    tables: list[tuple[str, torch.Tensor, torch.Tensor]] = field(default_factory=list)
    steps: list[tuple[str, nn.Module]] = field(default_factory=list)
    embedding_done: bool = False


_recorder: ContextVar[Recorder | None] = ContextVar("recorder", default=None)


@contextmanager
def record() -> Iterator[Recorder]:
    """Take notes of every forward pass made inside the block, in this thread only."""
    recorder = Recorder()
    token = _recorder.set(recorder)
    try:
        yield recorder
    finally:
        _recorder.reset(token)


def _attention(
    module: nn.Module,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: torch.Tensor | None,
    **options: Any,
) -> tuple[torch.Tensor, None]:
    """transformers' sdpa attention, with a note of what went in."""
    recorder = _recorder.get()
    if recorder is not None:
        recorder.layers.append(note(module, query, key, value, attention_mask, **options))
    attend = intervene.attention_in_use()
    return attend(module, query, key, value, attention_mask, **options)


def note(
    module: nn.Module,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: torch.Tensor | None,
    **options: Any,
) -> Note:
    """What an attention function was called with, as a note."""
    causal = options.get("is_causal")
    causal = getattr(module, "is_causal", True) if causal is None else causal
    scaling, bias = options.get("scaling"), options.get("position_bias")
    return Note(query, key, value, attention_mask, scaling, causal, bias)


AttentionInterface.register(ATTENTION, _attention)
AttentionMaskInterface.register(ATTENTION, sdpa_mask)


def layers(recorder: Recorder) -> tuple[CapturedLayer, ...]:
    """The captured layers in the order in which they ran, as numpy. Length L."""
    return tuple(captured_layer(note) for note in recorder.layers)


def captured_layer(note: Note) -> CapturedLayer:
    """One note as numpy."""
    heads, length = note.query.shape[1], note.query.shape[2]
    groups = heads // note.key.shape[1]
    added = np.zeros((1, 1, 1), np.float32)  # (1, 1, 1), broadcasts to (H, Q, K)
    if note.mask is not None:
        added = _additive(note.mask)
    elif note.causal and length > 1:
        # No mask and is_causal: sdpa hides what comes later by itself.
        later = np.full((length, note.key.shape[2]), BLOCKED, np.float32)
        added = np.triu(later, 1)[None]  # (1, Q, K)
    if note.bias is not None:
        added = np.maximum(added + _numpy(note.bias), BLOCKED)  # (H, Q, K)
    return CapturedLayer(
        query=_numpy(note.query),  # (H, Q, d)
        key=_per_head(_numpy(note.key), groups),  # (H, K, d)
        value=_per_head(_numpy(note.value), groups),  # (H, K, d)
        scale=float(note.query.shape[-1] ** -0.5 if note.scaling is None else note.scaling),
        mask=added,
    )


def _additive(mask: torch.Tensor) -> np.ndarray:
    """A mask as numbers to add to the scores; boolean ones say True where a token may look."""
    if mask.dtype == torch.bool:
        return np.where(mask[0].numpy(), np.float32(0), np.float32(BLOCKED))  # (1|H, Q, K)
    return np.maximum(_numpy(mask), BLOCKED)


def _numpy(tensor: torch.Tensor) -> np.ndarray:
    """The first (only) entry of a batch as float32 numpy, without a copy where none is needed."""
    return tensor.detach()[0].float().cpu().numpy()


def _per_head(shared: np.ndarray, groups: int) -> np.ndarray:
    """Grouped-query models share keys among heads: repeat them, so that each head has its own."""
    return shared if groups == 1 else np.repeat(shared, groups, axis=0)


# --- the embedding: which tables were looked up, and what was done with their sum ---------------


def listen_to_embedding(model: nn.Module) -> None:
    """Attach the listeners for embedding and layers to a model, once, right after loading.

    Listens to tables, LayerNorms and projections outside the stack of layers, until the first
    layer begins. Without a recorder in the thread they do nothing.
    """
    words = model.get_input_embeddings()  # type: ignore[operator]
    if isinstance(words, nn.Embedding):
        words.register_forward_hook(intervene.on_words)
    for name, module in model.named_modules():
        if any(part.isdigit() for part in name.split(".")):
            continue
        if isinstance(module, nn.Embedding):
            module.register_forward_hook(_on_table(name))
        elif isinstance(module, nn.LayerNorm | nn.Linear):
            module.register_forward_hook(_on_step(name))
        elif isinstance(module, nn.ModuleList) and len(module):
            module[0].register_forward_pre_hook(_on_first_layer)
            for layer in _innermost(module):
                layer.register_forward_hook(intervene.on_layer, with_kwargs=True)


def _innermost(stack: nn.ModuleList) -> list[nn.Module]:
    """The layers of a stack; ALBERT's stack holds groups, and the groups hold the layers."""
    found: list[nn.Module] = []
    for layer in stack:
        inner = [child for child in layer.children() if isinstance(child, nn.ModuleList)]
        found.extend(inner[0] if inner else [layer])
    return found


def _on_table(name: str) -> Any:
    def note(_module: nn.Module, inputs: tuple[Any, ...], output: torch.Tensor) -> None:
        recorder = _recorder.get()
        if recorder is not None and not recorder.embedding_done:
            recorder.tables.append((name, inputs[0], output))

    return note


def _on_step(name: str) -> Any:
    def note(module: nn.Module, inputs: tuple[Any, ...], _output: torch.Tensor) -> None:
        recorder = _recorder.get()
        if recorder is None or recorder.embedding_done or not recorder.tables:
            return
        # Token states are (1, T, E); DeBERTa also normalises its table of distances, which is not.
        if inputs[0].ndim == 3 and inputs[0].shape[1] == recorder.tables[0][1].shape[-1]:
            recorder.steps.append((name, module))

    return note


def _on_first_layer(_module: nn.Module, _inputs: tuple[Any, ...]) -> None:
    recorder = _recorder.get()
    if recorder is not None:
        recorder.embedding_done = True


_ORDER = {"word": 0, "position": 1, "segment": 2}  # as the papers write the sum


def embedding(recorder: Recorder) -> EmbeddingSum:
    """The embedding sum that was recorded, as numpy."""
    parts = [_part(name, rows, vectors) for name, rows, vectors in recorder.tables]
    # Tables that are not looked up once a token (MPNet's distances between tokens) are no summand.
    parts = [part for part in parts if len(part.rows) == len(parts[0].rows)]
    parts.sort(key=lambda part: _ORDER.get(part.name, len(_ORDER)))
    return EmbeddingSum(tuple(parts), tuple(_step(name, module) for name, module in recorder.steps))


def _part(table: str, rows: torch.Tensor, vectors: torch.Tensor) -> EmbeddingPart:
    # Position rows come with or without a batch axis.
    flat = vectors.detach().reshape(-1, vectors.shape[-1]).float().cpu().numpy()  # (T, E)
    return EmbeddingPart(_kind(table), table, rows.detach().reshape(-1).cpu().numpy(), flat)


def _kind(table: str) -> str:
    """What a table holds, from the names that the well-known models give it."""
    name = table.rsplit(".", 1)[-1]
    for kind, marks in {
        "segment": ("token_type", "segment"),
        "position": ("position", "wpe", "pos_emb", "embed_positions"),
        "word": ("word", "wte", "embed_tokens", "tok_embeddings", "shared"),
    }.items():
        if any(mark in name for mark in marks):
            return kind
    return name


def _step(name: str, module: nn.Module) -> LayerNorm | Projection:
    weight = _weight(module.weight)
    bias = getattr(module, "bias", None)
    if isinstance(module, nn.LayerNorm):
        size = module.normalized_shape[0]
        return LayerNorm(
            weight if weight.size else np.ones(size, np.float32),
            np.zeros(size, np.float32) if bias is None else _weight(bias),
            module.eps,
            name,
        )
    return Projection(
        weight, np.zeros(len(weight), np.float32) if bias is None else _weight(bias), name
    )


def _weight(parameter: Any) -> np.ndarray:
    """A parameter as its own read-only float32 numpy array."""
    if parameter is None:
        return np.zeros(0, np.float32)
    return parameter.detach().float().cpu().numpy().copy()
