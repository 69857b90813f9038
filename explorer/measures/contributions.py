"""Every hidden state split exactly into what each token of the text contributed to it.

DecompX (Modarressi, Fayyaz, Aghazadeh, Yaghoobzadeh and Pilehvar, 2023, ACL): with what is not
linear frozen at its value in this run (``linear_layer``), the contributions of the tokens and of
the biases add up to the state. Sources are followed a few at a time: they do not meet.

T tokens, S = T + 1 sources (the last are the biases), D hidden width, F feed-forward width.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np

from explorer import memory
from explorer.errors import InputError
from explorer.measures.blas import one_thread_each
from explorer.measures.block import Block
from explorer.measures.linear_layer import LinearLayer, Tokens, activation_ratio, linear_layer
from explorer.trace import Trace

__all__ = ["Progress", "activation_ratio", "pooled_parts", "token_contributions"]

THREADS = 2
ROWS_AT_ONCE = 2048
"""Vectors that one thread carries through the layers at a time: large products, little memory."""
EVERY = slice(None)

Progress = Callable[[int, int], None]


def token_contributions(
    trace: Trace,
    blocks: Sequence[Block],
    state: int = -1,
    *,
    tokens: Sequence[int] | None = None,
    progress: Progress | None = None,
) -> np.ndarray:
    """What each token of the text contributed to each token's hidden state. Returns (T, T+1, D).

    Entry [i, j] is what source j hands to token i at the state; the last column holds the biases
    of all layers below. ``sum(axis=1)`` is ``trace.hidden[state]``. State 0, the embeddings, is
    each token's own. ``blocks`` are the weights of the trace's layers
    (``explorer.engine.blocks.blocks(engine)``). ``tokens``: of these alone, in their order.
    ``progress(sources done, sources in all)`` is called now and then, and what it raises stops
    the work.

    The result takes 4 T (T + 1) D bytes; beside it stand what is frozen, 4 L T (H T + F + 2 D),
    and some 50 MB for each of two threads at BERT-base's width. Raises InputError where that is
    more than EXPLORER_RUN_MB allows, for a state or token that there is not, and where a number
    is not finite.
    """
    chosen = _tokens(trace, tokens)
    count, wide = trace.num_tokens, trace.hidden.shape[-1]
    wanted = count if tokens is None else len(tokens)
    made = None
    layers = _layers(trace, state)
    for sources, parts in _carried(
        trace, blocks, layers, chosen, held=4 * wanted * (count + 1) * wide, progress=progress
    ):
        if made is None:  # once nothing is refused any more
            made = np.empty((wanted, count + 1, wide), np.float32)
        made[:, sources] = parts.swapaxes(0, 1)
    assert made is not None
    return made


def pooled_parts(
    trace: Trace,
    blocks: Sequence[Block],
    tokens: Sequence[int] | None = None,
    *,
    progress: Progress | None = None,
) -> np.ndarray:
    """What each source contributed to the mean of the last states, of all tokens or some.

    Returns (T+1, D); the sum is the mean of ``trace.hidden[-1][tokens]``. The same memory as
    ``token_contributions`` without its result. Raises what that raises.
    """
    chosen = _tokens(trace, tokens)
    made = np.empty((trace.num_tokens + 1, trace.hidden.shape[-1]), np.float32)
    for sources, parts in _carried(trace, blocks, trace.num_layers, chosen, progress=progress):
        made[sources] = parts.mean(axis=1)
    return made


def _carried(
    trace: Trace,
    blocks: Sequence[Block],
    layers: int,
    tokens: Tokens,
    *,
    held: int = 0,
    progress: Progress | None,
) -> Iterator[tuple[slice, np.ndarray]]:
    """Some sources at a time and their parts (J, N, D) of the state behind so many layers."""
    _require(trace, blocks, layers, held)
    groups = _groups(trace.num_tokens)
    with one_thread_each(), ThreadPoolExecutor(THREADS) as threads:
        frozen = [
            linear_layer(blocks[i], trace.hidden[i], trace.attention(i)) for i in range(layers)
        ]
        waiting = deque(threads.submit(_through, frozen, trace, one, tokens) for one in groups)
        try:
            for group in groups:
                yield group, waiting.popleft().result()
                if progress is not None:
                    progress(group.stop, trace.num_tokens + 1)
        finally:
            threads.shutdown(cancel_futures=True)


def _through(
    frozen: Sequence[LinearLayer], trace: Trace, group: slice, tokens: Tokens
) -> np.ndarray:
    """The parts of a group of sources after all layers. Returns (J, N, D)."""
    own = np.arange(group.start, min(group.stop, trace.num_tokens))  # not the biases
    parts = np.zeros((group.stop - group.start, *trace.hidden.shape[1:]), np.float32)
    parts[own - group.start, own] = trace.hidden[0, own]
    bias = group.stop > trace.num_tokens
    for layer in frozen[:-1]:
        parts = layer(parts, bias=bias, tokens=EVERY)
    return frozen[-1](parts, bias=bias, tokens=tokens) if frozen else parts[:, tokens]


def _groups(count: int) -> list[slice]:
    """The sources of so many tokens in groups of about ROWS_AT_ONCE vectors."""
    sources = count + 1
    parts = max(1, -(-sources * count // ROWS_AT_ONCE))
    edges = np.linspace(0, sources, parts + 1).round().astype(int).tolist()
    return [slice(*pair) for pair in pairwise(edges)]


def _require(trace: Trace, blocks: Sequence[Block], layers: int, held: int) -> None:
    """Refuse, before anything is computed, what is too large or no number."""
    count, wide = trace.num_tokens, trace.hidden.shape[-1]
    inner = len(blocks[0].inner.weight) if blocks else 0
    frozen = 4 * layers * count * (trace.num_heads * count + inner + 2 * wide)
    working = 4 * THREADS * max(ROWS_AT_ONCE, count) * (inner + 4 * wide)
    memory.require(held + frozen + working,
                   f"The contributions of {count:,} tokens to {count:,} tokens")  # fmt: skip
    if not np.isfinite(trace.hidden).all():
        raise InputError("This run has hidden states that are no numbers: they cannot be split.")
    require_blocks(trace, blocks)


def require_blocks(trace: Trace, blocks: Sequence[Block]) -> None:
    """Refuse the weights of another model's layers. Raises InputError."""
    if len(blocks) != trace.num_layers:
        raise InputError(
            f"These are the weights of {len(blocks)} layers, and the model of this trace has "
            f"{trace.num_layers}: take blocks.blocks(engine) of the same engine."
        )


def _layers(trace: Trace, state: int) -> int:
    """How many layers stand below a state, which may count from the end."""
    states = trace.num_layers + 1
    if not isinstance(state, (int, np.integer)) or not -states <= state < states:
        raise InputError(f"The model has no state {state}: it has 0 to {states - 1}.")
    return state % states


def _tokens(trace: Trace, tokens: Sequence[int] | None) -> Tokens:
    """The tokens asked for, all of them where none is named. Raises InputError."""
    if tokens is None:
        return EVERY
    if not len(tokens):
        raise InputError("No token is asked for: name at least one, or None for all.")
    wrong = next((one for one in tokens if not isinstance(one, (int, np.integer))
                  or not 0 <= one < trace.num_tokens), None)  # fmt: skip
    if wrong is not None:
        raise InputError(f"The text has no token {wrong}: it has 0 to {trace.num_tokens - 1}.")
    return list(tokens)
