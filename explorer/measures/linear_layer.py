"""One layer made linear: what is not is frozen at its value in one run. Plain numpy.

Frozen are the attention weights, the deviation that a LayerNorm divides by, and the ratio
activation(z) / z of each feed-forward unit (DecompX; Modarressi et al., 2023, ACL). A linear layer
maps a sum of parts to the sum of what it makes of each, so parts can be followed one by one.

T tokens, J parts, H heads, D hidden width, F feed-forward width.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from explorer.measures.block import Block
from explorer.one_line import OneLine
from explorer.trace import LayerNorm, Projection

_TINY = 1e-9

Tokens = Sequence[int] | slice


@dataclass(frozen=True, eq=False, repr=False)
class LinearLayer(OneLine):
    """A block with what it divided by and let through in one run."""

    block: Block
    weights: np.ndarray  # (H, T, T) attention
    attention_gain: np.ndarray  # (T, D) gamma / deviation of the attention's LayerNorm
    ratio: np.ndarray  # (T, F) activation(z) / z
    output_gain: np.ndarray  # (T, D) of the feed-forward's LayerNorm
    final_gain: np.ndarray | None = None  # (T, D) of a LayerNorm behind the last layer

    def __call__(self, parts: np.ndarray, *, bias: bool, tokens: Tokens) -> np.ndarray:
        """What the layer makes of parts of its input, at some tokens. (J, T, D) -> (J, N, D).

        With ``bias`` the last part takes all biases.
        """
        summed = self._attended(parts, bias, tokens)
        summed += parts[:, tokens]
        block = self.block
        if not block.norm_first:
            state = _normed(summed, self.attention_gain[tokens], block.attention_norm, bias)
            made = self._fed_forward(state, bias, tokens)
            made += state
            return _normed(made, self.output_gain[tokens], block.output_norm, bias)
        state = _normed(summed.copy(), self.output_gain[tokens], block.output_norm, bias)
        made = self._fed_forward(state, bias, tokens)
        made += summed
        if block.final_norm is None or self.final_gain is None:
            return made
        return _normed(made, self.final_gain[tokens], block.final_norm, bias)

    def _attended(self, parts: np.ndarray, bias: bool, tokens: Tokens) -> np.ndarray:
        """The heads' weighted values through W_O. (J, T, D) -> (J, N, D)."""
        block, weights = self.block, self.weights[:, tokens]  # (H, N, T)
        if block.norm_first:
            parts = _normed(parts.copy(), self.attention_gain, block.attention_norm, bias)
        values = _projected(parts, block.value, bias)  # (J, T, H * d)
        by_head = values.reshape(*values.shape[:2], block.heads, -1).swapaxes(1, 2)
        mixed = np.empty((len(parts), weights.shape[1], values.shape[-1]), np.float32)
        out = mixed.reshape(*mixed.shape[:2], block.heads, -1).swapaxes(1, 2)  # (J, H, N, d)
        np.matmul(weights, by_head, out=out)
        return _projected(mixed, block.output, bias)

    def _fed_forward(self, state: np.ndarray, bias: bool, tokens: Tokens) -> np.ndarray:
        """The feed-forward, each unit let through by its ratio. (J, N, D) kept."""
        inner = _projected(state, self.block.inner, bias)  # (J, N, F)
        inner *= self.ratio[tokens]
        return _projected(inner, self.block.outer, bias)


def linear_layer(block: Block, below: np.ndarray, weights: np.ndarray) -> LinearLayer:
    """A layer frozen where it turned a state into the next one. Takes (T, D) and (H, T, T)."""
    summed = block.attend(below, weights) + below  # (T, D)
    state = (block.output_norm if block.norm_first else block.attention_norm)(summed)
    z = block.inner(state)  # (T, F)
    ratio = activation_ratio(z, block.activation)
    fed = block.outer(ratio * z)
    if block.norm_first:
        final = None if block.final_norm is None else _gain(block.final_norm, fed + summed)
        first, second = _gain(block.attention_norm, below), _gain(block.output_norm, summed)
        return LinearLayer(block, weights, first, ratio, second, final)
    first, second = _gain(block.attention_norm, summed), _gain(block.output_norm, fed + state)
    return LinearLayer(block, weights, first, ratio, second)


def activation_ratio(z: np.ndarray, activation: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """activation(z) / z, by which DecompX splits a unit; near 0 the limit is taken. (any) kept.

    Right where activation(0) is 0, as for GELU, ReLU and SiLU; tanh has it, too.
    """
    safe = np.where(np.abs(z) < _TINY, np.float32(_TINY), z)
    return activation(safe) / safe


def _gain(norm: LayerNorm, x: np.ndarray) -> np.ndarray:
    """gamma / deviation: what a LayerNorm multiplies centred vectors with. (T, D) kept."""
    return norm.weight / np.sqrt(x.var(axis=-1, keepdims=True) + norm.epsilon)


def _projected(parts: np.ndarray, projection: Projection, bias: bool) -> np.ndarray:
    """A linear map of every part; its bias belongs to the last. (J, T, a) -> (J, T, b)."""
    made = (parts.reshape(-1, parts.shape[-1]) @ projection.weight.T).reshape(*parts.shape[:2], -1)
    if bias:
        made[-1] += projection.bias
    return made


def _normed(parts: np.ndarray, gain: np.ndarray, norm: LayerNorm, bias: bool) -> np.ndarray:
    """A LayerNorm with its deviation frozen, in place; beta belongs to the last. (J, T, D) kept."""
    parts -= parts.mean(axis=-1, keepdims=True)
    parts *= gain
    if bias:
        parts[-1] += norm.bias
    return parts
