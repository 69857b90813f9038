"""The live page: its size, its time to load, its forward pass, and a key's way to the picture.

    python benchmarks/live.py            # writes benchmarks/results/live.md
    python benchmarks/live.py measure    # 300 texts against torch: explorer/live/measured.json
    python benchmarks/live.py small      # the small BERT's page: prints size, loading, forward pass

WebAssembly, plain JavaScript and torch (one thread) run on the same machine: compare ratios.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "benchmarks")]
os.environ.setdefault("OMP_NUM_THREADS", "1")

from attention_view import renderer_bytes  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402
from support import browser_helpers, live_engine, node  # noqa: E402
from support.live_texts import texts  # noqa: E402

import explorer  # noqa: E402
from explorer import live  # noqa: E402
from explorer.catalog import BUNDLED, SMALL_BERT, ModelSpec  # noqa: E402

RESULT = ROOT / "benchmarks" / "results" / "live.md"
MEASURED = ROOT / "explorer" / "live" / "measured.json"
TOKENS = (8, 16, 32, 64, 128)
ROUNDS = 15
TYPED = "the animal didn't cross the street because it was too tired"
KEY_EVERY = 90  # milliseconds

FORWARD = (
    live_engine.MAKE
    + """
const found = {};
const engines = { wasm: await make("wasm"), js: await make("js") };
for (const tokens of given.tokens) {
  const ids = Array.from({ length: tokens }, (_, i) => 2000 + ((i * 37) % 20000));
  found[tokens] = { wasm: [], js: [] };
  const rounds = tokens > 32 ? 5 : given.rounds; // plain JavaScript takes its time
  for (let round = 0; round < rounds + 3; round++) {
    for (const kind of ["wasm", "js"]) {
      const began = performance.now();
      engines[kind].forward(ids, ids.map(() => 0));
      if (round > 2) found[tokens][kind].push(performance.now() - began);
    }
  }
}
console.log(JSON.stringify(found));
"""
)
WATCH = """() => {
  globalThis.waits = [];
  let since = 0;
  const { view } = document.querySelector(".av");
  const box = document.getElementById("text");
  box.addEventListener("input", (event) => (since ||= event.timeStamp), true);
  const put = view.put.bind(view);
  view.put = async (buffers) => {
    const done = await put(buffers);
    if (since) globalThis.waits.push(performance.now() - since);
    since = 0;
    return done;
  };
}"""


def measure() -> None:
    """Compare the page's arithmetic with torch's on 300 texts, and keep what was found."""
    kept = {spec.id: _measured(spec) for spec in (BUNDLED, SMALL_BERT)}
    MEASURED.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
    print(MEASURED.read_text("utf-8"))


def _measured(spec: ModelSpec) -> dict[str, float]:
    every = texts()
    with tempfile.TemporaryDirectory() as folder:
        live_engine.write_planes(Path(folder), spec)
        found = live_engine.errors(explorer.load(spec), every, Path(folder), ["wasm"])["wasm"]
    return {
        "texts": len(every),
        "attention": _up(found["attention"], 4),
        "mean": _up(found["mean"], 6),
        "hidden": _up(found["hidden"], 3),
        "cosine": round(1 - _up(found["sentence"], 6), 6),
    }


def _up(value: float, digits: int) -> float:
    """The next larger number of so many digits: what is said must hold."""
    return round(value + 0.5 * 10**-digits, digits)


def passes(spec: ModelSpec = BUNDLED) -> list[str]:
    """Rows of the table of forward passes."""
    with tempfile.TemporaryDirectory() as folder:
        live_engine.write_planes(Path(folder), spec)
        given = {"folder": folder, "tokens": TOKENS, "rounds": ROUNDS}
        found = node.answer(FORWARD, given)
    rows = []
    for tokens in TOKENS:
        wasm, plain = (statistics.median(found[str(tokens)][kind]) for kind in ("wasm", "js"))
        torch = _torch(spec, tokens)
        ratios = f"{wasm / torch:.1f} | {plain / torch:.1f}"
        rows.append(f"| {tokens} | {wasm:.1f} | {plain:.1f} | {torch:.1f} | {ratios} |")
    return rows


def _torch(spec: ModelSpec, tokens: int) -> float:
    """Milliseconds of torch's own pass, one thread, with attention weights: a median."""
    import torch

    torch.set_num_threads(1)
    model = explorer.load(spec).model
    ids = torch.arange(tokens)[None] * 37 % 20_000 + 2000
    times = []
    with torch.inference_mode():
        for _ in range(ROUNDS + 3):
            began = time.perf_counter()
            model(input_ids=ids, output_hidden_states=True)
            times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times[3:])


def in_chromium(file: Path) -> list[str]:
    """Sentences on loading and typing, in Chromium from the disk."""
    with sync_playwright() as playwright:
        path = browser_helpers.find_chromium()
        chromium = playwright.chromium.launch(executable_path=path, args=browser_helpers.FLAGS)
        first, ready = zip(*(_load(chromium, file) for _ in range(3)), strict=True)
        waits, megabytes = _type(chromium, file)
        chromium.close()
    nine = waits[int(len(waits) * 0.9)]
    return [
        f"Size {file.stat().st_size / 1e6:.1f} MB. First picture after {min(first):.1f} s, typing "
        f"possible after {min(ready):.1f} s (best of {len(first)}).",
        f"A key's way to the picture, {len(TYPED)} keys at one in {KEY_EVERY} ms: median "
        f"{statistics.median(waits):.0f} ms, nine of ten within {nine:.0f} ms. The tab then holds "
        f"{megabytes:.0f} MB.",
    ]


def _load(chromium, file: Path) -> tuple[float, float]:
    tab = chromium.new_page()
    began = time.perf_counter()
    tab.goto(file.as_uri(), wait_until="commit")
    tab.wait_for_selector(".av[data-ready]")
    first = time.perf_counter() - began
    tab.wait_for_selector("html[data-pass]")
    ready = time.perf_counter() - began
    tab.close()
    return first, ready


def _type(chromium, file: Path) -> tuple[list[float], float]:
    """Milliseconds from keys to pictures, and the tab's resident megabytes after them."""
    tab = chromium.new_page()
    tab.goto(file.as_uri(), wait_until="commit")
    tab.wait_for_selector("html[data-pass]")
    tab.evaluate(WATCH)
    tab.fill("#text", "")
    tab.type("#text", TYPED, delay=KEY_EVERY)
    tab.wait_for_selector(f'html[data-shown="{TYPED}"]')
    return sorted(tab.evaluate("() => globalThis.waits")), renderer_bytes(chromium) / 1e6


def report(spec: ModelSpec) -> str:
    """What was measured of one model's page, as markdown."""
    with tempfile.TemporaryDirectory() as folder:
        file = live.page(model=spec).save(Path(folder, "live.html"))
        said = in_chromium(file)
    load = os.getloadavg()[0]
    name = "The live page" if spec is BUNDLED else f"The live page of {spec.id}"
    lines = [
        f"**{name}** (`benchmarks/live.py`), {os.cpu_count()} cores, load {load:.1f}.",
        *said,
        "",
        "| tokens | WebAssembly, ms | plain JavaScript, ms | torch, one thread, ms | "
        "WebAssembly / torch | JavaScript / torch |",
        "|---|---|---|---|---|---|",
        *passes(spec),
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure what was asked: the exactness, the small page, or the page, whose result is kept."""
    if sys.argv[1:] == ["measure"]:
        measure()
    elif sys.argv[1:] == ["small"]:
        print(report(SMALL_BERT))
    else:
        RESULT.write_text(report(BUNDLED), "utf-8")
        print(RESULT.read_text("utf-8"))


if __name__ == "__main__":
    main()
