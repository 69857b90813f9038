"""Seq2SeqTrace: one text read by an encoder and one text written by a decoder, frozen.

Plain numpy. Shape letters: L layers, H heads, S source (encoder) tokens, T target (decoder)
tokens, d head width. The decoder's text is given, not generated (teacher forcing): each of its
tokens is read with the true tokens before it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from explorer import trace_file
from explorer.catalog import ModelSpec
from explorer.text import TokenizedText
from explorer.trace import CapturedLayer

Layers = tuple[CapturedLayer, ...]


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
                found = layer.query.shape[1], layer.key.shape[1]
                if found != shape:
                    raise ValueError(f"{name} attention is {found}, not {shape}")
                for array in (layer.query, layer.key, layer.value, layer.mask):
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
    def nbytes(self) -> int:
        """Bytes held by the arrays."""
        layers = (*self.encoder, *self.decoder, *self.cross)
        states = self.encoder_hidden.nbytes + self.decoder_hidden.nbytes
        return states + sum(
            array.nbytes
            for layer in layers
            for array in (layer.query, layer.key, layer.value, layer.mask)
        )
