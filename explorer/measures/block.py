"""The weights of one layer built like BERT's, and what they do to vectors. Plain numpy.

Built like BERT's means: attention, sum with the input, LayerNorm; feed-forward, sum, LayerNorm.
Shapes: T tokens, H heads, d head width, D hidden width, F feed-forward width.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from explorer.one_line import OneLine
from explorer.trace import LayerNorm, Projection


@dataclass(frozen=True, eq=False, repr=False)
class Block(OneLine):
    """One layer: out = LN2(FFN(y) + y) with y = LN1(attention(x) W_O + b_O + x)."""

    heads: int
    value: Projection  # D -> H * d
    output: Projection  # H * d -> D
    attention_norm: LayerNorm
    inner: Projection  # D -> F
    activation: Callable[[np.ndarray], np.ndarray]  # any shape, kept
    outer: Projection  # F -> D
    output_norm: LayerNorm

    def values(self, x: np.ndarray) -> np.ndarray:
        """Value vectors x W_V + b_V, split into heads. (T, D) -> (H, T, d)."""
        flat = self.value(x)  # (T, H * d)
        return flat.reshape(len(x), self.heads, -1).swapaxes(0, 1)

    def transformed(self, x: np.ndarray) -> np.ndarray:
        """What each token would hand over through each head. (T, D) -> (H, T, D).

        f_h(x_j) = (x_j W_V^h + b_V^h) W_O^h, without the output bias b_O
        (Kobayashi et al., 2020).
        """
        per_head = self.output.weight.reshape(len(self.output.weight), self.heads, -1)
        return np.einsum("htd,ohd->hto", self.values(x), per_head, optimize=True)

    def attend(self, x: np.ndarray, weights: np.ndarray) -> np.ndarray:
        """Output of the attention: the heads' weighted values through W_O, with b_O.

        (T, D), (H, Q, K) -> (Q, D); before the residual sum and the LayerNorm.
        """
        context = weights @ self.values(x)  # (H, Q, d)
        return self.output(context.swapaxes(0, 1).reshape(weights.shape[1], -1))

    def finish(self, summed: np.ndarray) -> np.ndarray:
        """From the first sum to the layer's output: LN1, feed-forward, sum, LN2. (..., D) kept."""
        state = self.attention_norm(summed)
        return self.output_norm(self.outer(self.activation(self.inner(state))) + state)

    def rebuild(self, x: np.ndarray, weights: np.ndarray) -> np.ndarray:
        """The whole layer. (T, D), (H, Q, K) -> (T, D): equals the model's next hidden state."""
        return self.finish(self.attend(x, weights) + x)
