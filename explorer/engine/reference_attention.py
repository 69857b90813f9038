"""What transformers' own attention makes of a text: the other side of the proofs.

The weights come from the function that the model's modelling file brings ("eager") or from the
model itself; what the attention hands on is taken from the module that makes it. Nothing of this
is shared with the way in which a Trace makes its weights.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

import numpy as np
import torch
from torch import nn

from explorer.engine.blocks import attention_output_modules
from explorer.engine.capture import captured_layer, note
from explorer.engine.devices import on_cpu
from explorer.engine.intervene import attending_by
from explorer.engine.run import Engine
from explorer.one_line import OneLine
from explorer.text import TextInput


@dataclass(frozen=True, eq=False, repr=False)
class OwnLayer(OneLine):
    """One layer's attention as the model itself computes it."""

    weights: np.ndarray | None  # (H, Q, K); None where the Trace holds these very numbers
    output: np.ndarray | None  # (Q, D): what its output projection hands on; None where unknown


def own_attention(engine: Engine, source: TextInput) -> tuple[OwnLayer, ...]:
    """Weights and output of each layer as the model makes them. Length L, or empty.

    Empty for models that hand out their weights and are not built like BERT: a Trace holds
    nothing that could be tried.
    """
    with _outputs(attention_output_modules(engine)) as outputs:
        weights = _own_weights(engine, source)
    return tuple(OwnLayer(*pair) for pair in zip_longest(weights, outputs))


def _own_weights(engine: Engine, source: TextInput) -> list[np.ndarray]:
    """Weights (H, Q, K) of each layer; empty where a Trace holds the model's own."""
    plan = engine.capture_plan
    if not (plan.captures or plan.notes):
        _, output = engine.run_body(source)
        return [on_cpu(one[0]) for one in output.attentions] if plan.projected else []
    found: list[np.ndarray] = []

    def attend(module: Any, query: Any, key: Any, value: Any, mask: Any, **options: Any) -> Any:
        forward = sys.modules[type(module).__module__].eager_attention_forward
        if plan.captures:
            # This function wants the mask in numbers, also where sdpa would hide what comes later.
            added = captured_layer(note(module, query, key, value, mask, **options)).mask
            mask = torch.tensor(added)[None].to(query)  # (1, 1|H, 1|Q, 1|K)
        output, weights = forward(module, query, key, value, mask, **options)
        found.append(on_cpu(weights[0]))
        return output, None

    with attending_by(attend):
        engine.run(source)
    return found


@contextmanager
def _outputs(modules: Sequence[nn.Module]) -> Iterator[list[np.ndarray]]:
    """What these modules hand on inside the block, in this thread only, in order. Each (Q, D)."""
    found: list[np.ndarray] = []
    thread = threading.get_ident()

    def note(_module: nn.Module, _inputs: Any, output: torch.Tensor) -> None:
        if threading.get_ident() == thread:
            found.append(on_cpu(output[0]))

    hooks = [module.register_forward_hook(note) for module in dict.fromkeys(modules)]
    try:
        yield found
    finally:
        for hook in hooks:
            hook.remove()
