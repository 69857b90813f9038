"""Forward hooks on a head: the output of each step, and other states in place of the body's.

The hooks stay on the model; notes go to the running thread, so one model serves many threads.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import numpy as np
import torch
from torch import nn

from explorer.engine.devices import on_cpu
from explorer.prediction import HeadStep

Note = tuple[str, nn.Module, torch.Tensor]
_noted: ContextVar[list[Note] | None] = ContextVar("noted", default=None)
_states: ContextVar[torch.Tensor | None] = ContextVar("states", default=None)


@contextmanager
def feeding(states: np.ndarray) -> Iterator[None]:
    """Let the head read these hidden states (N, D) instead of the body's own, in this thread."""
    token = _states.set(torch.tensor(states)[None])  # (1, N, D)
    try:
        yield
    finally:
        _states.reset(token)


@contextmanager
def notes() -> Iterator[list[Note]]:
    """Record the output of each step of a head, in this thread only."""
    notes: list[Note] = []
    token = _noted.set(notes)
    try:
        yield notes
    finally:
        _noted.reset(token)


def attach(model: Any) -> None:
    """Register hooks on the head's steps and on the body's end, once, right after loading."""
    for name, module in model.named_modules():
        is_head = not in_body(name, model) or "pooler" in name
        if is_head and not list(module.children()) and not isinstance(module, nn.Dropout):
            module.register_forward_hook(_on_step(name))
    model.base_model.register_forward_hook(_on_body)


def _on_step(name: str) -> Any:
    def note(module: nn.Module, _inputs: tuple[Any, ...], output: Any) -> None:
        notes = _noted.get()
        if notes is not None and isinstance(output, torch.Tensor):
            notes.append((name, module, output))

    return note


def _on_body(_module: nn.Module, _inputs: tuple[Any, ...], output: Any) -> Any:
    """Hand the head other states than the body's own, where ``read_out`` asks for it."""
    states = _states.get()
    if states is None:
        return None
    output.last_hidden_state = states.to(output.last_hidden_state)
    return output


def step(name: str, module: nn.Module, output: torch.Tensor, rows: np.ndarray | None) -> HeadStep:
    """One note as numpy; of many rows (T, ...) only those asked for."""
    values = on_cpu(output[0])
    if rows is not None and values.ndim == 2:
        values = values[rows]
    kind = type(module).__name__
    if isinstance(module, nn.Linear):
        kind = f"Linear {module.in_features} → {module.out_features}"
    count = sum(parameter.numel() for parameter in module.parameters())
    return HeadStep(name, kind, values.copy(), count)


def in_body(name: str, model: Any) -> bool:
    """Whether a weight or module belongs to the body and not to the head."""
    return name.startswith(f"{model.base_model_prefix}.")
