"""The steps of a publisher's recipe in torch: ways of pooling, and what follows the pooling.

Formulas as in sentence-transformers (Reimers and Gurevych, 2019). Shape letters: B sentences, T
tokens, D width.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch.nn import functional

from explorer.engine import sentence_files
from explorer.engine.sentence_files import Module
from explorer.errors import CheckpointError
from explorer.one_line import OneLine

Tensor = torch.Tensor


def _mean(states: Tensor, mask: Tensor) -> Tensor:
    real = mask[:, :, None].to(states.dtype)  # (B, T, 1)
    return (states * real).sum(dim=1) / real.sum(dim=1).clamp(min=1e-9)


def _mean_by_root(states: Tensor, mask: Tensor) -> Tensor:
    real = mask[:, :, None].to(states.dtype)  # (B, T, 1)
    return (states * real).sum(dim=1) / real.sum(dim=1).clamp(min=1e-9).sqrt()


def _weighted_mean(states: Tensor, mask: Tensor) -> Tensor:
    place = torch.arange(1, states.shape[1] + 1, device=states.device)  # (T,) padding is right
    weight = (mask * place)[:, :, None].to(states.dtype)  # (B, T, 1)
    return (states * weight).sum(dim=1) / weight.sum(dim=1).clamp(min=1e-9)


def _maximum(states: Tensor, mask: Tensor) -> Tensor:
    return states.masked_fill(mask[:, :, None] == 0, -torch.inf).amax(dim=1)


def _first(states: Tensor, mask: Tensor) -> Tensor:
    rows = torch.arange(len(states), device=states.device)
    return states[rows, mask.to(torch.int).argmax(dim=1)]


def _last(states: Tensor, mask: Tensor) -> Tensor:
    rows = torch.arange(len(states), device=states.device)
    place = torch.arange(states.shape[1], device=states.device)  # (T,)
    return states[rows, (mask * place).argmax(dim=1)]


POOLS: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "cls": _first,
    "max": _maximum,
    "mean": _mean,
    "mean_sqrt_len_tokens": _mean_by_root,
    "weightedmean": _weighted_mean,
    "lasttoken": _last,
}
"""From states (B, T, D) and a mask of the tokens that count (B, T) to (B, D), by the names that
the publishers' files use."""


class Step(Protocol):
    """What follows the pooling: (B, D) -> (B, D')."""

    def __call__(self, vectors: Tensor) -> Tensor:
        """Apply the step."""
        ...


@dataclass(frozen=True)
class Normalize:
    """Every vector scaled to length 1."""

    def __call__(self, vectors: Tensor) -> Tensor:
        """Apply the step."""
        return functional.normalize(vectors, dim=-1)

    def __str__(self) -> str:
        """In a list of steps."""
        return "normalised"


@dataclass(frozen=True, eq=False, repr=False)
class LayerNorm(OneLine):
    """Mean 0 and variance 1 across dimensions, then scaled and shifted."""

    weight: Tensor  # (D,)
    bias: Tensor  # (D,)

    def __call__(self, vectors: Tensor) -> Tensor:
        """Apply the step."""
        size = self.weight.shape
        return functional.layer_norm(vectors, size, self.weight.to(vectors), self.bias.to(vectors))

    def __str__(self) -> str:
        """In a list of steps."""
        return "LayerNorm"


@dataclass(frozen=True, eq=False, repr=False)
class Dense(OneLine):
    """A linear layer and its activation."""

    weight: Tensor  # (D', D)
    bias: Tensor | None  # (D',)
    activation: str  # a class of torch.nn

    def __call__(self, vectors: Tensor) -> Tensor:
        """Apply the step."""
        bias = None if self.bias is None else self.bias.to(vectors)
        made = functional.linear(vectors, self.weight.to(vectors), bias)
        return getattr(torch.nn, self.activation)()(made)

    def __str__(self) -> str:
        """In a list of steps."""
        return f"dense layer to {len(self.weight):,}"


ACTIVATIONS = frozenset({
    "ELU", "GELU", "Hardswish", "Hardtanh", "Identity", "LeakyReLU", "Mish", "ReLU", "ReLU6",
    "SELU", "Sigmoid", "SiLU", "Softplus", "Softsign", "Tanh",
})  # fmt: skip


def read(module: Module, home: Path, label: str) -> Step:
    """A step that follows the pooling, with its weights. Raises CheckpointError."""
    folder = home / module.path
    config = sentence_files.settings(folder / "config.json", label)
    if config.get("module_input_name", "sentence_embedding") != "sentence_embedding":
        raise _unknown(label, f"{module.kind} over tokens")
    if module.kind == "Normalize":
        return Normalize()
    weights = _weights(folder, label)
    if module.kind == "LayerNorm":
        return LayerNorm(*_named(weights, label, "norm.weight", "norm.bias"))
    if config.get("use_residual"):
        raise _unknown(label, "Dense with a residual connection")
    activation = _activation(config, label)
    [weight] = _named(weights, label, "linear.weight")
    bias = _named(weights, label, "linear.bias")[0] if config.get("bias", True) else None
    return Dense(weight, bias, activation)


def _activation(config: dict[str, Any], label: str) -> str:
    """The name of an activation of torch.nn; another module's is never imported."""
    given = str(config.get("activation_function", "torch.nn.modules.activation.Tanh"))
    name = given.rsplit(".", 1)[-1]
    if not given.startswith("torch.nn.") or name not in ACTIVATIONS:
        raise _unknown(label, f"the activation {given[:60]}")
    return name


def _weights(folder: Path, label: str) -> dict[str, Tensor]:
    file = folder / "model.safetensors"
    if not file.is_file():
        raise CheckpointError(
            f"The publisher's recipe of “{label}” needs weights that {folder.name} does not hold "
            "as model.safetensors; pickled ones are never opened: save the model again with a "
            "recent sentence-transformers, or choose a way of pooling."
        )
    try:
        return load_file(file)
    except (OSError, SafetensorError) as error:
        raise CheckpointError(
            f"The weights in {folder.name} of “{label}” are damaged: copy them again, or choose a "
            "way of pooling."
        ) from error


def _named(weights: dict[str, Tensor], label: str, *names: str) -> list[Tensor]:
    missing = next((name for name in names if name not in weights), None)
    if missing is not None:
        raise CheckpointError(
            f"The publisher's recipe of “{label}” lacks its weights {missing}: copy the folder "
            "again, or choose a way of pooling."
        )
    return [weights[name] for name in names]


def _unknown(label: str, what: str) -> CheckpointError:
    return CheckpointError(
        f"The publisher's recipe of “{label}” has a step that is not known here ({what}): choose a "
        "way of pooling."
    )
