"""Changing one forward pass and no other: what a head, a layer or a part of one hands on.

The changes live in the running thread's context. The shared model is never touched, so other
threads see nothing of them and nothing is left behind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import torch
from torch import nn
from transformers.integrations.sdpa_attention import sdpa_attention_forward

Attention = Callable[..., tuple[torch.Tensor, Any]]
"""Called like transformers' attention functions; gives the output (B, Q, H, d) and weights."""

LayerChange = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]
"""Called with a layer's input and output (B, T, D) after it ran; gives what is handed on."""

WordChange = Callable[[torch.Tensor], torch.Tensor]
"""Called with the looked-up word vectors (B, T, E); gives what goes on into the embedding sum."""

MlpChange = Callable[[torch.Tensor], torch.Tensor]
"""Called with what a layer's feed-forward made (B, T, D); gives what goes into the second sum."""

_attention: ContextVar[Attention | None] = ContextVar("attention", default=None)
_layer: ContextVar[LayerChange | None] = ContextVar("layer", default=None)
_words: ContextVar[WordChange | None] = ContextVar("words", default=None)
_mlp: ContextVar[MlpChange | None] = ContextVar("mlp", default=None)


@contextmanager
def attending_by(function: Attention) -> Iterator[None]:
    """Use this attention function instead of sdpa inside the block, in this thread only."""
    token = _attention.set(function)
    try:
        yield
    finally:
        _attention.reset(token)


@contextmanager
def after_each_layer(function: LayerChange) -> Iterator[None]:
    """Let this function decide what each layer hands on, in this thread only."""
    token = _layer.set(function)
    try:
        yield
    finally:
        _layer.reset(token)


@contextmanager
def after_words(function: WordChange) -> Iterator[None]:
    """Let this function change the looked-up word vectors, in this thread only."""
    token = _words.set(function)
    try:
        yield
    finally:
        _words.reset(token)


@contextmanager
def after_each_mlp(function: MlpChange) -> Iterator[None]:
    """Let this function change what the feed-forwards with a hook make, in this thread only."""
    token = _mlp.set(function)
    try:
        yield
    finally:
        _mlp.reset(token)


def active() -> bool:
    """Whether a block of this thread changes its passes."""
    return any(change.get() is not None for change in (_attention, _layer, _words, _mlp))


def attention_instead() -> Attention | None:
    """What a block of this thread put in the place of the attention function, if anything."""
    return _attention.get()


def attention_in_use() -> Attention:
    """The attention function for this thread: transformers' sdpa unless a block says otherwise."""
    return _attention.get() or sdpa_attention_forward


def on_layer(
    _module: nn.Module, inputs: tuple[Any, ...], named: dict[str, Any], output: Any
) -> Any:
    """Forward hook of every layer, attached once at loading; does nothing outside a block."""
    change = _layer.get()
    if change is None:
        return None  # torch keeps the output as it is
    before = inputs[0] if inputs else named["hidden_states"]
    if isinstance(output, tuple):
        return (change(before, output[0]), *output[1:])
    return change(before, output)


def on_words(_module: nn.Module, _inputs: tuple[Any, ...], output: torch.Tensor) -> Any:
    """Forward hook of the table of words, attached at loading; does nothing outside a block."""
    change = _words.get()
    return None if change is None else change(output)


def on_mlp(_module: nn.Module, _inputs: tuple[Any, ...], output: torch.Tensor) -> Any:
    """Forward hook of a feed-forward's last projection; does nothing outside a block."""
    change = _mlp.get()
    return None if change is None else change(output)
