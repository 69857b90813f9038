"""A batch through a predictor's model with any mask: for experiments that a Trace has no room for.

Home of torch for the tasks, together with ``checkpoint``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import numpy as np
import torch

from explorer.errors import NotCaptured
from explorer.tasks.predictor import Predictor


@dataclass(frozen=True, eq=False)
class BatchOutput:
    """What a batch gives."""

    logits: np.ndarray  # (B, C), or (B, 0) where there is no head
    hidden: np.ndarray  # (B, T, D), last layer


@runtime_checkable
class HeadFromStates(Protocol):
    """A predictor whose head is not part of ``engine.model``: it reads the states of a batch."""

    def logits_from(self, hidden: np.ndarray, mask: np.ndarray) -> np.ndarray:
        """Logits (B, C) from all states (B, L+1, T, D) and the mask (B, T) of 0 and 1."""
        ...


def forward(
    predictor: Predictor,
    ids: np.ndarray,
    *,
    mask: np.ndarray | None = None,
    segment: np.ndarray | None = None,
) -> BatchOutput:
    """Ids (B, T) through body and head; without a mask every position counts.

    Raises NotCaptured when the head cannot read a batch.
    """
    output = _pass(predictor, ids, mask, segment)
    hidden = output.hidden_states[-1].float().numpy()
    if getattr(output, "logits", None) is not None:
        return BatchOutput(output.logits.float().numpy(), hidden)
    if not isinstance(predictor, HeadFromStates):
        raise NotCaptured(
            f"The head of '{predictor.spec.label}' reads one text at a time, so batches cannot be "
            "tried on it: choose a checkpoint with its own head."
        )
    states = np.stack([state.float().numpy() for state in output.hidden_states], axis=1)
    counted = np.ones_like(ids) if mask is None else mask
    return BatchOutput(predictor.logits_from(states, counted), hidden)


def _pass(
    predictor: Predictor, ids: np.ndarray, mask: np.ndarray | None, segment: np.ndarray | None
) -> Any:
    """One forward pass of the whole model; no mask means that every position is looked at."""
    engine = predictor.engine
    counted = np.ones_like(ids) if mask is None else mask
    inputs = {"input_ids": torch.tensor(ids), "attention_mask": torch.tensor(counted)}
    if engine.segments:
        given = np.zeros_like(ids) if segment is None else segment
        inputs["token_type_ids"] = torch.tensor(given)
    with torch.inference_mode():
        return engine.model(**inputs, output_hidden_states=True)
