"""Activation patching: how much of an effect comes back with one piece of another run.

Two texts of equally many tokens, a clean and a corrupted one, give a number m each. One piece of
the clean run (a token's state, a head's output, a layer's feed-forward) is copied into the
corrupted run; the recovered effect says how far m then goes back. Plain numpy.

Vig et al., 2020 (NeurIPS), as indirect effect; Meng et al., 2022 (NeurIPS), as causal tracing;
the practice in Heimersheim and Nanda, 2024.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.errors import InputError
from explorer.measures.comparison import Alignment
from explorer.measures.words import words
from explorer.one_line import OneLine
from explorer.text import shorten
from explorer.trace import Trace

LEAST_EFFECT = 1e-3
"""The smallest difference of the two numbers that can be divided by: less is rounding."""


@dataclass(frozen=True, eq=False, repr=False)
class Patching(OneLine):
    """The number with each piece of the clean run in the corrupted one, and without any.

    ``heads`` and ``mlps`` are empty, (L, 0), where a model's cannot be exchanged.
    """

    clean: float
    corrupt: float
    states: np.ndarray  # (L+1, T): one token's state
    heads: np.ndarray  # (L, H): one head's output, at every token
    attention: np.ndarray  # (L, 1): all heads of a layer at once
    mlps: np.ndarray  # (L, 1): the feed-forward's output, at every token

    @property
    def recovered_states(self) -> np.ndarray:
        """Recovered effect of each state. Returns (L+1, T)."""
        return recovered(self.states, self.clean, self.corrupt)

    @property
    def recovered_parts(self) -> np.ndarray:
        """Recovered effect of each head, then of all heads, then of the feed-forward. (L, <= H+2).

        Columns that the model does not allow are left out: see ``parts``.
        """
        every = np.concatenate([self.heads, self.attention, self.mlps], axis=1)
        return recovered(every, self.clean, self.corrupt)

    @property
    def parts(self) -> tuple[str, ...]:
        """What the columns of ``recovered_parts`` are: "head 0", ..., "attention", "MLP"."""
        heads = [f"head {head}" for head in range(self.heads.shape[1])]
        return (*heads, *["attention"] * self.attention.shape[1], *["MLP"] * self.mlps.shape[1])


def recovered(values: np.ndarray, clean: float, corrupt: float) -> np.ndarray:
    """(m(patched) - m(corrupt)) / (m(clean) - m(corrupt)): 1 is all of the effect. Shape kept.

    0 is none; below 0 the piece moves m the other way, above 1 beyond the clean text. Raises
    InputError where the two texts give one number, or none.

    >>> recovered(np.array([1.0, 2.0, 3.0]), clean=3.0, corrupt=1.0)
    array([0. , 0.5, 1. ])
    """
    if not np.isfinite([clean, corrupt]).all() or not np.isfinite(values).all():
        raise InputError(
            "The model computes numbers that are not finite (NaN or infinite) from these texts, so "
            "nothing can be measured: choose another model."
        )
    if abs(clean - corrupt) < LEAST_EFFECT:
        raise InputError(
            f"Both texts give the same number, {clean:.3f}, so there is no effect to recover: "
            "change a word that matters for it."
        )
    return (values - corrupt) / (clean - corrupt)


def token_pairs(clean: Trace, corrupt: Trace) -> Alignment:
    """Each token of the clean text with the one in its place; ``same`` where they agree.

    Raises InputError where the two have different numbers of tokens, or are one and the same.
    """
    if clean.num_tokens != corrupt.num_tokens:
        raise InputError(
            f"The texts have {clean.num_tokens} and {corrupt.num_tokens} tokens, and patching "
            f"needs equally many: {_of_other_length(clean, corrupt)}."
        )
    same = (clean.ids == corrupt.ids) & (clean.segment == corrupt.segment)
    if same.all():
        raise InputError(
            "Both texts are the same to the model, so there is nothing to patch: change a word in "
            "one of them."
        )
    places = np.arange(clean.num_tokens)
    return Alignment(places, places, same)


def _of_other_length(clean: Trace, corrupt: Trace) -> str:
    """Which words of two texts differ in their number of tokens."""
    first, second = words(clean), words(corrupt)
    if len(first) == len(second):
        apart = [
            f"“{shorten(one.text, 30)}” has {len(one.tokens)} and “{shorten(other.text, 30)}” "
            f"{len(other.tokens)}"
            for one, other in zip(first, second, strict=True)
            if len(one.tokens) != len(other.tokens)
        ]
        if apart:
            return " and ".join(apart[:3])
    return f"one has {len(first)} words and the other {len(second)}"
