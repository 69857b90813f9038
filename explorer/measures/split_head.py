"""A task head as a chain of steps that can be split: linear maps, activations, LayerNorms.

Read forwards a head gives its logits; read backwards, with each activation's ratio, each
deviation and each weighting of tokens frozen at its value in this run, it gives the slopes of a
logit by the states of the body. Plain numpy.

N rows (tokens or words that the head reads), T tokens, L layers, D hidden width, C logits a row.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from explorer.measures.contributions import activation_ratio
from explorer.measures.frozen_layer import norm_slopes
from explorer.one_line import OneLine
from explorer.trace import LayerNorm, Projection

Array = np.ndarray
Function = Callable[[Array], Array]


class Step(Protocol):
    """One step of a head on N rows of numbers."""

    def __call__(self, x: Array) -> Array:
        """What the step makes of its input."""
        ...

    def back(self, x: Array, slopes: Array) -> tuple[Array, float]:
        """Slopes by the input at x, from those by the output; and what the biases add."""
        ...


@dataclass(frozen=True, eq=False, repr=False)
class Linear(OneLine):
    """y = x W^T + b, plus a fixed vector for each row where the head reads more than the body."""

    projection: Projection
    fixed: Array | None = None  # (N, out)

    def __call__(self, x: Array) -> Array:
        """(N, in) -> (N, out)."""
        made = self.projection(x)
        return made if self.fixed is None else made + self.fixed

    def back(self, x: Array, slopes: Array) -> tuple[Array, float]:
        """(N, in), (N, out) -> (N, in)."""
        own = float((slopes @ self.projection.bias).sum())
        if self.fixed is not None:
            own += float((slopes * self.fixed).sum())
        return slopes @ self.projection.weight, own


@dataclass(frozen=True, eq=False, repr=False)
class Activation(OneLine):
    """An activation with activation(0) = 0, split by its ratio activation(z) / z."""

    function: Function

    def __call__(self, x: Array) -> Array:
        """(N, C) kept."""
        return self.function(x)

    def back(self, x: Array, slopes: Array) -> tuple[Array, float]:
        """(N, C) kept."""
        return slopes * activation_ratio(x, self.function), 0.0


@dataclass(frozen=True, eq=False, repr=False)
class Normed(OneLine):
    """A LayerNorm, its deviation frozen."""

    norm: LayerNorm

    def __call__(self, x: Array) -> Array:
        """(N, C) kept."""
        return self.norm(x)

    def back(self, x: Array, slopes: Array) -> tuple[Array, float]:
        """(N, C) kept."""
        return norm_slopes(self.norm, x, slopes), float((slopes @ self.norm.bias).sum())


@dataclass(frozen=True, eq=False, repr=False)
class Pooled(OneLine):
    """Weighted means of the rows, their weights frozen, and the plain mean, one after the other."""

    look: Projection  # C -> means; its softmax over the rows weights them

    def weights(self, x: Array) -> Array:
        """How much of each row goes into each mean. (N, C) -> (means + 1, N), rows sum to 1."""
        scores = self.look(x)  # (N, means)
        raised = np.exp(scores - scores.max(axis=0))
        plain = np.full((1, len(x)), 1 / len(x), x.dtype)
        return np.concatenate([(raised / raised.sum(axis=0)).T, plain])

    def __call__(self, x: Array) -> Array:
        """(N, C) -> (1, (means + 1) * C)."""
        return (self.weights(x) @ x).reshape(1, -1)

    def back(self, x: Array, slopes: Array) -> tuple[Array, float]:
        """(N, C), (1, (means + 1) * C) -> (N, C)."""
        weights = self.weights(x)
        return weights.T @ slopes.reshape(len(weights), -1), 0.0


@dataclass(frozen=True, eq=False, repr=False)
class Window(OneLine):
    """x + activation(linear(row before, row, row after)), then a LayerNorm."""

    linear: Linear
    activation: Activation
    norm: Normed

    def __call__(self, x: Array) -> Array:
        """(N, C) kept."""
        return self.norm(x + self.activation(self.linear(_three(x))))

    def back(self, x: Array, slopes: Array) -> tuple[Array, float]:
        """(N, C) kept."""
        beside = _three(x)
        z = self.linear(beside)
        slopes, own = self.norm.back(x + self.activation(z), slopes)
        inside, _ = self.activation.back(z, slopes)
        spread, more = self.linear.back(beside, inside)
        before, here, after = np.split(spread, 3, axis=1)
        slopes = slopes + here
        slopes[:-1] += before[1:]
        slopes[1:] += after[:-1]
        return slopes, own + more


def _three(x: Array) -> Array:
    """Each row with the one before and after it; zeros beyond the ends. (N, C) -> (N, 3 C)."""
    edge = np.zeros_like(x[:1])
    return np.concatenate([np.concatenate([edge, x[:-1]]), x, np.concatenate([x[1:], edge])], 1)


@dataclass(frozen=True, eq=False, repr=False)
class Read(OneLine):
    """Which states a head reads: the last one, or a mix of all, each vector standardised.

    ``rows`` (N, T) picks tokens, or averages those of a word.
    """

    rows: Array
    mix: Array | None = None  # (L+1,) weight of each state; None reads the last as it is

    def __call__(self, hidden: Array) -> Array:
        """(L+1, T, D) -> (N, D)."""
        if self.mix is None:
            return self.rows @ hidden[-1]
        return _standardised(self._mixed(hidden, self.mix))

    def back(self, hidden: Array, slopes: Array) -> Array:
        """Slopes by every state, the deviations frozen. (N, D) -> (L+1, T, D)."""
        found = np.zeros_like(hidden)
        if self.mix is None:
            found[-1] = self.rows.T @ slopes
            return found
        slopes = self.rows.T @ _centred(slopes / _spread(self._mixed(hidden, self.mix)))
        for state, weight in enumerate(self.mix):
            found[state] = _centred(weight * slopes / _spread(hidden[state]))
        return found

    def _mixed(self, hidden: Array, mix: Array) -> Array:
        """Weighted sum of standardised states, of each row. (L+1, T, D) -> (N, D)."""
        return self.rows @ np.einsum("l,ltd->td", mix, _standardised(hidden))


def _centred(x: Array) -> Array:
    return x - x.mean(axis=-1, keepdims=True)


def _spread(x: Array) -> Array:
    """What a vector is divided by to be standardised, as the teaching heads do it."""
    return x.std(axis=-1, keepdims=True) + np.float32(1e-5)


def _standardised(x: Array) -> Array:
    return _centred(x) / _spread(x)


@dataclass(frozen=True, eq=False, repr=False)
class Chain(OneLine):
    """What is read, the steps, and the rows of the logits that they make."""

    read: Read
    steps: tuple[Step, ...]
    rows: Array  # (N,) int

    def inputs(self, hidden: Array) -> list[Array]:
        """The input of each step, and the output of the last."""
        found = [self.read(hidden)]
        for step in self.steps:
            found.append(step(found[-1]))
        return found


@dataclass(frozen=True, eq=False, repr=False)
class SplitHead(OneLine):
    """A task head that can be split. ``fixed`` are its logits in rows that no chain makes."""

    chains: tuple[Chain, ...]
    fixed: Array  # the shape of the logits
    constant: str = "biases of the head"  # what a logit holds that no state brings

    def logits(self, hidden: Array) -> Array:
        """The head's logits of hidden states (L+1, T, D): (C,) for a text, (N, C) for rows."""
        made = np.atleast_2d(self.fixed).astype(hidden.dtype)
        for chain in self.chains:
            made[chain.rows] = chain.inputs(hidden)[-1]
        return made.reshape(self.fixed.shape)

    def slopes(self, hidden: Array, target: Array) -> tuple[Array, float]:
        """Slopes of sum(target * logits) by every state, (L+1, T, D), and what biases add."""
        wanted = np.atleast_2d(target).astype(hidden.dtype)
        rest = np.array(wanted)
        found, own = np.zeros_like(hidden), 0.0
        for chain in self.chains:
            rest[chain.rows] = 0
            inputs, slopes = chain.inputs(hidden), wanted[chain.rows]
            for step, x in zip(chain.steps[::-1], inputs[-2::-1], strict=True):
                slopes, more = step.back(x, slopes)
                own += more
            found += chain.read.back(hidden, slopes)
        return found, own + float((rest * np.atleast_2d(self.fixed)).sum())
