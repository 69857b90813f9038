"""Many sentences at once: batches of similar length, padded and masked, pooled to one vector each.

Sentences are sorted by length, so little is padded, and a batch holds at most BATCH_TOKENS tokens,
padding included: memory is bounded however many and however long the sentences are. What remains
of a batch is one vector a sentence and pooling.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from explorer.engine.run import Engine
from explorer.errors import InputError
from explorer.measures.sentence_vectors import Pooling
from explorer.text import TextInput

BATCH_TOKENS = 8192
"""Tokens in one forward pass, padding included; BERT-base needs about 0.5 GB for them."""

_TOKENIZE_AT_ONCE = 2000

Progress = Callable[[int, int], None]
"""Called with (sentences done, sentences in all) after each batch."""


@dataclass(frozen=True, eq=False)
class SentenceVectors:
    """One vector a sentence for each way of pooling, and what was read of each sentence."""

    vectors: dict[Pooling, np.ndarray]  # each (N, D), not normalised
    tokens: np.ndarray  # (N,) int: tokens read, special ones included
    cut: np.ndarray  # (N,) int: tokens beyond the model's limit, not read

    def __post_init__(self) -> None:
        """Make every array read-only: they are shared by caches."""
        for array in self._arrays():
            array.flags.writeable = False

    @property
    def nbytes(self) -> int:
        """Bytes held by the arrays; caches are bounded by this."""
        return sum(array.nbytes for array in self._arrays())

    def _arrays(self) -> tuple[np.ndarray, ...]:
        return (self.tokens, self.cut, *self.vectors.values())


def poolings(engine: Engine) -> tuple[Pooling, ...]:
    """The ways of pooling that this model has: not every checkpoint comes with a pooler."""
    return ("mean", "first token", "pooler", "max") if has_pooler(engine) else (
        "mean", "first token", "max",
    )  # fmt: skip


def has_pooler(engine: Engine) -> bool:
    """Whether the model has a pooler whose weights are in the checkpoint, not random numbers."""
    missing = any("pooler" in name for name in engine.model.missing_weights)
    return getattr(engine.body, "pooler", None) is not None and not missing


def embed(
    engine: Engine,
    sentences: Sequence[str],
    *,
    kinds: Sequence[Pooling] = ("mean",),
    state: int | None = None,
    batch_size: int = 32,
    masked: bool = True,
    progress: Progress | None = None,
) -> SentenceVectors:
    """Vectors of many sentences; batched and single runs agree to 1e-5.

    ``state`` is the hidden state that is pooled (None: the last). ``masked=False`` shows the
    classic mistake: nothing tells model and pooling what is padding, and all batches are padded
    to the longest sentence. Raises InputError for a line that holds nothing to read.
    """
    if "pooler" in kinds and not has_pooler(engine):
        raise InputError(
            f"{engine.spec.label} comes without a pooler: choose the mean, the first token or the "
            "maximum."
        )
    ids, cut = _tokenize(engine, sentences)
    lengths = np.array([len(row) for row in ids], np.int64)
    width = engine.config.hidden_size
    found: dict[Pooling, np.ndarray] = {}
    for kind in kinds:
        found[kind] = np.empty((len(ids), width), np.float32)  # (N, D)
    pad_to = 0 if masked else int(lengths.max())
    done = 0
    for rows in in_batches(lengths, batch_size, pad_to):
        batch = padded(engine, [ids[i] for i in rows], pad_to)
        for kind, vectors in _forward(engine, batch, kinds, state, masked).items():
            found[kind][rows] = vectors
        done += len(rows)
        if progress is not None:
            progress(done, len(ids))
    return SentenceVectors(found, lengths, cut)


def _tokenize(engine: Engine, sentences: Sequence[str]) -> tuple[list[np.ndarray], np.ndarray]:
    """Ids of every sentence, cut at the model's limit, and how many tokens each lost."""
    ids: list[np.ndarray] = []
    cut = np.zeros(len(sentences), np.int64)
    least = engine.encoder.backend.num_special_tokens_to_add(False)
    for start in range(0, len(sentences), _TOKENIZE_AT_ONCE):
        texts = [TextInput(text).text for text in sentences[start : start + _TOKENIZE_AT_ONCE]]
        for text, encoding in zip(
            texts, engine.encoder.backend.encode_batch_fast(texts), strict=True
        ):
            if len(encoding) <= least:
                raise InputError(
                    f"Line {len(ids) + 1} holds nothing that the tokenizer can read: write a word "
                    "there, or drop the line."
                )
            row = encoding.ids
            if len(row) > engine.spec.max_tokens:
                short = engine.encoder.encode(TextInput(text), engine.spec.max_tokens)
                cut[len(ids)] = len(short.dropped)
                row = short.ids
            ids.append(np.array(row, np.int32))
    return ids, cut


def in_batches(lengths: np.ndarray, batch_size: int, pad_to: int = 0) -> Iterator[list[int]]:
    """Numbers of sentences that go together, longest first: the largest batch fails at once."""
    order = np.argsort(-lengths, kind="stable").tolist()
    start = 0
    while start < len(order):
        longest = max(int(lengths[order[start]]), pad_to, 1)
        end = start + max(1, min(batch_size, BATCH_TOKENS // longest))
        yield order[start:end]
        start = end


def padded(engine: Engine, rows: Sequence[np.ndarray], pad_to: int = 0) -> dict[str, torch.Tensor]:
    """Ids (B, T), filled up with the padding token, and the mask that says which are real."""
    longest = max(pad_to, *(len(row) for row in rows))
    ids = np.full((len(rows), longest), engine.tokenizer.pad_token_id or 0, np.int64)  # (B, T)
    mask = np.zeros_like(ids)
    for number, row in enumerate(rows):
        ids[number, : len(row)] = row
        mask[number, : len(row)] = 1
    inputs = {"input_ids": torch.from_numpy(ids), "attention_mask": torch.from_numpy(mask)}
    if engine.segments:
        inputs["token_type_ids"] = torch.zeros_like(inputs["input_ids"])
    return inputs


def quietly(engine: Engine) -> dict[str, bool]:
    """Options that keep decoders from filling a cache nobody reads."""
    accepted = inspect.signature(engine.body.forward).parameters
    return {"use_cache": False} if "use_cache" in accepted else {}


def _forward(
    engine: Engine,
    batch: dict[str, torch.Tensor],
    kinds: Sequence[Pooling],
    state: int | None,
    masked: bool,
) -> dict[Pooling, np.ndarray]:
    """One forward pass of one batch, pooled. Values are (B, D)."""
    real = batch["attention_mask"]  # (B, T)
    if not masked:
        real = torch.ones_like(real)
        batch = {name: tensor for name, tensor in batch.items() if name != "attention_mask"}
    with torch.inference_mode():
        output = engine.body(**batch, output_hidden_states=state is not None, **quietly(engine))
        states = output.last_hidden_state if state is None else output.hidden_states[state]
        return {kind: _pooled(states, real, kind, output).numpy() for kind in kinds}


def _pooled(states: torch.Tensor, real: torch.Tensor, kind: Pooling, output: Any) -> torch.Tensor:
    """(B, T, D) and the real tokens (B, T) -> (B, D)."""
    if kind == "pooler":
        return output.pooler_output
    if kind == "first token":
        return states[:, 0].clone()
    weights = real[:, :, None].to(states.dtype)  # (B, T, 1)
    if kind == "max":
        return states.masked_fill(weights == 0, -torch.inf).amax(dim=1)
    return (states * weights).sum(dim=1) / weights.sum(dim=1)
