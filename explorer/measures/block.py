"""The weights of one layer built like BERT's, and what they do to vectors. Plain numpy.

Built like BERT's means: attention, sum with the input, LayerNorm; feed-forward, sum, LayerNorm.
In some later models ("pre-LN") each LayerNorm stands before the attention and the feed-forward.
Shapes: T tokens, H heads, d head width, D hidden width, F feed-forward width.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from explorer.errors import NotCaptured
from explorer.one_line import OneLine
from explorer.trace import LayerNorm, Projection


@dataclass(frozen=True, eq=False, repr=False)
class Block(OneLine):
    """One layer: out = LN2(FFN(y) + y) with y = LN1(attention(x) W_O + b_O + x).

    With ``norm_first``: out = FFN(LN2(y)) + y with y = attention(LN1(x)) W_O + b_O + x, and for
    the last layer LN(out) where the model's last hidden state is taken behind a ``final_norm``.
    ``x`` is always the layer's input, a hidden state.
    """

    heads: int
    value: Projection  # D -> H * d
    output: Projection  # H * d -> D
    attention_norm: LayerNorm
    inner: Projection  # D -> F
    activation: Callable[[np.ndarray], np.ndarray]  # any shape, kept
    outer: Projection  # F -> D
    output_norm: LayerNorm
    query: Projection | None = None  # D -> H * d; None where scores are not q k / sqrt(d)
    key: Projection | None = None  # given where the query is
    norm_first: bool = False  # the LayerNorms stand before attention and feed-forward
    final_norm: LayerNorm | None = None

    def entering(self, x: np.ndarray) -> np.ndarray:
        """What query, key and value are made of: x, or LN1(x) with ``norm_first``. (T, D) kept."""
        return self.attention_norm(x) if self.norm_first else x

    def values(self, x: np.ndarray) -> np.ndarray:
        """Value vectors x W_V + b_V of what enters, split into heads. (T, D) -> (H, T, d)."""
        return self._by_head(self.value(self.entering(x)))

    def scores(self, x: np.ndarray) -> np.ndarray:
        """Attention scores q k^T / sqrt(d) before mask and softmax. (T, D) -> (H, Q, K).

        Raises NotCaptured where the layer's scores are made in another way.
        """
        if self.query is None or self.key is None:
            raise NotCaptured(
                "This model's attention scores are not just products of a query and a key, so "
                "they cannot be split: choose a model such as BERT, RoBERTa or DistilBERT."
            )
        read = self.entering(x)
        query, key = self._by_head(self.query(read)), self._by_head(self.key(read))  # (H, T, d)
        return query @ key.swapaxes(1, 2) / np.sqrt(np.float32(query.shape[-1]))

    def _by_head(self, flat: np.ndarray) -> np.ndarray:
        """(T, H * d) -> (H, T, d)."""
        return flat.reshape(len(flat), self.heads, -1).swapaxes(0, 1)

    def transformed(self, x: np.ndarray) -> np.ndarray:
        """What each token would hand over through each head. (T, D) -> (H, T, D).

        f_h(x_j) = (x_j W_V^h + b_V^h) W_O^h, without the output bias b_O
        (Kobayashi et al., 2020); of LN1(x_j) with ``norm_first``.
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
        """From the first sum to the layer's output: LayerNorms, feed-forward, sum. (..., D) kept.

        ``summed`` is what the attention handed on, plus x.
        """
        if not self.norm_first:
            state = self.attention_norm(summed)
            return self.output_norm(self.fed_forward(state) + state)
        made = self.fed_forward(self.output_norm(summed)) + summed
        return made if self.final_norm is None else self.final_norm(made)

    def fed_forward(self, state: np.ndarray) -> np.ndarray:
        """The feed-forward alone. (..., D) kept."""
        return self.outer(self.activation(self.inner(state)))

    def rebuild(self, x: np.ndarray, weights: np.ndarray) -> np.ndarray:
        """The whole layer. (T, D), (H, Q, K) -> (T, D): equals the model's next hidden state."""
        return self.finish(self.attend(x, weights) + x)
