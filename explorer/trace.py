"""Trace: what one forward pass computed, frozen. Plain numpy: no torch, no plotting.

Shape letters, used everywhere: L layers, H heads, T tokens, Q query tokens, K key tokens,
D hidden width, d head width, E width of the embedding tables (D, but for factorised models).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from pathlib import Path

import numpy as np

from explorer import memory, trace_file
from explorer.catalog import ModelSpec
from explorer.embedding import (
    EmbeddingPart,
    EmbeddingSum,
    LayerNorm,
    NoNorm,
    Projection,
    RMSNorm,
    Step,
)
from explorer.errors import InputError, NotCaptured, no_vectors
from explorer.one_line import OneLine
from explorer.text import TokenizedText, quoted

__all__ = [
    "BLOCKED",
    "MEMO_BYTES",
    "CapturedLayer",
    "EmbeddingPart",
    "EmbeddingSum",
    "LayerNorm",
    "NoNorm",
    "Projection",
    "RMSNorm",
    "Step",
    "TokenStates",
    "Trace",
    "WeightsLayer",
    "softmax_in_place",
]

MEMO_BYTES = 32 * 10**6
"""Attention weights that one Trace keeps at most, in bytes: all layers of BERT-base up to 235
tokens, two layers at 512. What was used last stays."""

BLOCKED = float(np.finfo(np.float32).min)
"""What a mask adds to a score that must not count; softmax turns it into exactly 0."""


def softmax_in_place(scores: np.ndarray) -> np.ndarray:
    """Softmax over the last axis, written into ``scores`` (float, any shape) and returned.

    >>> softmax_in_place(np.zeros((1, 4)))
    array([[0.25, 0.25, 0.25, 0.25]])
    """
    if scores.ndim > 2:  # one matrix at a time: it stays in the processor's cache
        for matrix in scores:
            softmax_in_place(matrix)
        return scores
    scores -= scores.max(axis=-1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=-1, keepdims=True)
    return scores


@dataclass(frozen=True, eq=False, repr=False)
class CapturedLayer:
    """One layer's query, key and value as the model computed them, and what turns them to weights.

    query (H, Q, d), key and value (H, K, d); scale multiplies the dot products (1/sqrt(d) in
    BERT); mask is added to the scores and broadcasts to (H, Q, K): zeros where nothing is hidden,
    BLOCKED where a token may not look, finite numbers where a model adds a position bias; given
    (H, Q, K) are weights that an experiment put in the place of the softmax.
    """

    query: np.ndarray
    key: np.ndarray
    value: np.ndarray
    scale: float
    mask: np.ndarray
    given: np.ndarray | None = None

    def __repr__(self) -> str:
        """A few words: a tuple of all layers still fits on a line or two."""
        return f"CapturedLayer({self.heads} heads, {self.query.shape[1]} x {self.key.shape[1]})"

    def scores(self) -> np.ndarray:
        """Scores before the softmax, q k^T * scale + mask. Returns (H, Q, K)."""
        scores = self.query @ self.key.swapaxes(-1, -2)  # (H, Q, K)
        scores *= np.float32(self.scale)
        if self.mask.any():
            scores += self.mask
        return scores

    def attention(self) -> np.ndarray:
        """Attention weights, softmax(q k^T * scale + mask); rows sum to 1. Returns (H, Q, K)."""
        if self.given is not None:
            return self.given
        weights = softmax_in_place(self.scores())
        weights.flags.writeable = False
        return weights

    def of_head(self, head: int) -> CapturedLayer:
        """The same layer with this head alone."""
        at = slice(head, head + 1) if head >= 0 else slice(head, head + 1 or None)
        mask = self.mask if len(self.mask) == 1 else self.mask[at]
        given = None if self.given is None else self.given[at]
        return CapturedLayer(self.query[at], self.key[at], self.value[at], self.scale, mask, given)

    @property
    def heads(self) -> int:
        """Number of attention heads."""
        return self.query.shape[0]


@dataclass(frozen=True, eq=False, repr=False)
class WeightsLayer(OneLine):
    """One layer of an architecture that hands out its attention weights and nothing else."""

    weights: np.ndarray  # (H, Q, K)

    def attention(self) -> np.ndarray:
        """Attention weights as the model returned them; rows sum to 1. Returns (H, Q, K)."""
        return self.weights

    @property
    def heads(self) -> int:
        """Number of attention heads."""
        return self.weights.shape[0]


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class TokenStates(TokenizedText):
    """A text's tokens and their hidden states; arrays are read-only float32."""

    hidden: np.ndarray  # (L+1, T, D): 0 is the embedding output, l+1 what layer l returns

    def __post_init__(self) -> None:
        """Check the shape once and make the arrays read-only."""
        super().__post_init__()
        if self.hidden.ndim != 3 or self.hidden.shape[1] != self.num_tokens:
            raise ValueError(f"hidden is {self.hidden.shape}: not (L+1, T, D)")
        self.hidden.flags.writeable = False


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class Trace(TokenStates):
    """One text through one model: the whole contract between computing and drawing.

    All arrays are read-only; float arrays are float32. No batch axis: one text, one Trace. The
    tokens' own fields (tokens, labels, ids, side, special, word, offsets) are TokenizedText's.
    """

    spec: ModelSpec
    segment: np.ndarray  # (T,) int: the token type ids the model was given
    layers: tuple[CapturedLayer | WeightsLayer, ...]  # L
    embedding: EmbeddingSum
    made_with: Mapping[str, str] = field(default_factory=dict)  # versions of libraries, precision
    causal: bool = field(init=False, default=False)
    _memo: memory.Memo = field(
        init=False, repr=False, default_factory=lambda: memory.Memo(MEMO_BYTES)
    )

    def __post_init__(self) -> None:
        """Check the shapes once and make every array read-only."""
        super().__post_init__()
        if len(self.segment) != self.num_tokens:
            raise ValueError(f"segment has {len(self.segment)} entries, not {self.num_tokens}")
        if len(self.hidden) != len(self.layers) + 1:
            raise ValueError(f"hidden is {self.hidden.shape}: not (L+1, T, D)")
        object.__setattr__(self, "causal", _is_causal(self.layers))
        for array in _arrays(self):
            array.flags.writeable = False

    def __repr__(self) -> str:
        """One short line: the text, its size and the model's."""
        size = f"{self.num_layers} layers of {self.num_heads} heads, {self.hidden.shape[-1]} wide"
        told = f"{quoted(self.input)}: {self.num_tokens} tokens, {size}, {self.spec.label}"
        return f"{type(self).__name__}({told})"

    def save(self, path: str | Path) -> Path:
        """Write everything to a file that ``explorer.open_trace`` reads; the way back is exact."""
        return trace_file.save(self, path)

    def attention(self, layer: int) -> np.ndarray:
        """Attention weights of one layer, row = query, column = key. Returns (H, Q, K).

        Computed from query and key when first asked for; the last layers used are kept. Raises
        InputError where that would take more memory than EXPLORER_RUN_MB allows.
        """
        found = self._layer(layer)
        if isinstance(found, WeightsLayer):
            return found.weights
        memory.require(self._layer_bytes, f"The attention of one layer over {self._size}")
        return self._memo.get(layer % self.num_layers, found.attention)

    def head_attention(self, layer: int, head: int) -> np.ndarray:
        """Attention weights of one head. Returns (Q, K). Raises InputError like ``attention``.

        Where all heads of a layer are too much for the memory, one may still do.
        """
        found = self._layer(layer)
        if not -self.num_heads <= head < self.num_heads:
            raise InputError(f"The model has no head {head}: it has 0 to {self.num_heads - 1}.")
        if isinstance(found, WeightsLayer) or self._layer_bytes <= memory.bound():
            return self.attention(layer)[head]
        memory.require(
            self._layer_bytes // found.heads, f"The attention of one head over {self._size}"
        )
        return found.of_head(head).attention()[0]

    def _layer(self, layer: int) -> CapturedLayer | WeightsLayer:
        if not -self.num_layers <= layer < self.num_layers:
            raise InputError(f"The model has no layer {layer}: it has 0 to {self.num_layers - 1}.")
        return self.layers[layer]

    @property
    def _layer_bytes(self) -> int:
        return 4 * self.num_heads * self.num_tokens**2

    @property
    def _size(self) -> str:
        return f"{self.num_tokens:,} x {self.num_tokens:,} tokens"

    def query(self, layer: int) -> np.ndarray:
        """Query vectors of one layer. Returns (H, T, d). Raises NotCaptured."""
        return self.captured(layer).query

    def key(self, layer: int) -> np.ndarray:
        """Key vectors of one layer. Returns (H, T, d). Raises NotCaptured."""
        return self.captured(layer).key

    def value(self, layer: int) -> np.ndarray:
        """Value vectors of one layer. Returns (H, T, d). Raises NotCaptured."""
        return self.captured(layer).value

    def captured(self, layer: int) -> CapturedLayer:
        """The layer with its query, key and value. Raises NotCaptured."""
        found = self.layers[layer]
        if isinstance(found, CapturedLayer):
            return found
        raise NotCaptured(no_vectors(self.spec.label))

    @property
    def num_layers(self) -> int:
        """Number of layers, L."""
        return len(self.layers)

    @property
    def num_heads(self) -> int:
        """Number of attention heads in each layer, H."""
        return self.layers[0].heads

    @property
    def nbytes(self) -> int:
        """Bytes held by the arrays and, at most, by the kept weights; caches are bounded by it."""
        weights = sum(
            4 * layer.heads * layer.query.shape[1] * layer.key.shape[1]
            for layer in self.layers
            if isinstance(layer, CapturedLayer)
        )
        held = {id(array): array.nbytes for array in _arrays(self)}  # layers may share a mask
        return sum(held.values()) + min(weights, MEMO_BYTES)


def _is_causal(layers: tuple[CapturedLayer | WeightsLayer, ...]) -> bool:
    """Whether tokens see only what stands before them: every weight above the diagonal is 0.

    A window that opens to both sides also hides the last token from the first, so the whole
    triangle counts.
    """
    first = layers[0] if layers else None
    if isinstance(first, CapturedLayer):
        later = np.triu(np.ones(first.mask.shape[-2:], bool), 1)  # (1|Q, 1|K)
        return bool(later.any() and (first.mask[:, later] <= BLOCKED / 2).all())
    if isinstance(first, WeightsLayer):
        above = np.triu(np.ones(first.weights.shape[-2:], bool), 1)  # (Q, K)
        return bool(above.any() and not first.weights[:, above].any())
    return False


def _arrays(holder: object) -> list[np.ndarray]:
    """Every array inside a frozen dataclass, its tuples and its dataclass members."""
    found: list[np.ndarray] = []
    for entry in fields(holder):  # type: ignore[arg-type]
        value = getattr(holder, entry.name)
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, np.ndarray):
                found.append(item)
            elif is_dataclass(item):
                found.extend(_arrays(item))
    return found
