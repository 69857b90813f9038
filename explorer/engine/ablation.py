"""Switching heads and layers off for one forward pass, and asking what changes.

A head is set to zero, or forced to uniform attention as Kovaleva et al. (2019, section 4.5)
did; a layer is skipped. Everything happens in the running thread's context: see ``intervene``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Any, Literal

import numpy as np
import torch
from transformers.integrations.sdpa_attention import sdpa_attention_forward

from explorer.engine.capture import captured_layer, note
from explorer.engine.intervene import after_each_layer, attending_by
from explorer.engine.run import Engine
from explorer.errors import NotCaptured
from explorer.trace import BLOCKED, CapturedLayer

Mode = Literal["zero", "uniform"]
"""zero: the head's output is 0. uniform: 1/K on each of the K tokens that it may attend to."""

HeadRef = tuple[int, int]
"""Layer and head, both from 0."""

Progress = Callable[[int, int], None]


@contextmanager
def without_heads(
    engine: Engine, heads: Collection[HeadRef], mode: Mode = "zero"
) -> Iterator[None]:
    """Inside the block, in this thread, these heads are switched off in every forward pass.

    Raises NotCaptured for models whose attention does not go through transformers' interface.
    """
    check(engine)
    count = engine.capture_plan.depth
    calls = 0

    def attend(module: Any, query: Any, key: Any, value: Any, mask: Any, **options: Any) -> Any:
        nonlocal calls
        layer, calls = calls % count, calls + 1
        output, _ = sdpa_attention_forward(module, query, key, value, mask, **options)
        off = [head for at, head in heads if at == layer]
        if not off:
            return output, None
        captured = captured_layer(note(module, query, key, value, mask, **options))
        weights = captured.attention().copy()  # (H, Q, K)
        weights[off] = 0
        output = output.clone()  # (B, Q, H, d)
        if mode == "uniform":
            weights[off] = _uniform(captured)[off]
        for head in off:
            context = torch.from_numpy(weights[head] @ captured.value[head])  # (Q, d)
            output[:, :, head] = context.to(output)
        return output, torch.from_numpy(weights)[None]  # what the Trace shows of this layer

    with attending_by(attend):
        yield


def _uniform(layer: CapturedLayer) -> np.ndarray:
    """Uniform attention to all allowed tokens. (H, Q, K)."""
    allowed = np.broadcast_to(layer.mask > BLOCKED / 2, layer.scores().shape).astype(np.float32)
    return allowed / allowed.sum(axis=-1, keepdims=True)


@contextmanager
def without_layers(engine: Engine, layers: Collection[int]) -> Iterator[None]:
    """Inside the block, in this thread, these layers hand on their input unchanged."""
    count = engine.capture_plan.depth
    calls = 0

    def change(before: torch.Tensor, after: torch.Tensor) -> torch.Tensor:
        nonlocal calls
        layer, calls = calls % count, calls + 1
        return before if layer in layers else after

    with after_each_layer(change):
        yield


def check(engine: Engine) -> None:
    """Raises NotCaptured when the heads of this model cannot be switched off."""
    if not engine.captures:
        raise NotCaptured(
            f"{engine.spec.label} computes its attention in a way of its own, so its heads cannot "
            "be switched off one by one: choose a model such as BERT, RoBERTa, DistilBERT, ALBERT "
            "or ELECTRA."
        )


def head_effects(
    engine: Engine,
    effect: Callable[[], float],
    mode: Mode = "zero",
    *,
    progress: Progress | None = None,
) -> np.ndarray:
    """What ``effect()`` says with each head switched off in turn, one pass a head. (L, H).

    ``effect`` runs the model and compares with what it made before; ``progress(heads done, heads
    in all)`` is called after each head and may raise to stop.
    """
    layers, heads = engine.capture_plan.depth, engine.capture_plan.heads
    board = np.zeros((layers, heads), np.float32)
    for number in range(layers * heads):
        layer, head = divmod(number, heads)
        with without_heads(engine, [(layer, head)], mode):
            board[layer, head] = effect()
        if progress is not None:
            progress(number + 1, layers * heads)
    return board


def layer_effects(
    engine: Engine, effect: Callable[[], float], *, progress: Progress | None = None
) -> np.ndarray:
    """What ``effect()`` says with each layer skipped in turn. Returns (L,)."""
    count = engine.capture_plan.depth
    found = np.zeros(count, np.float32)
    for layer in range(count):
        with without_layers(engine, [layer]):
            found[layer] = effect()
        if progress is not None:
            progress(layer + 1, count)
    return found
