"""Seq2SeqTrace: one text read by an encoder and one text written by a decoder, frozen.

Plain numpy. Shape letters: L layers, H heads, S source (encoder) tokens, T target (decoder)
tokens, d head width. The decoder's text is given, not generated (teacher forcing): each of its
tokens is read with the true tokens before it.
"""

from __future__ import annotations

from dataclasses import dataclass

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

    def __post_init__(self) -> None:
        """Check the shapes once and make every array read-only."""
        s, t = self.source.num_tokens, self.target.num_tokens
        for name, shape in (("encoder", (s, s)), ("decoder", (t, t)), ("cross", (t, s))):
            for layer in getattr(self, name):
                found = layer.query.shape[1], layer.key.shape[1]
                if found != shape:
                    raise ValueError(f"{name} attention is {found}, not {shape}")
                for array in (layer.query, layer.key, layer.value, layer.mask):
                    array.flags.writeable = False

    def __repr__(self) -> str:
        """One short line: both texts, their sizes and the model's."""
        return (
            f"Seq2SeqTrace({self.source} → {self.target}, {len(self.encoder)} + "
            f"{len(self.decoder)} layers, {self.spec.label})"
        )

    @property
    def nbytes(self) -> int:
        """Bytes held by the arrays."""
        layers = (*self.encoder, *self.decoder, *self.cross)
        return sum(
            array.nbytes
            for layer in layers
            for array in (layer.query, layer.key, layer.value, layer.mask)
        )
