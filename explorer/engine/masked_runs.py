"""A number read off again with some tokens of a text masked, many texts in a pass."""

from __future__ import annotations

from contextlib import nullcontext

import numpy as np
import torch

from explorer.engine.attribution import Around, Target
from explorer.engine.devices import on_cpu
from explorer.engine.run import Engine
from explorer.errors import InputError, NotCaptured
from explorer.trace import Trace

TOKENS_AT_ONCE = 1024
"""Tokens in one pass: large products, and the reader beside waits for no more than a moment."""


def masked_numbers(
    engine: Engine,
    trace: Trace,
    target: Target,
    keep: np.ndarray,
    *,
    head: bool = False,
    around: Around = nullcontext,
) -> np.ndarray:
    """The number for each text in which the tokens that are not kept are [MASK]. (N, T) -> (N,).

    All texts are as long as the Trace, so nothing is padded. Raises NotCaptured for a model
    without a mask token, InputError for a trace of another length.
    """
    mask = engine.encoder.mask_id
    if mask is None:
        raise NotCaptured(
            f"{engine.spec.label} has no mask token, so words cannot be hidden from it: choose a "
            "model such as BERT or RoBERTa."
        )
    if keep.shape[1] != trace.num_tokens:
        raise InputError(f"The text has {trace.num_tokens} tokens, not {keep.shape[1]}.")
    module = engine.model if head else engine.body
    inputs = engine.inputs(trace.ids, trace.segment)
    step = max(1, TOKENS_AT_ONCE // trace.num_tokens)
    found = []
    for start in range(0, len(keep), step):
        rows = torch.tensor(keep[start : start + step], device=engine.device)
        batch = {name: one.expand(len(rows), -1) for name, one in inputs.items()}
        batch["input_ids"] = batch["input_ids"].where(rows, mask)
        with around(), torch.inference_mode():
            found.append(on_cpu(target(module(**batch, output_hidden_states=True))))
    return np.concatenate(found)
