"""Distances between heads, and the kind of pattern that each one has. Plain numpy: no torch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer import memory
from explorer.text import percent
from explorer.trace import Trace

BLOCK_ROWS = 8
"""Query rows compared at a time: a block of all heads' rows then fits in a core's cache."""


def head_distances(trace: Trace) -> np.ndarray:
    """Jensen-Shannon distance between every two heads, summed over the tokens, in nats. (N, N).

    N = L * H, head h of layer l in row l * H + h. sum_i JS(A^a_i, A^b_i), where
    JS(p, q) = entropy((p + q) / 2) - (entropy(p) + entropy(q)) / 2; each token adds at most ln 2
    (Clark et al., 2019, section 6). Raises InputError where all weights at once are too much.
    """
    heads = trace.num_layers * trace.num_heads
    tokens = trace.num_tokens
    memory.require_planes(2 * heads, tokens, "The attention of all heads")
    weights = np.concatenate([trace.attention(layer) for layer in range(trace.num_layers)])
    total = np.zeros((heads, heads), np.float64)
    for start in range(0, tokens, BLOCK_ROWS):
        block = weights[:, start : start + BLOCK_ROWS].reshape(heads, -1)  # (N, rows * K)
        total += _mixture_entropy(np.ascontiguousarray(block))
    own = np.diagonal(total).copy()  # (N,): entropy of (p + p) / 2 is entropy of p
    distances = total - (own[:, None] + own[None, :]) / 2
    np.fill_diagonal(distances, 0)
    return np.maximum(distances, 0)  # rounding may leave -1e-7


def _mixture_entropy(rows: np.ndarray) -> np.ndarray:
    """Entropy of (p + q) / 2 for every two heads' rows, summed. (N, cells) -> (N, N) symmetric."""
    count = len(rows)
    found = np.zeros((count, count), np.float64)
    tiny = np.finfo(np.float32).tiny
    for first in range(count):
        mixture = (rows[first:] + rows[first]) * np.float32(0.5)  # (N - first, cells)
        logs = np.log(np.maximum(mixture, tiny))
        found[first, first:] = -np.einsum("nc,nc->n", mixture, logs)
    return found + np.triu(found, 1).T


PATTERNS = ("vertical", "diagonal", "vertical + diagonal", "block", "heterogeneous")
"""The five patterns that Kovaleva, Romanov, Rogers and Rumshisky (2019, figure 1) describe."""


@dataclass(frozen=True)
class PatternRule:
    """Where one pattern ends and the next begins. The thresholds are this project's own.

    Kovaleva et al. trained a classifier on pictures of about 400 hand-sorted maps instead.
    """

    vertical: float = 0.5  # at least this share goes to special tokens
    diagonal: float = 0.5  # at least this share goes to the token itself or its two neighbours
    mixed: float = 0.25  # both shares reach this, and together they reach `vertical`
    block: float = 0.2  # the share within the own text exceeds an even spread by this much

    def sentence(self) -> str:
        """The rule in words, in the order in which it is tried."""
        return (
            f"Vertical: at least {percent(self.vertical)} of what typed tokens give goes to "
            f"special tokens. Diagonal: at least {percent(self.diagonal)} goes to the token itself "
            f"or a neighbour. Vertical + diagonal: at least {percent(self.mixed)} each and "
            f"{percent(self.vertical)} together. Block: of the attention between typed tokens, "
            f"the share within the same text is at least {percent(self.block)} above an even "
            "spread. Otherwise heterogeneous. "
            "The first rule that fits counts, except that a head with both shares at "
            f"{percent(self.mixed)} or more is always vertical + diagonal."
        )


def pattern_shares(trace: Trace) -> np.ndarray:
    """The three shares that the rule looks at, for each head. Returns (L, H, 3).

    Means over the rows of typed tokens. 0 vertical: share on special tokens. 1 diagonal: share on
    the token itself and its two neighbours, special ones left out. 2 block: of what goes to typed
    tokens, the share within the own text minus what an even spread would give; 0 without a pair.
    All 0 when nothing was typed.
    """
    special, side = trace.special, trace.side
    typed = ~special  # (T,)
    place = np.arange(trace.num_tokens)
    near = (np.abs(place[:, None] - place[None, :]) <= 1) & typed[:, None] & typed[None, :]
    own = (side[:, None] == side[None, :]) & typed[:, None] & typed[None, :]  # (Q, K)
    expected = own.sum(axis=1)[typed] / max(int(typed.sum()), 1)  # (typed,)
    shares = np.zeros((trace.num_layers, trace.num_heads, 3), np.float32)
    for layer in range(trace.num_layers):
        weights = trace.attention(layer)  # (H, Q, K)
        if typed.any():
            shares[layer, :, 0] = weights[:, :, special].sum(axis=2)[:, typed].mean(axis=1)
            shares[layer, :, 1] = (weights * near).sum(axis=2)[:, typed].mean(axis=1)
        if trace.has_pair and typed.any():
            inside = (weights * own).sum(axis=2)[:, typed]  # (H, typed)
            among = weights[:, :, typed].sum(axis=2)[:, typed]  # (H, typed)
            excess = inside / np.maximum(among, 1e-9) - expected
            shares[layer, :, 2] = excess.mean(axis=1)
    return shares


def head_patterns(trace: Trace, rule: PatternRule | None = None) -> np.ndarray:
    """Each head's pattern as an index into PATTERNS, by the stated rule. Returns (L, H) int."""
    rule = rule or PatternRule()
    vertical, diagonal, block = np.moveaxis(pattern_shares(trace), -1, 0)  # (L, H) each
    found = np.full(vertical.shape, PATTERNS.index("heterogeneous"))
    found[block >= rule.block] = PATTERNS.index("block")
    found[diagonal >= rule.diagonal] = PATTERNS.index("diagonal")
    found[vertical >= rule.vertical] = PATTERNS.index("vertical")
    both = (vertical >= rule.mixed) & (diagonal >= rule.mixed)
    found[both & (vertical + diagonal >= rule.vertical)] = PATTERNS.index("vertical + diagonal")
    return found
