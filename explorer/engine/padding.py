"""Texts of several lengths in one rectangle, and whether a model's numbers survive that.

Most models do not see what is masked. Some do (ConvBERT's kernels, Nyströmformer's landmarks), and
some from a length on: Phi-3 turns its positions by other angles once a batch is long, and sparse
attention counts padding among what it chooses from. So each model is tried, at each new length.
"""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np
import torch

from explorer.engine.devices import on_cpu, tolerance
from explorer.engine.verification import FOREIGN, near, sample

if TYPE_CHECKING:
    from explorer.engine.run import Engine

_SHORT, _LONG = 6, 24  # tokens of the shortest text, and of what all of them repeat
_LEAST = 32  # tokens that a model is tried at first; twice as many at each further trial
_tried: WeakKeyDictionary[Engine, dict[int, bool]] = WeakKeyDictionary()


def padded(engine: Engine, rows: Sequence[np.ndarray], pad_to: int = 0) -> dict[str, torch.Tensor]:
    """Ids (B, T), filled up with the padding token, and the mask that says which are real."""
    longest = max(pad_to, *(len(row) for row in rows))
    ids = np.full((len(rows), longest), engine.encoder.pad_id or 0, np.int64)  # (B, T)
    mask = np.zeros_like(ids)
    for number, row in enumerate(rows):
        ids[number, : len(row)] = row
        mask[number, : len(row)] = 1
    inputs = {
        "input_ids": torch.tensor(ids, device=engine.device),
        "attention_mask": torch.tensor(mask, device=engine.device),
    }
    if engine.segments:
        inputs["token_type_ids"] = torch.zeros_like(inputs["input_ids"])
    return inputs


def quietly(engine: Engine) -> dict[str, bool]:
    """Options that keep decoders from filling a cache nobody reads."""
    accepted = inspect.signature(engine.body.forward).parameters
    return {"use_cache": False} if "use_cache" in accepted else {}


def texts_a_pass(engine: Engine, lengths: np.ndarray, most: int) -> int:
    """How many texts of these lengths may go together: ``most``, or 1 where padding changes them.

    Found by trying once an engine and length, rounded up to a power of two.
    """
    alone = most == 1 or len(lengths) < 2 or int(lengths.min()) == int(lengths.max())
    return most if alone or pads(engine, int(lengths.max())) else 1


def pads(engine: Engine, width: int) -> bool:
    """Whether texts padded to ``width`` tokens are what they are alone."""
    known = _tried.setdefault(engine, {})
    if not all(known.values()):
        return False
    wide = min(max(_LEAST, 1 << (width - 1).bit_length()), engine.spec.max_tokens)
    if wide not in known:
        known[wide] = _as_alone(engine, wide)
    return known[wide]


def _as_alone(engine: Engine, width: int) -> bool:
    """Whether two shorter texts beside one of ``width`` tokens are what they are alone."""
    some = sample(engine.encoder, min(_LONG, width))[0]
    rows = [np.resize(some, size) for size in (width, max(1, 5 * width // 8), min(_SHORT, width))]
    try:
        with torch.inference_mode():
            beside = _states(engine, padded(engine, rows))
            alone = [_states(engine, engine.inputs(row, np.zeros_like(row))) for row in rows[1:]]
    except FOREIGN:  # it cannot run a batch at all
        return False
    close = tolerance(engine.model.dtype)
    return all(
        near(found[:, : one.shape[1]], one, close)
        for found, one in zip((beside[1:2], beside[2:]), alone, strict=True)
    )


def _states(engine: Engine, inputs: dict[str, torch.Tensor]) -> np.ndarray:
    return on_cpu(engine.body(**inputs, **quietly(engine)).last_hidden_state)  # (B, T, D)
