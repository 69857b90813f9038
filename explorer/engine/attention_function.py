"""Which attention function a loaded model uses, and using another one for a while."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from torch import nn


class Switch:
    """Whether a change of the attention function stays after its block."""

    stays = False


@contextmanager
def attending(model: nn.Module, name: str) -> Iterator[Switch]:
    """Inside the block the model attends by another function; afterwards as it did before.

    Set on every configuration inside the model, because older architectures ignore
    set_attn_implementation; it also decides what a padding mask looks like.
    """
    configs: dict[int, Any] = {
        id(one.config): one.config for one in model.modules() if hasattr(one, "config")
    }
    before = [(one, one._attn_implementation) for one in configs.values() if _attends(one)]
    switch = Switch()
    for one, _ in before:
        one._attn_implementation = name
    try:
        yield switch
    finally:
        if not switch.stays:
            for one, was in before:
                one._attn_implementation = was


def _attends(config: Any) -> bool:
    return getattr(config, "_attn_implementation", None) is not None


def attention_function(model: Any) -> str:
    """Name of the attention function that the model uses."""
    return str(model.config._attn_implementation)
