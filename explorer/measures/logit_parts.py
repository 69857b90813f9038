"""A logit of a task head split exactly into what each token of the text contributes to it.

The body is frozen as in ``decomposition`` (attention weights, deviations, ratios of activations),
the head as in ``split_head``. What is left is linear, so a token's contribution is the slope of
the logit at its embedding times the embedding (DecompX; Modarressi et al., 2023): one way back
through the layers gives all of them, and what the biases add. Plain numpy.

T tokens, H heads, L layers, D hidden width, F feed-forward width.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from explorer import memory
from explorer.errors import InputError
from explorer.measures.block import Block
from explorer.measures.frozen_layer import LayerFlow, layer_flow
from explorer.measures.split_head import SplitHead
from explorer.measures.words import unit_labels, unit_numbers
from explorer.one_line import OneLine
from explorer.trace import Trace

Progress = Callable[[int, int], None]


@dataclass(frozen=True, eq=False, repr=False)
class LogitParts(OneLine):
    """What a logit, or a difference of logits, is made of, in its own unit."""

    tokens: np.ndarray  # (T,) each token's contribution
    biases: float  # of the body's layers
    head: float  # of the head
    value: float  # the logit as the model gave it

    @property
    def sum(self) -> float:
        """All parts together: the logit, up to rounding."""
        return float(self.tokens.sum()) + self.biases + self.head


class Unit(NamedTuple):
    """A token, or a word, and its part of a logit."""

    place: int  # of its first token
    label: str
    value: float
    special: bool
    joined: bool  # it goes on with the word of the token before


def units(trace: Trace, parts: LogitParts, *, words: bool = False) -> list[Unit]:
    """Every token's part, or every word's: the sum of its tokens'; in reading order."""
    if words:
        numbers, labels = unit_numbers(trace), unit_labels(trace)
    else:
        numbers, labels = np.arange(trace.num_tokens), trace.labels
    firsts = np.unique(numbers, return_index=True)[1]
    values = np.bincount(numbers, weights=parts.tokens)
    word, special = trace.word, trace.special
    return [
        Unit(
            int(first), label, float(value), bool(special[first]),
            bool(first and word[first] >= 0 and word[first] == word[first - 1]),
        )
        for first, label, value in zip(firsts, labels, values, strict=True)
    ]  # fmt: skip


def strongest(every: Sequence[Unit], most: int) -> list[Unit]:
    """The units with the largest parts, at most so many, in reading order."""
    order = sorted(every, key=lambda unit: -abs(unit.value))[:most]
    return sorted(order, key=lambda unit: unit.place)


def one_logit(
    shape: tuple[int, ...], row: int | None, column: int, over: int | None = None
) -> np.ndarray:
    """A target for ``logit_parts``: one logit, minus that of ``over`` where it is given.

    >>> one_logit((2,), None, 1, over=0)
    array([-1.,  1.])
    """
    target = np.zeros(shape)
    at = np.atleast_2d(target)[row or 0]
    at[column] += 1
    if over is not None:
        at[over] -= 1
    return target


def predicted(logits: np.ndarray, row: int = 0, *, margin: bool = False) -> np.ndarray:
    """A target: the largest logit of a row, or with ``margin`` that minus the runner-up's.

    Spans have two columns, start and end, and a row for each token: see ``span``. Raises
    InputError for a row that there is not.
    """
    rows = np.atleast_2d(logits)
    if not 0 <= row < len(rows):
        raise InputError(f"There is no row {row} of logits: there are 0 to {len(rows) - 1}.")
    order = np.argsort(-rows[row], kind="stable")
    over = int(order[1]) if margin and len(order) > 1 else None
    return one_logit(logits.shape, row, int(order[0]), over)


def span(shape: tuple[int, ...], start: int, end: int) -> np.ndarray:
    """A target: the start logit of one token plus the end logit of another. (T, 2)."""
    target = one_logit(shape, start, 0)
    target[end, 1] += 1
    return target


def logit_parts(
    trace: Trace,
    blocks: Sequence[Block],
    head: SplitHead,
    target: np.ndarray,
    *,
    progress: Progress | None = None,
) -> LogitParts:
    """What each token contributes to ``sum(target * logits)``; the parts sum to it.

    ``target`` has the shape of the head's logits: see ``one_logit``. ``head`` comes from
    ``explorer.predictors.split_heads``, ``blocks`` are the layers that made the trace (its
    ``blocks`` too). Takes about 4 T (3 F + 8 D + 2 H T) bytes beside the trace. Raises InputError
    for numbers that are not finite and for texts too long for the memory.
    """
    slopes, own = start(trace, blocks, head, target)
    below, biases = slopes[-1], 0.0
    for layer, flow in flows(trace, blocks, slopes, progress=progress):
        below = flow.slopes + slopes[layer]
        biases += float(flow.value_bias.sum() + flow.bias.sum())
    tokens = np.einsum("td,td->t", below, trace.hidden[0])
    return LogitParts(tokens, biases, own, float((target * head.logits(trace.hidden)).sum()))


def start(
    trace: Trace, blocks: Sequence[Block], head: SplitHead, target: np.ndarray
) -> tuple[np.ndarray, float]:
    """The head's slopes by every state, (L+1, T, D), and what its biases add.

    Raises InputError for what cannot be split, before anything is computed.
    """
    count = trace.num_tokens
    wide = 3 * blocks[0].inner.weight.shape[0] + 8 * trace.hidden.shape[-1]
    memory.require(4 * count * (wide + 2 * trace.num_heads * count),
                   f"The contributions of {count:,} tokens")  # fmt: skip
    if not np.isfinite(trace.hidden).all():
        raise InputError("This run has hidden states that are no numbers: they cannot be split.")
    if target.shape != head.fixed.shape:
        raise InputError(f"There are {head.fixed.shape} logits here, not {target.shape}.")
    return head.slopes(trace.hidden, target)


def flows(
    trace: Trace,
    blocks: Sequence[Block],
    slopes: np.ndarray,
    *,
    progress: Progress | None = None,
) -> Iterator[tuple[int, LayerFlow]]:
    """The flow through each layer, from the last to the first, with its number.

    ``slopes`` (L+1, T, D) are those of the head by every state.
    """
    above, layers = slopes[-1], trace.num_layers
    for layer in range(layers - 1, -1, -1):
        flow = layer_flow(blocks[layer], trace.hidden[layer], trace.attention(layer), above)
        above = flow.slopes + slopes[layer]
        if progress is not None:
            progress(layers - layer, layers)
        yield layer, flow
