"""Low-rank updates of the body (Hu et al., 2021): W x + up (down x) in each linear map of a layer.

The body's weights never change: forward hooks add the update, and only inside ``patched`` in the
running thread. So one body serves every head.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from weakref import WeakSet

import torch
from torch import Tensor, nn

PLACES = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)
"""The linear maps of a BERT layer, as transformers names them."""

Updates = Mapping[str, tuple[Tensor, Tensor]]
"""For "layer.place": down (rank, in) and up (out, rank)."""

_updates: ContextVar[Updates | None] = ContextVar("updates", default=None)
_hooked: WeakSet[nn.Module] = WeakSet()


@contextmanager
def patched(body: Any, updates: Updates) -> Iterator[None]:
    """Every forward pass of ``body`` in the block, in this thread, runs with the updates."""
    _add_hooks(body)
    token = _updates.set(updates)
    try:
        yield
    finally:
        _updates.reset(token)


def places(body: Any) -> Iterator[tuple[str, nn.Linear]]:
    """Name and module of every linear map that can be updated, layer by layer."""
    for number, layer in enumerate(body.encoder.layer):
        for place in PLACES:
            yield f"{number}.{place}", layer.get_submodule(place)


def _add_hooks(body: Any) -> None:
    """Once for each body; a hook does nothing outside ``patched``."""
    if body in _hooked:
        return
    _hooked.add(body)
    for name, module in places(body):
        # Before all other hooks: what these see is what the updated body makes.
        module.register_forward_hook(_hook(name), prepend=True)


def _hook(name: str) -> Any:
    def add(module: nn.Module, inputs: tuple[Tensor, ...], output: Tensor) -> Tensor | None:
        updates = _updates.get()
        if updates is None or name not in updates:
            return None
        down, up = (factor.to(output) for factor in updates[name])
        return output + torch.matmul(torch.matmul(inputs[0], down.T), up.T)

    return add
