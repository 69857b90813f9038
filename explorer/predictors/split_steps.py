"""Torch modules as the steps that a head is split by."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from torch import nn

from explorer.engine.devices import on_cpu
from explorer.measures.split_head import Activation, Linear
from explorer.teaching import nets
from explorer.trace import LayerNorm, Projection


def linear(module: nn.Linear) -> Linear:
    """A linear map as a step."""
    return Linear(projection(module))


def projection(module: nn.Linear) -> Projection:
    """The weights of a linear map; a missing bias is zeros."""
    bias = np.zeros(module.out_features, np.float32)
    return Projection(on_cpu(module.weight), bias if module.bias is None else on_cpu(module.bias))


def norm(module: nn.LayerNorm) -> LayerNorm:
    """The weights of a LayerNorm."""
    return LayerNorm(on_cpu(module.weight), on_cpu(module.bias), module.eps)


def function_of(function: Callable[[torch.Tensor], torch.Tensor]) -> Callable[..., np.ndarray]:
    """A function of tensors as one of arrays, any shape kept."""

    def apply(x: np.ndarray) -> np.ndarray:
        with torch.inference_mode():
            return on_cpu(function(torch.from_numpy(np.ascontiguousarray(x))))

    return apply


GELU = Activation(function_of(nets.gelu))
