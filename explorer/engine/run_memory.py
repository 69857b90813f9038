"""What a run of so many tokens takes, before it is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from explorer import memory
from explorer.engine.limits import number
from explorer.engine.seq2seq_check import Seq2SeqPlan
from explorer.engine.verification import CapturePlan
from explorer.errors import InputError
from explorer.text import shorten

_FLOAT = 4  # bytes of a float32
_WINDOW_MASKS = 2  # masks that show themselves in long texts only: a sliding window's, a causal one


@dataclass(frozen=True)
class RunMemory:
    """Bytes, from the model's sizes; upper bounds to some ten per cent."""

    trace: int  # what the Trace holds
    layer: int  # one layer's attention weights, made of query and key when they are asked for
    run: int  # the Trace, and what the model takes beside it while it runs


def run_memory(config: Any, plan: CapturePlan, tokens: int) -> RunMemory:
    """What one text of so many tokens, T, takes.

    A Trace holds L+1 states (T, D), the embedding sum and, where queries and keys are captured,
    3 L arrays (T, H d) and the masks (T, T); else the weights themselves, L of (H, T, T).
    Raises InputError for what is no number of tokens.
    """
    _refuse_no_count(tokens)
    depth, heads = max(plan.depth, 1), max(plan.heads, 1)
    width = number(config, "hidden_size")
    inner = heads * (number(config, "head_dim") or -(-width // heads))
    plane = _FLOAT * tokens * tokens
    layer = heads * plane
    states = _FLOAT * tokens * width * (depth + 1 + 3)
    if plan.captures or plan.notes or plan.projected is not None:
        masks = plan.planes + _WINDOW_MASKS
        trace = states + _FLOAT * 3 * depth * tokens * inner + masks * plane
    else:
        trace = states + depth * layer
    if plan.captures:
        # torch turns a mask of True and False into numbers, transformers makes it of others.
        beside = _FLOAT * 8 * tokens * width + 2 * plane
    elif plan.notes:
        beside = 2 * layer
    else:
        beside = depth * layer if plan.projected is not None else layer
    return RunMemory(trace, layer, trace + beside)


def _refuse_no_count(tokens: object) -> None:
    if isinstance(tokens, bool) or not isinstance(tokens, int | np.integer) or tokens < 1:
        raise InputError(
            f"{shorten(repr(tokens), 40)} is no number of tokens: give a whole number from 1 on, "
            "such as 512."
        )


def require_room(config: Any, plan: CapturePlan, tokens: int) -> None:
    """Refuse a text whose run would take more than EXPLORER_RUN_MB. Raises InputError."""
    needed = run_memory(config, plan, tokens)
    memory.require(
        needed.run,
        f"This text has {tokens:,} tokens, and its run (with {memory.megabytes(needed.layer)} more "
        "for each layer whose attention is shown)",
    )


def require_room_for_two(plan: Seq2SeqPlan, source: int, target: int) -> None:
    """The same for an encoder-decoder that reads so many tokens on each side. Raises InputError."""
    # States, and query, key and value of each layer: of both sides where a layer looks across.
    states = plan.width * (4 * (plan.depth + 1) * source + 7 * (plan.decoder + 1) * target)
    across = target**2 + source * target
    planes = plan.heads * (source**2 + across)  # T5 adds one a head
    if not plan.captures:  # all weights are kept as the model gives them
        planes += plan.heads * (plan.depth * source**2 + plan.decoder * across)
    memory.require(
        _FLOAT * (states + 2 * planes),
        f"These texts have {source:,} and {target:,} tokens, and their run",
    )
