"""What engine.run costs beside a bare forward pass, and how long a page takes from Enter to done.

    python benchmarks/engine.py               # writes benchmarks/results/engine.json and engine.md

Passes take turns in one process, on one thread (as the app runs them on two cores), and medians are
compared; processor time stands beside the clock, which a busy machine troubles. Pages are timed in
Chromium by the page itself: from the key press to the last change of what is on screen, with a warm
server and a new text of 20 tokens each time.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from support import app_server, browser_helpers  # noqa: E402

import explorer  # noqa: E402

RESULTS = ROOT / "benchmarks" / "results"
PASSES = {20: 61, 128: 41, 512: 21}  # tokens: how often each pass is timed
PAGES = ("", "tokens", "head_view", "attention_maps", "similarity", "embedding_sum")
VISITS = 9
COLUMNS = ("bare sdpa", "engine.run", "ratio", "eager with attentions")
TEXT = "the cat sat on a mat while two dogs ran by the old river near {} and"  # and [CLS], [SEP]
NAMES = "paris rome london berlin tokyo boston chicago dallas denver houston".split()
# Times of the key press and of the last change on screen; Streamlit's own mark says "done".
WATCH = """() => {
  window.seen = {pressed: 0, changed: 0};
  document.addEventListener('keydown', event => {
    if (event.key === 'Enter') window.seen = {pressed: performance.now(), changed: 0};
  }, true);
  new MutationObserver(() => { window.seen.changed = performance.now(); }).observe(
    document.querySelector('[data-testid="stMain"]'),
    {subtree: true, childList: true, attributes: true, characterData: true});
}"""
QUIET = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  return app.dataset.testScriptState === 'notRunning' && window.seen.changed > window.seen.pressed
    && performance.now() - window.seen.changed > 700
    && !document.querySelector('[data-stale="true"]');
}"""


def medians(works: dict[str, Callable[[], object]], repeats: int) -> dict[str, list[float]]:
    """Milliseconds of each work by the clock and of the processor, taking turns."""
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in works}
    for work in works.values():
        work()
    for _ in range(repeats):
        for name, work in works.items():
            start = time.perf_counter(), time.process_time()
            work()
            end = time.perf_counter(), time.process_time()
            taken[name].append((1000 * (end[0] - start[0]), 1000 * (end[1] - start[1])))
    return {
        name: [round(statistics.median(values), 2) for values in zip(*pairs, strict=True)]
        for name, pairs in taken.items()
    }


def passes() -> list[dict[str, Any]]:
    """engine.run beside sdpa and beside eager with attentions, for each number of tokens."""
    import torch
    from transformers import AutoModel

    torch.set_num_threads(1)
    engine = explorer.load()
    models = {
        name: AutoModel.from_pretrained(engine.folder, attn_implementation=name).eval()
        for name in ("sdpa", "eager")
    }

    def bare(name: str, inputs: dict[str, Any], **options: bool) -> Callable[[], object]:
        def work() -> object:
            with torch.inference_mode():
                return models[name](**inputs, **options)

        return work

    rows = []
    for tokens, repeats in PASSES.items():
        text = "cat " * (tokens - 2)
        inputs = dict(engine.tokenizer(text, return_tensors="pt"))
        assert inputs["input_ids"].shape[1] == engine.run(text).num_tokens == tokens
        inputs.pop("attention_mask")  # as in engine.run: nothing is padded
        works = {
            "bare sdpa": bare("sdpa", inputs),
            "engine.run": lambda text=text: engine.run(text),
            "eager with attentions": bare("eager", inputs, output_attentions=True),
        }
        found: dict[str, Any] = medians(works, repeats)
        run, plain = found["engine.run"], found["bare sdpa"]
        found["ratio"] = [round(a / b, 2) for a, b in zip(run, plain, strict=True)]
        rows.append({"tokens": tokens, **found})
    return rows


def pages() -> list[dict[str, Any]]:
    """Seconds from Enter to the finished page, for each page."""
    from playwright.sync_api import sync_playwright

    rows = []
    with (
        tempfile.TemporaryDirectory() as folder,
        app_server.running(Path(folder)) as server,
        sync_playwright() as playwright,
    ):
        chromium = playwright.chromium.launch(
            executable_path=browser_helpers.find_chromium(), args=browser_helpers.FLAGS
        )
        size = {"width": 1280, "height": 900}
        context = chromium.new_context(base_url=server.url, viewport=size)
        context.set_default_timeout(120_000)
        browser_helpers.watch(context, [])  # counts the script's runs, which is waited for
        tab = context.new_page()
        for page in PAGES:
            tab.goto(f"/{page}")
            browser_helpers.wait_done(tab, 120_000)
            tab.evaluate(WATCH)
            taken = [one_visit(tab, f"{name}{page[:1]}") for name in NAMES[: VISITS + 1]]
            rows.append({"page": page or "home", "seconds": round(statistics.median(taken[1:]), 2)})
        chromium.close()
    return rows


def one_visit(tab: Any, name: str) -> float:
    box = tab.get_by_label("Text", exact=True)
    box.fill(TEXT.format(name))
    box.press("Enter")
    tab.wait_for_function(QUIET, polling=50)
    seen = tab.evaluate("() => window.seen")
    return (seen["changed"] - seen["pressed"]) / 1000


def markdown(found: dict[str, Any]) -> str:
    """Both tables."""
    machine = f"{found['cores']} cores, load {found['load']}"
    lines = [
        "**One pass**, bundled model, milliseconds by the clock / of the processor, medians, same "
        f"process, one thread ({machine}).",
        "",
        f"| tokens | {' | '.join(COLUMNS)} |",
        "|---|---|---|---|---|",
        *(
            f"| {row['tokens']} | "
            + " | ".join(f"{row[c][0]} / {row[c][1]}" for c in COLUMNS)
            + " |"
            for row in found["passes"]
        ),
        "",
        "**From Enter to the finished page**, warm server, a new text of 20 tokens, median of "
        f"{VISITS}, Chromium on the same cores.",
        "",
        "| page | seconds |",
        "|---|---|",
        *(f"| {row['page']} | {row['seconds']} |" for row in found["pages"]),
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    found: dict[str, Any] = {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
        "passes": passes(),
        "pages": pages() if browser_helpers.find_chromium() else [],
    }
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "engine.json").write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    (RESULTS / "engine.md").write_text(markdown(found), "utf-8")
    print(markdown(found))


if __name__ == "__main__":
    main()
