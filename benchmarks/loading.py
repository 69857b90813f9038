"""What the check at loading adds to the time that the bundled model takes to load.

    python benchmarks/loading.py    # writes benchmarks/results/loading.md

The bundled weights are known byte by byte, so one short pass finds out how to capture them; any
other model is held against a plain eager run as well, which is measured here on the same weights.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import torch  # noqa: E402
from transformers import AutoModel  # noqa: E402

from explorer import catalog  # noqa: E402
from explorer.engine import limits, load_model, load_tokenizer, verification  # noqa: E402
from explorer.engine.checkpoint import locate  # noqa: E402
from explorer.engine.run import Engine  # noqa: E402

RESULT = ROOT / "benchmarks" / "results" / "loading.md"
REPEATS = 5
HEAD = """**The check at loading**, bundled model (6 layers, 384 wide), milliseconds by the clock /
of the processor, medians of {repeats} in one process, one thread ({cores} cores, load {load}).

| step | ms | as a share of reading the files |
|---|---|---|
"""


def timed(work: Callable[[], Any]) -> tuple[float, float]:
    """Milliseconds of a call: by the clock, of the processor."""
    start = time.perf_counter(), time.process_time()
    work()
    return 1000 * (time.perf_counter() - start[0]), 1000 * (time.process_time() - start[1])


def one_load(found: dict[str, list[tuple[float, float]]]) -> None:
    """Load the bundled model once and add what each step took."""
    spec = catalog.resolve(catalog.BUNDLED_ID)
    folder = locate(spec)
    loaded: list[Any] = []

    def files() -> None:
        loaded.extend((load_model(folder, AutoModel, spec.label), load_tokenizer(folder)))

    found.setdefault("files: weights and tokenizer", []).append(timed(files))
    engine = Engine(spec, folder, *loaded)
    for name, count, trusted in (
        ("check of the bundled model", 8, True),
        ("check of any other model", limits.room(engine.config), False),
    ):
        ids, side = verification.sample(engine.encoder, count)
        inputs = engine.inputs(ids, side)

        def check(inputs: Any = inputs, trusted: bool = trusted) -> None:
            options = {"output_hidden_states": True}
            made = verification.Check(engine.model, spec.label, inputs, options)
            made.capture_plan(trusted=trusted)

        found.setdefault(name, []).append(timed(check))


def main() -> None:
    """Load the model a few times and write the medians; the first time warms the disk."""
    torch.set_num_threads(1)  # two that share a busy core spend their time waiting
    one_load({})
    found: dict[str, list[tuple[float, float]]] = {}
    for _ in range(REPEATS):
        one_load(found)
    medians = {
        name: [statistics.median(values) for values in zip(*taken, strict=True)]
        for name, taken in found.items()
    }
    whole = next(iter(medians.values()))
    rows = [
        f"| {name} | {wall:.0f} / {cpu:.0f} | {wall / whole[0]:.2f} / {cpu / whole[1]:.2f} |"
        for name, (wall, cpu) in medians.items()
    ]
    load = round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None
    text = HEAD.format(repeats=REPEATS, cores=os.cpu_count(), load=load) + "\n".join(rows) + "\n"
    RESULT.write_text(text, "utf-8")
    print(text)


if __name__ == "__main__":
    main()
