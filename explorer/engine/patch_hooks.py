"""Hooks with which one pass over many rows copies pieces of another run; in one thread only."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from operator import attrgetter
from typing import Any
from weakref import WeakSet

import torch
from transformers.integrations.sdpa_attention import sdpa_attention_forward

from explorer.engine import intervene
from explorer.engine.blocks import blocks, layer_modules
from explorer.engine.layouts import fitting
from explorer.engine.run import Engine
from explorer.errors import NotCaptured

_hooked: WeakSet[Engine] = WeakSet()
_hooking = threading.Lock()


def hook_mlps(engine: Engine) -> bool:
    """Hooks on the feed-forwards, once an engine; whether the model's are known."""
    try:
        blocks(engine)
    except NotCaptured:
        return False
    modules = layer_modules(engine)
    layout = fitting(modules[0])
    if layout is None:
        return False
    with _hooking:
        if engine not in _hooked:
            _hooked.add(engine)
            for module in dict.fromkeys(modules):  # ALBERT's layers are one and the same
                outer = attrgetter(layout.parts["outer"])(module)
                outer.register_forward_hook(intervene.on_mlp)
    return True


@contextmanager
def widened(rows: torch.Tensor, at: int, depth: int) -> Iterator[None]:
    """Inside the block a pass goes on with ``rows`` (B, T, D) behind layer ``at`` - 1."""
    calls = 0

    def change(_before: torch.Tensor, after: torch.Tensor) -> torch.Tensor:
        nonlocal calls
        calls += 1
        return rows if (calls - 1) % depth + 1 == at else after

    with intervene.after_each_layer(change):
        yield


def keeping(attend: intervene.Attention, kept: list[torch.Tensor]) -> intervene.Attention:
    """The attention function, with each layer's output (1, T, H, d) kept."""

    def keep(*inputs: Any, **options: Any) -> Any:
        output, weights = attend(*inputs, **options)
        kept.append(output)
        return output, weights

    return keep


def exchanging_heads(
    heads: Sequence[tuple[int, int]], at: int, depth: int, clean: Sequence[torch.Tensor]
) -> intervene.Attention:
    """The attention function; in layer ``at`` these (row, head) hand on what the clean run's do."""
    calls = 0

    def attend(*inputs: Any, **options: Any) -> Any:
        nonlocal calls
        output, weights = sdpa_attention_forward(*inputs, **options)
        calls += 1
        if (calls - 1) % depth == at:
            output = output.clone()  # (B, T, H, d)
            for row, head in heads:
                output[row, :, head] = clean[at][0, :, head]
        return output, weights

    return attend


def exchanging_mlps(
    rows: Sequence[int], at: int, depth: int, clean: Sequence[torch.Tensor]
) -> Callable[[torch.Tensor], torch.Tensor]:
    """In layer ``at`` these rows' feed-forwards make what the clean run's do."""
    calls = 0

    def change(made: torch.Tensor) -> torch.Tensor:
        nonlocal calls
        calls += 1
        if (calls - 1) % depth != at:
            return made
        made = made.clone()  # (B, T, D)
        made[list(rows)] = clean[at]
        return made

    return change
