"""The frozen body's states of many texts, made once and kept on disk (float16).

Only training and evaluation use this: a head in the app reads its states from the Trace.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from explorer.engine import Engine
from explorer.teaching.nets import standardised
from explorer.text import TextInput, TokenizedText

BATCH_TOKENS = 768
"""Tokens of one forward pass: large enough to be quick, small enough for the processor's cache."""


@dataclass(frozen=True, eq=False)
class StateSet:
    """Standardised states of many texts, one after another.

    A row is a token, special ones included, or a word (the mean over its pieces). Text i has the
    rows ``starts[i]:starts[i + 1]``.
    """

    states: np.ndarray  # (N, L+1, D) float16
    starts: np.ndarray  # (n+1,) int
    ids: np.ndarray  # (N,) int: the token, or the first token of the word

    def __len__(self) -> int:
        return len(self.starts) - 1

    def rows(self, text: int) -> slice:
        """Where the rows of a text stand."""
        return slice(int(self.starts[text]), int(self.starts[text + 1]))


def states_of(
    engine: Engine, texts: Sequence[TextInput], folder: Path | None = None, *, words: bool = False
) -> StateSet:
    """States of each text, by token or (``words``) by word; read from ``folder`` if made before.

    The name of the file is a fingerprint of body and texts, so another input never finds it.
    """
    encoded = [engine.encoder.encode(text, engine.spec.max_tokens) for text in texts]
    counts = [
        len(text.words or ()) if words else len(item.ids)
        for text, item in zip(texts, encoded, strict=True)
    ]
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)  # (n+1,)
    shape = (int(starts[-1]), engine.config.num_hidden_layers + 1, engine.config.hidden_size)
    path = folder / f"{_fingerprint(encoded, words)}.npy" if folder else None
    ids = _first_ids(encoded, starts, words)
    if path is not None and path.is_file():
        return StateSet(np.load(path, mmap_mode="r"), starts, ids)
    if path is None:
        states = np.zeros(shape, np.float16)
        _fill(engine, encoded, starts, states, words)
        return StateSet(states, starts, ids)
    part = path.with_suffix(".part")
    states = np.lib.format.open_memmap(part, "w+", np.float16, shape)
    _fill(engine, encoded, starts, states, words)
    states.flush()
    part.replace(path)
    return StateSet(np.load(path, mmap_mode="r"), starts, ids)


def _fill(
    engine: Engine,
    encoded: list[TokenizedText],
    starts: np.ndarray,
    states: np.ndarray,
    words: bool,
) -> None:
    for batch in _batches(encoded):
        found = _forward(engine, [encoded[text] for text in batch])
        for text, hidden in zip(batch, found, strict=True):
            count = starts[text + 1] - starts[text]
            rows = _pooled(hidden, encoded[text].word, count) if words else hidden
            states[starts[text] : starts[text + 1]] = rows


def _batches(encoded: list[TokenizedText]) -> Iterator[list[int]]:
    """Texts of like length together, so that little is computed on padding."""
    batch: list[int] = []
    for text in sorted(range(len(encoded)), key=lambda i: len(encoded[i].ids)):
        if batch and (len(batch) + 1) * len(encoded[text].ids) > BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(text)
    if batch:
        yield batch


def _forward(engine: Engine, batch: list[TokenizedText]) -> list[np.ndarray]:
    """Standardised states of each text of a batch, (T, L+1, D) each."""
    longest = max(len(item.ids) for item in batch)
    ids = torch.zeros(len(batch), longest, dtype=torch.long)
    side, mask = torch.zeros_like(ids), torch.zeros_like(ids)
    for row, item in enumerate(batch):
        length = len(item.ids)
        ids[row, :length] = torch.tensor(item.ids)
        side[row, :length] = torch.tensor(item.side)
        mask[row, :length] = 1
    with torch.inference_mode():
        output = engine.body(
            input_ids=ids, token_type_ids=side, attention_mask=mask, output_hidden_states=True
        )
        hidden = standardised(torch.stack(output.hidden_states, 2))  # (B, T, L+1, D)
    return [hidden[row, : len(item.ids)].numpy() for row, item in enumerate(batch)]


def _pooled(hidden: np.ndarray, word: np.ndarray, count: int) -> np.ndarray:
    """Mean over the pieces of each word. Takes (T, L+1, D), returns (W, L+1, D)."""
    inside = word >= 0
    total = np.zeros((count, *hidden.shape[1:]), np.float32)
    np.add.at(total, word[inside], hidden[inside])
    counts = np.bincount(word[inside], minlength=count)
    return total / np.maximum(counts, 1)[:, None, None]


def _first_ids(encoded: list[TokenizedText], starts: np.ndarray, words: bool) -> np.ndarray:
    ids = np.zeros(int(starts[-1]), np.int64)
    for text, item in enumerate(encoded):
        inside = item.word >= 0 if words else np.ones(len(item.ids), bool)
        place = item.word[inside][::-1] if words else np.arange(len(item.ids))[::-1]
        ids[starts[text] + place] = item.ids[inside][::-1]  # the first piece is written last
    return ids


def _fingerprint(encoded: list[TokenizedText], words: bool) -> str:
    digest = hashlib.sha256(b"standardised states 1" + bytes([words]))
    for item in encoded:
        digest.update(item.ids.astype(np.int32).tobytes())
        digest.update(item.side.astype(np.int8).tobytes() + item.word.astype(np.int16).tobytes())
    return digest.hexdigest()[:24]
