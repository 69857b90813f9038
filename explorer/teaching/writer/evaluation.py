"""Figures of the small writer: exact match on unseen values, and where its cross attention lies."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from explorer.seq2seq import Seq2SeqTrace
from explorer.teaching.writer.texts import Rewriting, rewritings, write_date

if TYPE_CHECKING:
    from explorer.engine.seq2seq import Seq2SeqEngine

MOST_WRITTEN = 16  # tokens; the longest right answer has 10 and the end mark
BATCH = 100
EVALUATION_SEED = 1  # texts of the held-out figures; training has its own seed and other values
CHOOSING_SEED = 2  # texts by which the best head is chosen, on dates of the training part


def exact(engine: Seq2SeqEngine, examples: Sequence[Rewriting]) -> float:
    """Share of texts whose greedy output is the target, character for character."""
    written = outputs(engine, [example.source for example in examples])
    hits = [text == example.target for text, example in zip(written, examples, strict=True)]
    return sum(hits) / len(hits)


def outputs(engine: Seq2SeqEngine, sources: Sequence[str]) -> list[str]:
    """What the model writes for many texts by transformers' own greedy search, in batches."""
    model: Any = engine.writer
    tokenizer = engine.tokenizer
    found: list[str] = []
    for start in range(0, len(sources), BATCH):
        given = tokenizer(list(sources[start : start + BATCH]), padding=True, return_tensors="pt")
        with torch.inference_mode():
            ids = model.generate(
                input_ids=given.input_ids, attention_mask=given.attention_mask,
                max_new_tokens=MOST_WRITTEN, num_beams=1, do_sample=False,
            )  # fmt: skip
        found += tokenizer.batch_decode(ids, skip_special_tokens=True)
    return found


def pointing(engine: Seq2SeqEngine, examples: Iterable[Rewriting]) -> np.ndarray:
    """How often each head's strongest cross attention lies on the part that a character is from.

    Characters of day, month and year count, hyphens do not; teacher forcing. Returns (L, H + 1):
    shares from 0 to 1, the last column being the mean of a layer's heads.
    """
    hits: list[np.ndarray] = []
    for example in examples:
        trace = engine.run(example.source, example.target)
        peaks = _peaks(trace)  # (L, H+1, T)
        spans = trace.source.offsets  # (S, 2)
        for row, origin in enumerate(example.origins):
            if origin is not None:
                inside = (spans[:, 0] >= origin[0]) & (spans[:, 1] <= origin[1])
                hits.append((inside & ~trace.source.special)[peaks[..., row]])
    return np.mean(hits, axis=0)


def _peaks(trace: Seq2SeqTrace) -> np.ndarray:
    """Source token of the strongest weight: of each head, then of the heads' mean. (L, H+1, T)"""
    weights = np.stack([layer.attention() for layer in trace.cross])  # (L, H, T, S)
    mean = weights.mean(axis=1, keepdims=True)  # (L, 1, T, S)
    return np.concatenate([weights, mean], axis=1).argmax(axis=-1)


def held_out(engine: Seq2SeqEngine, count: int = 1000) -> dict[str, float]:
    """All figures on values that no training text had, ``count`` texts each."""
    kinds = {
        "exact match, dates": (1.0, 0.0), "exact match, dates with a slip": (1.0, 1.0),
        "exact match, numbers": (0.0, 0.0), "exact match, numbers with a slip": (0.0, 1.0),
    }  # fmt: skip
    found = {
        name: exact(engine, list(islice(
            rewritings(EVALUATION_SEED, held_out=True, dates=dates, typos=typos), count
        )))
        for name, (dates, typos) in kinds.items()
    }  # fmt: skip
    return found | _pointing_figures(engine, count // 4)


def _pointing_figures(engine: Seq2SeqEngine, count: int) -> dict[str, float]:
    chosen = islice(rewritings(CHOOSING_SEED, dates=1.0, typos=0.0), count)
    shares = pointing(engine, chosen)[:, :-1]  # (L, H)
    layer, head = (int(n) for n in np.unravel_index(shares.argmax(), shares.shape))
    seen = pointing(engine, islice(
        rewritings(EVALUATION_SEED, held_out=True, dates=1.0, typos=0.0), count
    ))  # fmt: skip
    means = {
        f"cross attention points at the part, mean of layer {number}": float(row[-1])
        for number, row in enumerate(seen)
    }
    name = f"cross attention points at the part, layer {layer} head {head}"
    return means | {name: float(seen[layer, head])}


def make_sample(count: int = 200, seed: int = 3) -> list[dict[str, str]]:
    """A small held-out sample to be shipped: dates in every style, slips and numbers among them."""
    rng = random.Random(seed)
    texts = list(islice(rewritings(seed, held_out=True), count))
    texts[0] = write_date(date(1998, 5, 3), rng, style="the {word} of {month} {year}")
    return [{"source": text.source, "target": text.target} for text in texts]


def on_sample(engine: Seq2SeqEngine, file: Path) -> dict[str, float]:
    """Exact match on the shipped sample."""
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    return {"exact match": exact(engine, [Rewriting(**row, origins=()) for row in rows])}
