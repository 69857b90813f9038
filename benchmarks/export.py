"""How long a picture takes as a file, and what export adds to the start of library and app.

    python benchmarks/export.py    # writes benchmarks/results/export.md

Pictures of the bundled model. What is loaded and how long it takes is measured in new processes.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import explorer  # noqa: E402
from explorer import pictures  # noqa: E402
from explorer.errors import ExportError  # noqa: E402
from explorer.export.save import to_bytes  # noqa: E402

RESULT = ROOT / "benchmarks" / "results" / "export.md"
FORMATS = ("pdf", "svg", "png", "pgf")
TOKENS, MANY, REPEATS, STARTS = 16, 64, 5, 3
ASKED, ASKED_MOSAIC = 0.5, 2.0  # seconds that a file may take

HAND_MADE = "from support.traces import make_trace; from explorer import pictures; "
FIRST = "pictures.attention_heatmap(make_trace(), 0, 0).to_matplotlib()"
APP = "from streamlit.testing.v1 import AppTest; AppTest.from_file('explorer/ui/main.py', "
APP += "default_timeout=300).run()"
PROCESSES = {
    "`import explorer`": "import explorer",
    "`import explorer.pictures`": "import explorer.pictures",
    "the same, and a first exported picture": HAND_MADE + FIRST,
    "the app's first page": APP,
    "the same, and a first exported picture in it": f"{APP}; {HAND_MADE}{FIRST}",
}
MEASURED = """
import json, pathlib, sys, time
sys.path[:0] = [".", "tests"]
{code}
status = dict(line.split(":", 1) for line in pathlib.Path("/proc/self/status").open())
print(json.dumps([time.time() - {started}, time.process_time(),
                  int(status["VmHWM"].split()[0]) / 1024, "matplotlib" in sys.modules]))
"""  # VmHWM, since what getrusage says begins with the memory of the process that forked


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds of a call: by the clock, of the processor."""
    start = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - start[0], time.process_time() - start[1]


def medians(taken: list[tuple[float, float]]) -> str:
    """By the clock / of the processor."""
    wall, cpu = (statistics.median(values) for values in zip(*taken, strict=True))
    return f"{wall:.2f} / {cpu:.2f}"


def shown() -> dict[str, explorer.pictures.Picture]:
    """The pictures that are written."""
    engine = explorer.load()
    few, many = (engine.run("word " * (count - 2)) for count in (TOKENS, MANY))
    return {
        f"attention of one head, {TOKENS} tokens": pictures.attention_heatmap(few, 2, 3),
        f"length of each state, {TOKENS} tokens": pictures.state_norms(few),
        f"attention lines of {few.num_heads} heads, {TOKENS} tokens": pictures.attention_lines(
            few, 2
        ),
        f"mosaic of {many.num_heads} heads, {MANY} tokens": pictures.head_grid(many, 2),
    }


def files() -> list[str]:
    """A row a picture, a column a format. The first file of each is not counted."""
    rows = []
    for name, picture in shown().items():
        cells = []
        for form in FORMATS:
            write = partial(to_bytes, picture, form)
            try:
                write()
            except ExportError:
                cells.append("refused")  # PGF draws each cell: it has a limit
                continue
            cells.append(medians([timed(write) for _ in range(REPEATS)]))
        rows.append(f"| {name} | {' | '.join(cells)} |")
        print(rows[-1], flush=True)
    return rows


def process(code: str) -> tuple[float, float, float, bool]:
    """Seconds by the clock and of the processor, MB at most, and whether matplotlib is loaded."""
    script = MEASURED.format(code=code, started=time.time())
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return tuple(json.loads(done.stdout.splitlines()[-1]))


def starts() -> list[str]:
    """A row for each way to start; the first start of each warms the disk."""
    rows = []
    for name, code in PROCESSES.items():
        process(code)
        taken = [process(code) for _ in range(STARTS)]
        loaded = {True: "yes", False: "no"}[taken[0][3]]
        memory = statistics.median(one[2] for one in taken)
        rows.append(f"| {name} | {medians([one[:2] for one in taken])} | {memory:.0f} | {loaded} |")
    return rows


def main() -> None:
    load = round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None
    text = "\n".join(
        [
            f"**A picture as a file**, one paper column wide, PNG of 300 dpi: seconds by the clock "
            f"/ of the processor, medians of {REPEATS} ({os.cpu_count()} cores, load {load}). "
            f"Asked: {ASKED} s at {TOKENS} tokens, {ASKED_MOSAIC:.0f} s for the mosaic.",
            "",
            "| picture | PDF | SVG | PNG | PGF |",
            "|---|---|---|---|---|",
            *files(),
            "",
            f"What export adds to a start, new processes, medians of {STARTS}:",
            "",
            "| started | seconds | MB | matplotlib loaded |",
            "|---|---|---:|---|",
            *starts(),
        ]
    )
    RESULT.write_text(text + "\n", "utf-8")
    print(text)


if __name__ == "__main__":
    main()
