"""Cutting what one token reads of others through one head, in a real forward pass.

The weight of each cut link is set to 0 and the others stay as they are: the head hands on less,
and everything above it is computed anew. In the running thread's context only: see ``intervene``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from transformers.integrations.sdpa_attention import sdpa_attention_forward

from explorer.engine.ablation import check
from explorer.engine.capture import captured_layer, note
from explorer.engine.intervene import attending_by
from explorer.engine.run import Engine


@contextmanager
def without_links(
    engine: Engine, layer: int, head: int, query: int, keys: Sequence[int]
) -> Iterator[None]:
    """Inside the block, in this thread, the token ``query`` reads nothing of the tokens ``keys``.

    In this head of this layer (both from 0) only, and in every forward pass of one text. Raises
    NotCaptured for models whose attention does not go through transformers' interface.
    """
    check(engine)
    count, calls = engine.capture_plan.depth, 0

    def attend(module: Any, query_: Any, key: Any, value: Any, mask: Any, **options: Any) -> Any:
        nonlocal calls
        at, calls = calls % count, calls + 1
        output, _ = sdpa_attention_forward(module, query_, key, value, mask, **options)
        if at != layer:
            return output, None
        captured = captured_layer(note(module, query_, key, value, mask, **options))
        weights = captured.attention().copy()  # (H, Q, K)
        weights[head, query, list(keys)] = 0
        context = torch.from_numpy(weights[head, query] @ captured.value[head])  # (d,)
        output = output.clone()  # (B, Q, H, d)
        output[:, query, head] = context.to(output)
        return output, torch.from_numpy(weights)[None]  # what the Trace shows of this layer

    with attending_by(attend):
        yield
