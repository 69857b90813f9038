"""Attention sinks: heads that park their attention on special tokens and punctuation, and why.

Clark et al. (2019, section 3.2) took attention to [SEP] for a no-op; Kobayashi et al. (2020) saw
that the vectors handed over from there are short; Xiao et al. (2023) named such tokens sinks in
models that write. The thresholds here are this project's own. Plain numpy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from explorer.errors import InputError
from explorer.measures.block import Block
from explorer.measures.head_scores import token_groups
from explorer.one_line import OneLine
from explorer.text import percent
from explorer.trace import Trace

Kind = Literal["no-op", "in between", "broadcast"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""A head whose sinks hand over next to nothing; one whose output comes mostly from them."""


@dataclass(frozen=True)
class SinkRule:
    """Which heads count, and where one kind ends. The thresholds are this project's own."""

    share: float = 0.5  # at least this share of the words' attention goes to sinks
    short: float = 0.25  # sinks' vectors are shorter than this share of the words'
    most: float = 0.5  # at least this share of the head's output comes from sinks

    def sentence(self) -> str:
        """The rule in words."""
        return (
            f"A head counts if words give at least {percent(self.share)} of their attention to "
            f"sinks. It is a broadcast if at least {percent(self.most)} of its output comes from "
            "them; else a no-op if the vectors that they hand over are shorter than "
            f"{percent(self.short)} of the words'; else in between."
        )

    def kind(self, length: float, part: float) -> Kind:
        """What a head is by its two numbers.

        >>> SinkRule().kind(0.1, 0.2), SinkRule().kind(0.4, 0.3), SinkRule().kind(1.0, 0.7)
        ('no-op', 'in between', 'broadcast')
        """
        if part >= self.most:
            return "broadcast"
        return "no-op" if length < self.short else "in between"


@dataclass(frozen=True)
class SinkHead:
    """One head that parks its attention, and its two numbers; ``moved`` is for an intervention."""

    layer: int
    head: int
    share: float  # of the words' attention, on sinks
    token: int  # the sink that gets most of it
    length: float  # of the sinks' handed-over vectors, weighted, in units of the words' mean
    part: float  # of the head's output, from sinks: 0 to 1
    kind: Kind


@dataclass(frozen=True, eq=False, repr=False)
class _Layer(OneLine):
    """One layer's attention of words, and what each token hands over."""

    weights: np.ndarray  # (H, W, T): rows of words alone
    handed: np.ndarray  # (H, T, D)


def sinks(trace: Trace) -> np.ndarray:
    """Special tokens and punctuation. Returns (T,) bool. Raises InputError where nothing is left.

    Both are needed, and words that can attend to them.
    """
    groups = token_groups(trace)
    found = groups.special | groups.punctuation
    if found.all() or not found.any():
        raise InputError(
            "Sinks are special tokens and punctuation that words attend to, and this text has "
            f"{'no word' if found.all() else 'neither'}: type a sentence."
        )
    return found


def sink_shares(trace: Trace) -> np.ndarray:
    """Share of the words' attention on sinks, mean over the words. Returns (L, H), 0 to 1."""
    sink = sinks(trace)
    return np.stack(
        [
            trace.attention(layer)[:, ~sink][:, :, sink].sum(axis=2).mean(axis=1)
            for layer in range(trace.num_layers)
        ]
    )


def sink_heads(
    trace: Trace, blocks: Sequence[Block], rule: SinkRule | None = None
) -> list[SinkHead]:
    """The heads that park their attention, layer by layer, each with its two numbers.

    With f_h(x_j) what token j hands over, a_j the mean weight that words give it, and S the sinks:
    length = (sum_S a_j ||f_h(x_j)|| / sum_S a_j) / mean_(j not in S) ||f_h(x_j)||, and
    part = mean over words i of s_i / (s_i + w_i), where s_i = ||sum_(j in S) A_ij f_h(x_j)|| and
    w_i the same over the words (as the mixing ratio of Kobayashi et al., 2021). One array of
    (H, T, D) is held at a time. Raises InputError where the text has no words or no sinks.
    """
    rule, sink = rule or SinkRule(), sinks(trace)
    shares, found = sink_shares(trace), []
    for layer in range(trace.num_layers):
        heads = np.flatnonzero(shares[layer] >= rule.share)
        if not len(heads):
            continue
        here = _layer(trace, blocks[layer], layer, sink)
        for head in heads.tolist():
            length, part = _numbers(here.weights[head], here.handed[head], sink)
            token = int(np.where(sink, here.weights[head].mean(axis=0), -1).argmax())
            kind = rule.kind(length, part)
            share = float(shares[layer, head])
            found.append(SinkHead(layer, head, share, token, length, part, kind))
    return found


def without_sinks(trace: Trace, block: Block, layer: int, heads: Sequence[int]) -> np.ndarray:
    """The next state with the sinks' values in one head at a time set to zero. (len(heads), T, D).

    Attention weights stay as they are, so that nothing else changes; rows of sinks change too.
    """
    sink, x = sinks(trace), trace.hidden[layer]
    weights, handed = trace.attention(layer), block.transformed(x)
    summed = block.attend(x, weights) + x  # (T, D)
    lost = [weights[head][:, sink] @ handed[head][sink] for head in heads]  # (T, D) each
    return np.stack([block.finish(summed - one) for one in lost])


def relative_change(rows: np.ndarray, last: np.ndarray, words: np.ndarray) -> np.ndarray:
    """How far the words' vectors moved, in units of their length, mean over words. (N,).

    Takes changed last states (N, T, D), the state as it was (T, D) and which tokens count (T,).

    >>> last = np.array([[3.0, 4.0], [0.0, 1.0]])
    >>> relative_change(last[None] * 1.5, last, np.array([True, False]))
    array([0.5])
    """
    apart = np.linalg.norm(rows - last, axis=-1)[:, words]  # (N, W)
    lengths = np.linalg.norm(last, axis=-1)[words]  # (W,)
    return (apart / np.maximum(lengths, np.finfo(np.float32).tiny)).mean(axis=1)


def _layer(trace: Trace, block: Block, layer: int, sink: np.ndarray) -> _Layer:
    handed = block.transformed(trace.hidden[layer])
    return _Layer(trace.attention(layer)[:, ~sink], handed)


def _numbers(weights: np.ndarray, handed: np.ndarray, sink: np.ndarray) -> tuple[float, float]:
    """Length and part of one head. Takes (W, T) and (T, D)."""
    tiny = np.finfo(np.float32).tiny
    lengths = np.linalg.norm(handed, axis=-1)  # (T,)
    received = weights.mean(axis=0)[sink]  # (S,)
    mean = float((received * lengths[sink]).sum() / max(received.sum(), tiny))
    length = mean / max(float(lengths[~sink].mean()), tiny)
    from_sinks = np.linalg.norm(weights[:, sink] @ handed[sink], axis=-1)  # (W,)
    from_words = np.linalg.norm(weights[:, ~sink] @ handed[~sink], axis=-1)
    part = float((from_sinks / np.maximum(from_sinks + from_words, tiny)).mean())
    return float(length), part
