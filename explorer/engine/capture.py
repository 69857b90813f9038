"""Hooks into one forward pass: query, key and value of each layer.

The model runs transformers' sdpa attention or its own ("eager"); a function registered beside it
only takes notes. Notes go to the recorder of the running thread, so one model serves many threads.
"""

from __future__ import annotations

import sys
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import nn
from transformers import AttentionInterface, AttentionMaskInterface
from transformers.masking_utils import eager_mask, sdpa_mask

from explorer.engine import intervene
from explorer.engine.devices import on_cpu
from explorer.trace import BLOCKED, CapturedLayer

ATTENTION = "explorer"
"""Name under which the recording attention function is known to transformers."""

OWN_ATTENTION = "explorer_eager"
"""The same around the attention function of the model's own file, for models that need theirs."""


class Note(NamedTuple):
    """What one layer's attention was called with; tensors carry the batch axis of 1."""

    query: torch.Tensor  # (1, H, Q, d)
    key: torch.Tensor  # (1, H or fewer, K, d)
    value: torch.Tensor
    mask: torch.Tensor | None
    scaling: float | None
    causal: bool
    bias: torch.Tensor | None
    weights: torch.Tensor | None = None  # (1, H, Q, K) where an experiment put others in place


@dataclass
class Recorder:
    """What one forward pass told. Tensors are kept as they come and converted afterwards."""

    layers: list[Note] = field(default_factory=list)
    tables: list[tuple[str, torch.Tensor, torch.Tensor]] = field(default_factory=list)
    steps: list[tuple[str, nn.Module, torch.Tensor, torch.Tensor]] = field(default_factory=list)
    embedding_done: bool = False
    parts: dict[tuple[int, str], torch.Tensor] = field(default_factory=dict)


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


def recorder_in_use() -> Recorder | None:
    """The recorder of this thread, None where nobody takes notes."""
    return _recorder.get()


def _attention(
    module: nn.Module,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: torch.Tensor | None,
    **options: Any,
) -> tuple[torch.Tensor, None]:
    """transformers' sdpa attention, with a note of what went in."""
    attend = intervene.attention_in_use()
    output, weights = attend(module, query, key, value, attention_mask, **options)
    recorder = recorder_in_use()
    if recorder is not None:
        taken = note(module, query, key, value, attention_mask, **options)
        recorder.layers.append(taken._replace(weights=weights))  # sdpa gives none, experiments do
    return output, None


def _own_attention(
    module: nn.Module,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: torch.Tensor | None,
    **options: Any,
) -> tuple[torch.Tensor, torch.Tensor | None]:
    """The attention function of the model's own file, with a note of what went in."""
    own = sys.modules[type(module).__module__].eager_attention_forward
    attend = intervene.attention_instead() or own
    output, weights = attend(module, query, key, value, attention_mask, **options)
    recorder = recorder_in_use()
    if recorder is not None:
        taken = note(module, query, key, value, attention_mask, **options)
        # Without a mask this function hides nothing, unlike sdpa.
        recorder.layers.append(taken._replace(causal=False))
    return output, weights


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
AttentionInterface.register(OWN_ATTENTION, _own_attention)
AttentionMaskInterface.register(OWN_ATTENTION, eager_mask)


def layers(recorder: Recorder) -> tuple[CapturedLayer, ...]:
    """The captured layers in the order in which they ran, as numpy. Length L.

    Layers that were given one and the same mask share one array: (T, T) numbers are many.
    """
    masks: dict[Hashable, np.ndarray] = {}
    found = []
    for note in recorder.layers:
        same = (id(note.mask), id(note.bias), note.causal, note.query.shape[2], note.key.shape[2])
        if same not in masks:
            masks[same] = _added(note)
        found.append(captured_layer(note, masks[same]))
    return tuple(found)


def _added(note: Note) -> np.ndarray:
    """What is added to the scores of one layer; broadcasts to (H, Q, K)."""
    length = note.query.shape[2]
    added = np.zeros((1, 1, 1), np.float32)  # (1, 1, 1), broadcasts to (H, Q, K)
    if note.mask is not None:
        added = _additive(note.mask)
    elif note.causal and length > 1:
        # No mask and is_causal: sdpa hides what comes later by itself.
        later = np.full((length, note.key.shape[2]), BLOCKED, np.float32)
        added = np.triu(later, 1)[None]  # (1, Q, K)
    if note.bias is not None:
        added = np.maximum(added + _numpy(note.bias), BLOCKED)  # (H, Q, K)
    return added


def captured_layer(note: Note, mask: np.ndarray | None = None) -> CapturedLayer:
    """One note as numpy; ``mask`` is what is added to its scores, where that is known already."""
    groups = note.query.shape[1] // note.key.shape[1]
    return CapturedLayer(
        query=_numpy(note.query),  # (H, Q, d)
        key=_per_head(_numpy(note.key), groups),  # (H, K, d)
        value=_per_head(_numpy(note.value), groups),  # (H, K, d)
        scale=float(note.query.shape[-1] ** -0.5 if note.scaling is None else note.scaling),
        mask=_added(note) if mask is None else mask,
        given=None if note.weights is None else _numpy(note.weights),  # (H, Q, K)
    )


def _additive(mask: torch.Tensor) -> np.ndarray:
    """A mask as numbers to add to the scores; boolean ones say True where a token may look."""
    if mask.dtype == torch.bool:
        return np.where(on_cpu(mask[0]), np.float32(0), np.float32(BLOCKED))  # (1|H, Q, K)
    added = _numpy(mask)
    # The lowest number of float16 blocks there, but would be a plain score in float32.
    if mask.dtype == torch.float16:
        added = np.where(added <= torch.finfo(mask.dtype).min / 2, np.float32(BLOCKED), added)
    return np.maximum(added, BLOCKED)


def _numpy(tensor: torch.Tensor) -> np.ndarray:
    """The first (only) entry of a batch as float32 numpy, without a copy where none is needed."""
    return on_cpu(tensor[0])


def _per_head(shared: np.ndarray, groups: int) -> np.ndarray:
    """Grouped-query models share keys among heads: repeat them, so that each head has its own."""
    return shared if groups == 1 else np.repeat(shared, groups, axis=0)
