"""What transformers' own attention function makes of a text: the other side of the proofs.

The function is the one that the model's modelling file brings ("eager"); nothing of it is shared
with the way in which a Trace makes its weights.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from explorer.engine.capture import captured_layer, note
from explorer.engine.intervene import attending_by
from explorer.engine.run import Engine
from explorer.text import TextInput


@dataclass(frozen=True, eq=False)
class OwnLayer:
    """One layer's attention as the model's own function computes it."""

    weights: np.ndarray  # (H, Q, K)
    context: np.ndarray  # (Q, H * d): the heads' outputs side by side, before W_O


def own_attention(engine: Engine, source: TextInput) -> tuple[OwnLayer, ...]:
    """Weights and heads' outputs of each layer by the model's own function. Length L.

    Empty for models that hand out their weights themselves: there a Trace holds nothing else.
    """
    if not engine.captures:
        return ()
    found: list[OwnLayer] = []

    def attend(module: Any, query: Any, key: Any, value: Any, mask: Any, **options: Any) -> Any:
        forward = sys.modules[type(module).__module__].eager_attention_forward
        # This function wants the mask in numbers, also where sdpa would hide what comes later.
        added = captured_layer(note(module, query, key, value, mask, **options)).mask
        additive = torch.from_numpy(added.copy())[None]  # (1, 1|H, 1|Q, 1|K)
        output, weights = forward(module, query, key, value, additive, **options)
        context = output[0].reshape(output.shape[1], -1)  # (Q, H * d)
        found.append(OwnLayer(weights[0].numpy(), context.numpy()))
        return output, None

    with attending_by(attend):
        engine.run(source)
    return tuple(found)
