"""The pooler, computed by hand beside what the model returned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import nn

from explorer.engine.batch import has_pooler
from explorer.engine.devices import on_cpu
from explorer.engine.run import Engine
from explorer.errors import NotCaptured
from explorer.measures.similarity import cosine
from explorer.one_line import OneLine
from explorer.trace import Projection, Trace


@dataclass(frozen=True, eq=False, repr=False)
class PoolerCheck(OneLine):
    """The pooler computed by hand beside what the model returned, for one text."""

    by_hand: np.ndarray  # (D,) tanh(W h + b) in float64, h the last state of the first token
    returned: np.ndarray  # (D,) pooler_output
    residual: float  # max |by_hand - returned|
    cosine_to_first: float  # of the pooler output with the state that it is made from


def check_pooler(engine: Engine, trace: Trace) -> PoolerCheck:
    """pooler_output == tanh(W h[first token, last state] + b) (Devlin et al. 2019, code).

    Raises NotCaptured when the checkpoint has no pooler.
    """
    if not has_pooler(engine):
        raise NotCaptured(
            f"{engine.spec.label} comes without a trained pooler, so there is no pooler output to "
            "check: the bundled model and bert-base-uncased have one."
        )
    with torch.inference_mode():
        output = engine.body(**engine.inputs(trace.ids, trace.segment))
    returned = on_cpu(output.pooler_output[0])  # (D,)
    first = trace.hidden[-1, 0].astype(np.float64)  # (D,)
    linear = _linear(engine.body.pooler)
    weight, bias = on_cpu(linear.weight), on_cpu(linear.bias)  # (D, D), (D,)
    by_hand = np.tanh(weight.astype(np.float64) @ first + bias)
    return PoolerCheck(
        by_hand,
        returned,
        float(np.abs(by_hand - returned).max()),
        float(cosine(first, returned)),
    )


def linear(engine: Engine) -> Projection:
    """The linear map of a pooler tanh(W h + b), as a view. Raises NotCaptured."""
    pooler = getattr(engine.body, "pooler", None)
    if not has_pooler(engine) or pooler is None:
        raise NotCaptured(
            f"{engine.spec.label} comes without a trained pooler: take the mean of the tokens or "
            "the first token."
        )
    found = _linear(pooler)
    weight, bias = on_cpu(found.weight), on_cpu(found.bias)
    weight.flags.writeable = bias.flags.writeable = False
    return Projection(weight, bias, "pooler")


def _linear(pooler: nn.Module) -> Any:
    """The pooler's one linear map; ALBERT's pooler is nothing else."""
    return next(module for module in pooler.modules() if isinstance(module, nn.Linear))
