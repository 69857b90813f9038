"""The data of the attention view: a description in JSON, and buffers of bytes beside it.

The description names sides (sequences of tokens) and parts (which side attends to which). A Trace
has one side and one part; an encoder-decoder two sides and three parts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from explorer.errors import InputError, NotCaptured
from explorer.measures.head_scores import separators
from explorer.measures.tokens import readable
from explorer.measures.words import tokens_by_word, written
from explorer.one_line import OneLine
from explorer.seq2seq import Seq2SeqTrace
from explorer.text import TextInput, TokenizedText, is_right_to_left
from explorer.trace import BLOCKED, CapturedLayer, Trace, WeightsLayer
from explorer.views.codec import encode_vectors, encode_weights

MOST_TOKENS = 1024
"""Tokens of a text in the view: a layer of 12 heads is then 13 MB for the browser."""

Source = Trace | Seq2SeqTrace
Layer = CapturedLayer | WeightsLayer


@dataclass(frozen=True, eq=False, repr=False)
class Part(OneLine):
    """One kind of attention: its query side, its key side, and its layers."""

    name: str  # "self", "encoder", "decoder" or "cross"
    query: int  # index of the side that attends
    key: int  # index of the side attended to
    layers: Sequence[Layer]
    causal: bool
    why_no_vectors: str = ""
    attention: Callable[[int], np.ndarray] | None = None  # a Trace's own, which keeps some layers

    def weights(self, layer: int) -> np.ndarray:
        """One layer's attention weights, (H, Q, K)."""
        return self.layers[layer].attention() if self.attention is None else self.attention(layer)

    @property
    def queries(self) -> int:
        """Number of query tokens."""
        return _size(self.layers[0])[0] if self.layers else 0

    @property
    def keys(self) -> int:
        """Number of key tokens."""
        return _size(self.layers[0])[1] if self.layers else 0

    @property
    def has_vectors(self) -> bool:
        """Whether its layers have query, key and value vectors."""
        return not self.why_no_vectors


def _size(layer: Layer) -> tuple[int, int]:
    if isinstance(layer, CapturedLayer):
        return layer.query.shape[1], layer.key.shape[1]
    return layer.weights.shape[1], layer.weights.shape[2]


def parts(source: Source) -> tuple[Part, ...]:
    """The kinds of attention of a Trace (one) or a Seq2SeqTrace (three).

    Raises InputError for texts that no browser can draw.
    """
    longest = max(side.num_tokens for side in _sequences(source))
    if longest > MOST_TOKENS:
        raise InputError(
            f"This text has {longest:,} tokens, and the attention view draws at most "
            f"{MOST_TOKENS:,}: shorten the text, or look at the heatmaps, which show longer ones."
        )
    if isinstance(source, Trace):
        why = _why_no_vectors(source)
        return (Part("self", 0, 0, source.layers, source.causal, why, source.attention),)
    why = source.why_no_vectors
    return (
        Part("encoder", 0, 0, source.encoder, False, why),
        Part("decoder", 1, 1, source.decoder, True, why),
        Part("cross", 1, 0, source.cross, False, why),
    )


def describe(source: Source, found: Sequence[Part] | None = None) -> dict[str, Any]:
    """All but the weights and vectors, ready for JSON. ``found`` are its parts, where known."""
    found = parts(source) if found is None else found
    return {
        "version": 1,
        "tag": tag(source, found),
        "model": {
            "label": source.spec.label,
            "id": source.spec.id,
            "revision": source.spec.revision,
        },
        "sides": _sides(source),
        "parts": [_part(part) for part in found],
    }


def tag(source: Source, found: Sequence[Part] | None = None) -> str:
    """A hash of exactly these weights: the key under which the browser keeps what it has."""
    digest = hashlib.blake2b(digest_size=12)
    digest.update(repr((source.spec.id, source.spec.revision)).encode())
    for side in _sequences(source):
        digest.update(repr((side.input, side.labels)).encode("utf-8", "surrogatepass"))
    found = parts(source) if found is None else found
    for layer in found[-1].layers[-1:]:  # the last layer depends on everything before it
        array = layer.query if isinstance(layer, CapturedLayer) else layer.weights
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


def weights_name(part: Part, layer: int) -> str:
    """Key of a layer's weights among the buffers."""
    return f"w:{part.name}:{layer}"


def vectors_name(part: Part, layer: int) -> str:
    """Key of a layer's vectors among the buffers."""
    return f"v:{part.name}:{layer}"


def weights_buffer(part: Part, layer: int) -> bytes:
    """One layer's weights as bytes."""
    return encode_weights(part.weights(layer))


def vectors_buffer(part: Part, layer: int) -> bytes:
    """One layer's query, key and value, and its mask unless that is empty or causal."""
    found = part.layers[layer]
    if not isinstance(found, CapturedLayer):
        raise NotCaptured(part.why_no_vectors)
    arrays = [found.query, found.key, found.value]
    if _mask_kind(found) == "given":
        mask = np.where(found.mask <= BLOCKED / 2, -np.inf, found.mask)
        whole = (found.mask.shape[0], part.queries, part.keys)
        arrays.append(np.broadcast_to(mask, whole))
    return encode_vectors(*arrays)


def vectors_bytes(part: Part) -> int:
    """Bytes of one layer's vectors before packing; 0 where there are none."""
    first = part.layers[0] if part.layers else None
    if not isinstance(first, CapturedLayer):
        return 0
    return 2 * (first.query.size + first.key.size + first.value.size)


def _why_no_vectors(trace: Trace) -> str:
    try:
        for layer in range(trace.num_layers):
            trace.captured(layer)
    except NotCaptured as reason:
        return str(reason)
    return ""


def _sequences(source: Source) -> tuple[TokenizedText, ...]:
    return (source,) if isinstance(source, Trace) else (source.source, source.target)


def _sides(source: Source) -> list[dict[str, Any]]:
    names = ("text",) if isinstance(source, Trace) else ("source text", "target text")
    return [_side(name, side) for name, side in zip(names, _sequences(source), strict=True)]


def _side(name: str, sequence: TokenizedText) -> dict[str, Any]:
    return {
        "name": name,
        "text": _shown(sequence.input),
        "labels": list(sequence.labels),
        "special": sequence.special.astype(int).tolist(),
        "sep": separators(sequence.tokens, sequence.special).astype(int).tolist(),
        "second": sequence.side.tolist(),
        "word": sequence.word.tolist(),
        "words": _words(sequence),
        "rtl": is_right_to_left(sequence.labels),
        "dropped": len(sequence.dropped),
    }


def _shown(text: TextInput) -> str:
    """The text as a caption shows it."""
    whole = text.text if text.pair is None else f"{text.text} | {text.pair}"
    return " ".join(whole.split())


def _words(sequence: TokenizedText) -> list[str]:
    """How each word is written, from the text itself where the characters are known."""
    members = tokens_by_word(sequence.word)
    return [
        _spelt(sequence, members[number]) if number in members else ""  # cut off at the limit
        for number in range(int(sequence.word.max(initial=-1)) + 1)
    ]


def _spelt(sequence: TokenizedText, tokens: tuple[int, ...]) -> str:
    typed = written(sequence, tokens) or "".join(sequence.labels[token] for token in tokens)
    return readable(typed, "plain")


def _part(part: Part) -> dict[str, Any]:
    layers = part.layers
    captured = [layer for layer in layers if isinstance(layer, CapturedLayer)]
    return {
        "name": part.name,
        "query": part.query,
        "key": part.key,
        "layers": len(layers),
        "heads": layers[0].heads if layers else 0,
        "causal": part.causal,
        "whyNoVectors": part.why_no_vectors,
        "width": captured[0].query.shape[-1] if captured else 0,
        "valueWidth": captured[0].value.shape[-1] if captured else 0,
        "scales": [layer.scale for layer in captured],
        "masks": [_mask_kind(layer) for layer in captured],
        "maskHeads": [layer.mask.shape[0] if layer.mask.ndim == 3 else 1 for layer in captured],
    }


def _mask_kind(layer: CapturedLayer) -> str:
    """ "none", "causal", or "given": then the mask itself is sent."""
    if not layer.mask.any():
        return "none"
    queries, keys = layer.query.shape[1], layer.key.shape[1]
    if queries == keys and layer.mask.shape[-2:] == (queries, keys):
        later = np.triu(np.ones((queries, keys), bool), 1)
        blocked = layer.mask <= BLOCKED / 2
        if (blocked == later).all() and not layer.mask[..., ~later].any():
            return "causal"
    return "given"
