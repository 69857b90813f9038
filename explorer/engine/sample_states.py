"""The sample of sentences through a model: words and hidden states, no attention, in batches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import torch

from explorer.data.sample_sentences import sample_sentences
from explorer.engine.batch import Progress, in_batches
from explorer.engine.devices import on_cpu
from explorer.engine.padding import padded, quietly, texts_a_pass
from explorer.engine.run import Engine
from explorer.measures.occurrences import Occurrences, occurrences
from explorer.text import TextInput, TokenizedText, fields_of
from explorer.trace import TokenStates


def sample_occurrences(
    engine: Engine,
    sentences: Sequence[str] | None = None,
    *,
    batch_size: int = 32,
    progress: Progress | None = None,
) -> Occurrences:
    """Every word of the sentences (None: those of the project) with its state at every layer."""
    texts = [TextInput(text) for text in (sample_sentences() if sentences is None else sentences)]
    encoded = [engine.encoder.encode(text, engine.spec.max_tokens) for text in texts]
    lengths = np.array([len(one.ids) for one in encoded], np.int64)
    read: dict[int, TokenStates] = {}
    for rows in in_batches(lengths, texts_a_pass(engine, lengths, batch_size)):
        states = _states(engine, [encoded[i] for i in rows])  # (L+1, B, T, D)
        for place, number in enumerate(rows):
            one = encoded[number]
            hidden = states[:, place, : lengths[number]]  # (L+1, T, D)
            read[number] = TokenStates(**fields_of(one), hidden=hidden)
        if progress is not None:
            progress(len(read), len(texts))
    return occurrences(_ordered(read))


def _states(engine: Engine, batch: Sequence[TokenizedText]) -> np.ndarray:
    """Hidden states of a batch of texts. Returns (L+1, B, T, D)."""
    inputs = padded(engine, [one.ids for one in batch])
    with torch.inference_mode():
        output = engine.body(**inputs, output_hidden_states=True, **quietly(engine))
    return on_cpu(torch.stack(output.hidden_states))


def _ordered(read: dict[int, TokenStates]) -> Iterator[TokenStates]:
    return (read[number] for number in sorted(read))
