"""The embedding sum: table rows that make a model's first hidden state, and the steps after it.

Recorded while the model ran; part of a Trace. Plain numpy. T tokens, D hidden width, E width of
the embedding tables (D, but for factorised models).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.errors import NotCaptured
from explorer.one_line import OneLine


@dataclass(frozen=True, eq=False, repr=False)
class EmbeddingPart(OneLine):
    """The row that one embedding table gives to each token."""

    name: str  # "word", "position", "segment", or the module's own name
    table: str  # the module's path in the model, such as embeddings.word_embeddings
    rows: np.ndarray  # (T,) which row of the table each token got
    vectors: np.ndarray  # (T, E)


@dataclass(frozen=True, eq=False, repr=False)
class LayerNorm(OneLine):
    """y = weight * (x - mean) / sqrt(variance + epsilon) + bias (Ba et al., 2016)."""

    weight: np.ndarray  # (E,)
    bias: np.ndarray  # (E,)
    epsilon: float
    name: str = "LayerNorm"

    def __call__(self, x: np.ndarray) -> np.ndarray:
        """Normalise over the last axis. Takes and returns (..., E)."""
        centred = x - x.mean(axis=-1, keepdims=True)
        variance = np.mean(centred * centred, axis=-1, keepdims=True)
        return self.weight * centred / np.sqrt(variance + self.epsilon) + self.bias


@dataclass(frozen=True, eq=False, repr=False)
class RMSNorm(OneLine):
    """y = weight * x / sqrt(mean of squares + epsilon) (Zhang and Sennrich, 2019)."""

    weight: np.ndarray  # (E,)
    epsilon: float
    name: str = "RMSNorm"

    def __call__(self, x: np.ndarray) -> np.ndarray:
        """Normalise over the last axis. Takes and returns (..., E)."""
        return self.weight * x / np.sqrt(np.mean(x * x, axis=-1, keepdims=True) + self.epsilon)


@dataclass(frozen=True, eq=False, repr=False)
class NoNorm(OneLine):
    """y = weight * x + bias: MobileBERT's stand-in for a LayerNorm (Sun et al., 2020, 3.1)."""

    weight: np.ndarray  # (E,)
    bias: np.ndarray  # (E,)
    name: str = "NoNorm"

    def __call__(self, x: np.ndarray) -> np.ndarray:
        """Scale and shift each dimension. Takes and returns (..., E)."""
        return self.weight * x + self.bias


@dataclass(frozen=True, eq=False, repr=False)
class Projection(OneLine):
    """y = x weight^T + bias: factorised models widen their embeddings this way."""

    weight: np.ndarray  # (D, E)
    bias: np.ndarray  # (D,)
    name: str = "Linear"

    def __call__(self, x: np.ndarray) -> np.ndarray:
        """Widen the last axis from E to D."""
        return x @ self.weight.T + self.bias


Step = LayerNorm | RMSNorm | NoNorm | Projection
"""What may be done with the sum of the embedding tables."""


@dataclass(frozen=True, eq=False, repr=False)
class EmbeddingSum(OneLine):
    """How the model makes its first hidden state: the parts are added, then the steps applied.

    BERT: word + position + segment, then LayerNorm. Recorded while the model ran, so other
    architectures show their own truth (no segment table, LayerNorm before a projection, ...).
    No parts where the first state comes about in another way.
    """

    parts: tuple[EmbeddingPart, ...]
    steps: tuple[Step, ...]

    def total(self) -> np.ndarray:
        """Sum of the parts, before any step. Returns (T, E). Raises NotCaptured."""
        if not self.parts:
            raise NotCaptured(
                "This model does not make its first state by adding rows of tables, so its "
                "embedding cannot be taken apart: choose a model such as BERT."
            )
        return np.stack([part.vectors for part in self.parts]).sum(axis=0, dtype=np.float32)

    def output(self) -> np.ndarray:
        """The parts' sum after all steps: equals ``hidden[0]``. Returns (T, D)."""
        state = self.total()
        for step in self.steps:
            state = step(state)
        return state
