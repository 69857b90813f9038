"""What engine.run costs beside a bare forward pass of models of two sizes, on each device there is.

    python benchmarks/devices.py              # writes benchmarks/results/devices.md

Models of random weights, 12 layers of 12 heads (768 wide) and 24 of 16 (1024 wide), 512 tokens. The
two passes take turns in one process; medians are compared, so read the ratio. On a GPU the largest
difference from the CPU's numbers stands beside it.
"""

from __future__ import annotations

import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import numpy as np  # noqa: E402
import torch  # noqa: E402
from support import tiny  # noqa: E402
from transformers import AutoModel  # noqa: E402

import explorer  # noqa: E402
from explorer.engine import devices  # noqa: E402

RESULT = ROOT / "benchmarks" / "results" / "devices.md"
TEXT = "the cat sat on a mat while two dogs ran by the old river "


class Size(NamedTuple):
    """Layers, heads and width of a model, and how often its passes are timed."""

    layers: int
    heads: int
    width: int
    repeats: int

    def __str__(self) -> str:
        return f"{self.layers} x {self.heads}, {self.width} wide"


SIZES = (Size(12, 12, 768, 11), Size(24, 16, 1024, 7))
TOKENS = 512


def written(folder: Path, size: Size, tokens: int) -> Path:
    """A BERT of random weights with room for so many tokens."""
    return tiny.write(
        folder / f"{size.layers}x{size.heads}",
        num_hidden_layers=size.layers,
        num_attention_heads=size.heads,
        hidden_size=size.width,
        intermediate_size=4 * size.width,
        max_position_embeddings=tokens,
        initializer_range=0.02,
    )


def medians(works: Sequence[Callable[[], object]], repeats: int, kind: str) -> list[float]:
    """Milliseconds of each work, taking turns; a device has finished before the clock is read."""
    taken: list[list[float]] = [[] for _ in works]
    for number in range(repeats + 1):
        for place, work in enumerate(works):
            start = time.perf_counter()
            work()
            if kind == "cuda":
                torch.cuda.synchronize()
            if number:  # the first round warms up
                taken[place].append(1000 * (time.perf_counter() - start))
    return [statistics.median(times) for times in taken]


def row(folder: Path, size: Size, kind: str, tokens: int) -> str:
    """One line of the table: a model on a device."""
    engine = explorer.load(folder, device=kind)
    trace = engine.run(TEXT * tokens)
    assert trace.num_tokens == tokens
    plain: Any = AutoModel.from_pretrained(folder, attn_implementation="sdpa").to(kind).eval()
    inputs = engine.inputs(trace.ids, trace.segment)

    def bare() -> None:
        with torch.inference_mode():
            plain(**inputs)

    alone, ours = medians([bare, lambda: engine.run(TEXT * tokens)], size.repeats, kind)
    apart = ""
    if kind != "cpu":
        cpu = explorer.load(folder, device="cpu").run(TEXT * tokens)
        largest = np.abs(cpu.hidden - trace.hidden).max() / np.abs(cpu.hidden).max()
        apart = f"{largest:.0e}"
    told = [kind, size, f"{alone:.0f}", f"{ours:.0f}", f"{ours / alone:.2f}", apart]
    held = f"{trace.nbytes / 1e6:.0f} of {engine.memory(tokens).trace / 1e6:.0f}"
    return f"| {' | '.join(map(str, told))} | {held} |"


def table(sizes: Sequence[Size], tokens: int, kinds: Sequence[str]) -> str:
    """The page of results."""
    lines = [
        f"**engine.run beside a bare pass on sdpa**, {tokens} tokens",
        "",
        f"CPython {platform.python_version()}, torch {torch.__version__}, {os.cpu_count()} cores, "
        f"{torch.get_num_threads()} threads; load at the start {os.getloadavg()[0]:.1f}. Random "
        "weights; milliseconds, medians of alternating passes. MB: what the Trace holds, "
        "kept weights included, of what was told before the run.",
        "",
        "| device | layers x heads | bare, ms | engine.run, ms | ratio | from the CPU's | MB |",
        "|---|---|---|---|---|---|---|",
    ]
    with tempfile.TemporaryDirectory() as home:
        for size in sizes:
            folder = written(Path(home), size, tokens)
            lines += [row(folder, size, kind, tokens) for kind in kinds]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    RESULT.write_text(table(SIZES, TOKENS, devices.available()), "utf-8")
    print(RESULT.read_text("utf-8"))
