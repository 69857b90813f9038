"""Seq2SeqTrace: one text read by an encoder and one text written by a decoder, frozen.

Plain numpy. Shape letters: L layers, H heads, S source (encoder) tokens, T target (decoder)
tokens, d head width. The decoder's text is given (teacher forcing): each of its tokens is read
with the true tokens before it. A Generation is such a trace of what the model itself wrote.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from explorer import trace_file
from explorer.catalog import ModelSpec
from explorer.errors import no_vectors
from explorer.text import TokenizedText
from explorer.trace import CapturedLayer, WeightsLayer

Layers = tuple[CapturedLayer | WeightsLayer, ...]


@dataclass(frozen=True, eq=False)
class Seq2SeqTrace:
    """What one forward pass of an encoder-decoder leaves behind. Arrays are read-only float32."""

    spec: ModelSpec
    source: TokenizedText  # S tokens, what the encoder reads
    target: TokenizedText  # T tokens, what the decoder is given
    encoder: Layers  # L layers of (H, S, S): source looks at source
    decoder: Layers  # L layers of (H, T, T): target looks at earlier target
    cross: Layers  # L layers of (H, T, S): target looks at source
    encoder_hidden: np.ndarray  # (L+1, S, D): 0 is the embedding output, l+1 what layer l returns
    decoder_hidden: np.ndarray  # (L+1, T, D)
    made_with: Mapping[str, str] = field(default_factory=dict)  # versions of libraries, precision

    def __post_init__(self) -> None:
        """Check the shapes once and make every array read-only."""
        s, t = self.source.num_tokens, self.target.num_tokens
        self._check_states(self.encoder_hidden, len(self.encoder), s)
        self._check_states(self.decoder_hidden, len(self.decoder), t)
        for name, shape in (("encoder", (s, s)), ("decoder", (t, t)), ("cross", (t, s))):
            for layer in getattr(self, name):
                if (found := _size(layer)) != shape:
                    raise ValueError(f"{name} attention is {found}, not {shape}")
                for array in _arrays(layer):
                    array.flags.writeable = False

    @staticmethod
    def _check_states(states: np.ndarray, depth: int, tokens: int) -> None:
        if states.ndim != 3 or states.shape[:2] != (depth + 1, tokens):
            raise ValueError(f"hidden states are {states.shape}, not ({depth + 1}, {tokens}, D)")
        states.flags.writeable = False

    def save(self, path: str | Path) -> Path:
        """Write everything to a file that ``explorer.open_trace`` reads; the way back is exact."""
        return trace_file.save(self, path)

    def __repr__(self) -> str:
        """One short line: both texts, their sizes and the model's."""
        return (
            f"Seq2SeqTrace({self.source} → {self.target}, {len(self.encoder)} + "
            f"{len(self.decoder)} layers, {self.encoder_hidden.shape[-1]} wide, {self.spec.label})"
        )

    @property
    def why_no_vectors(self) -> str:
        """Why there are no query, key and value vectors; empty where there are."""
        if all(isinstance(layer, CapturedLayer) for layer in self._layers):
            return ""
        return no_vectors(self.spec.label)

    @property
    def _layers(self) -> Layers:
        return (*self.encoder, *self.decoder, *self.cross)

    @property
    def nbytes(self) -> int:
        """Bytes held by the arrays."""
        states = self.encoder_hidden.nbytes + self.decoder_hidden.nbytes
        return states + sum(array.nbytes for layer in self._layers for array in _arrays(layer))


@dataclass(frozen=True)
class Hypothesis:
    """A text that beam search kept after a step."""

    tokens: tuple[str, ...]  # as readable labels
    score: float  # sum of the natural logarithms of its tokens' probabilities
    ended: bool  # its last token is the end mark


@dataclass(frozen=True)
class Step:
    """One token as it was written, and what stood beside it."""

    token: str  # its readable label
    probability: float  # given the source and the tokens before
    likely: tuple[
        tuple[str, float], ...
    ]  # the likeliest tokens and their probabilities, best first
    hypotheses: tuple[Hypothesis, ...]  # what was kept after this step, best first


@dataclass(frozen=True, eq=False)
class Generation:
    """What an encoder-decoder wrote for a source text, N tokens, and how it looked at the source.

    ``trace`` is the pass over what was written: its row t is the step that wrote token t. A decoder
    sees only what is behind it, so this is what each step looked like when it was made.
    """

    trace: Seq2SeqTrace  # N target tokens: the start token, and all that was written but the last
    text: str  # what was written, special tokens left out
    steps: tuple[Step, ...]  # N, the end mark included
    ended: bool  # the model wrote its end mark; else it was stopped at the limit
    beams: int  # 1 is greedy

    @property
    def score(self) -> float:
        """Natural logarithm of the probability of everything that was written."""
        return float(sum(np.log(max(step.probability, 1e-45)) for step in self.steps))

    @property
    def nbytes(self) -> int:
        """Bytes held by the arrays."""
        return self.trace.nbytes

    def cross(self, step: int, layer: int, head: int | None = None) -> np.ndarray:
        """Cross attention of one step, both counted from 0: (S,), of a head or the heads' mean."""
        weights = self.trace.cross[layer].attention()[:, step]  # (H, S)
        return weights.mean(axis=0) if head is None else weights[head]

    def __repr__(self) -> str:
        """One short line: source, what was written, how."""
        how = "greedy" if self.beams == 1 else f"{self.beams} beams"
        return f"Generation({self.trace.source} → {self.text!r}, {len(self.steps)} steps, {how})"


def _arrays(layer: CapturedLayer | WeightsLayer) -> tuple[np.ndarray, ...]:
    if isinstance(layer, WeightsLayer):
        return (layer.weights,)
    return layer.query, layer.key, layer.value, layer.mask


def _size(layer: CapturedLayer | WeightsLayer) -> tuple[int, int]:
    """Query and key tokens."""
    if isinstance(layer, WeightsLayer):
        return layer.weights.shape[1], layer.weights.shape[2]
    return layer.query.shape[1], layer.key.shape[1]
