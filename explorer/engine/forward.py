"""A batch through a model with any mask: for experiments that need more than a Trace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from explorer.engine import Engine
from explorer.engine.devices import on_cpu
from explorer.one_line import OneLine


@dataclass(frozen=True, eq=False, repr=False)
class BatchOutput(OneLine):
    """What a batch gives."""

    logits: np.ndarray  # (B, C), or (B, 0) where there is no head
    hidden: np.ndarray  # (B, T, D), last layer


def forward(
    engine: Engine,
    ids: np.ndarray,
    *,
    mask: np.ndarray | None = None,
    segment: np.ndarray | None = None,
) -> BatchOutput:
    """Ids (B, T) through body and head; without a mask every position counts."""
    output = _pass(engine, ids, mask, segment)
    hidden = on_cpu(output.hidden_states[-1])
    logits = getattr(output, "logits", None)
    if logits is None:
        return BatchOutput(np.zeros((len(ids), 0), np.float32), hidden)
    return BatchOutput(on_cpu(logits), hidden)


def _pass(
    engine: Engine, ids: np.ndarray, mask: np.ndarray | None, segment: np.ndarray | None
) -> Any:
    """One forward pass of the whole model; no mask means that every position is looked at."""
    counted = np.ones_like(ids) if mask is None else mask
    inputs = {
        "input_ids": torch.tensor(ids, device=engine.device),
        "attention_mask": torch.tensor(counted, device=engine.device),
    }
    if engine.segments:
        given = np.zeros_like(ids) if segment is None else segment
        inputs["token_type_ids"] = torch.tensor(given, device=engine.device)
    with torch.inference_mode():
        return engine.model(**inputs, output_hidden_states=True)
