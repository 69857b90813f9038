"""The attention view beside BertViz 1.4.1: bytes, first picture, layer switch, nodes, memory.

    python benchmarks/attention_view.py       # writes benchmarks/results/attention_view.md

Both draw the same attention, 12 layers x 12 heads (the bundled model's layers, twice over), in the
same Chromium, from files on disk, one after the other: compare ratios, not seconds.
"""

from __future__ import annotations

import os
import random
import re
import statistics
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from playwright.sync_api import sync_playwright  # noqa: E402
from support import app_server, browser_helpers  # noqa: E402

import explorer  # noqa: E402
from explorer.trace import Trace  # noqa: E402
from explorer.views import attention_view  # noqa: E402
from explorer.views.bertviz import _LIBRARIES, _REQUIRE, _library  # noqa: E402

RESULT = ROOT / "benchmarks" / "results" / "attention_view.md"
TOKENS = (16, 32, 64, 128, 256, 512)
BERTVIZ_UP_TO = 128  # 104 MB; twice the tokens are 421 MB, more than Streamlit can send
LOADS, SWITCHES = 3, 9
WORDS = "the cat sat on a mat while two dogs ran by the old river bank in a town".split()

WATCH = Path(__file__).with_suffix(".js").read_text("utf-8")

OURS = (
    "() => document.querySelector('.av')?.dataset.ready",
    "(layer) => document.querySelector('.av').view.set({ layer })",
)
BERTVIZ = (
    "() => document.querySelector('#attention line')",
    "(layer) => { $('#layer').val(layer).change(); }",
)


@dataclass(frozen=True)
class Row:
    """What was measured of one page."""

    tokens: int
    bytes: int
    first: float  # seconds from the request to the picture
    switch: float  # milliseconds to another layer
    nodes: int
    memory: float  # bytes of the tab's process
    head: float = 0.0  # milliseconds to other heads
    lens: float = 0.0  # milliseconds to another lens
    hover: float = 0.0  # milliseconds


def text(tokens: int, draw: random.Random) -> str:
    """A text of so many tokens, [CLS] and [SEP] included: each of WORDS is one."""
    return " ".join(draw.choices(WORDS, k=tokens - 2))


def twelve_layers(trace: Trace) -> Trace:
    """The six layers of the bundled model, twice."""
    hidden = np.concatenate([trace.hidden, trace.hidden[1:]])
    return replace(trace, layers=trace.layers * 2, hidden=hidden)


def bertviz_page(trace: Trace) -> str:
    """BertViz's page as it comes, its three scripts from a network replaced by packages."""
    import torch
    from bertviz import head_view

    weights = [torch.tensor(layer.attention())[None] for layer in trace.layers]
    page: Any = head_view(weights, list(trace.labels), html_action="return")
    page = re.sub(r"<script src=[^>]*></script>", "", page.data, count=1)
    scripts = [*(_library(package, name) for package, name in _LIBRARIES), _REQUIRE]
    return "".join(f"<script>{code}</script>" for code in scripts) + page


def measure(browser: Any, file: Path, tokens: int, kind: tuple[str, str]) -> Row:
    """Medians of LOADS loads and SWITCHES changes of layer."""
    ready, switch = kind
    first, switches = [], []
    for _ in range(LOADS):
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(180_000)
        page.add_init_script(WATCH)
        page.goto(file.as_uri(), wait_until="commit")
        first.append(page.evaluate(f"() => watch({ready})") / 1000)
        for number in range(SWITCHES if not switches else 0):
            layer = (5 * number + 3) % 12
            switches.append(page.evaluate(f"(layer) => timed(() => ({switch})(layer))", layer))
        nodes = page.evaluate("document.querySelectorAll('*').length")
        memory = renderer_bytes(browser)
        more = _only_ours(page) if kind is OURS and len(first) == LOADS else ()
        page.close()
    # The first change of each layer also unpacks it; the median is over all of them.
    middle = statistics.median
    return Row(tokens, file.stat().st_size, middle(first), middle(switches), nodes, memory, *more)


def _only_ours(page: Any) -> tuple[float, float, float]:
    """Milliseconds to other heads, to another lens, and to answer a moving pointer; medians."""
    hover = page.evaluate("hover()")
    heads = [page.evaluate("changeHeads", number) for number in range(SWITCHES)]
    lenses = [page.evaluate("changeLens", number) for number in range(SWITCHES)]
    return statistics.median(heads), statistics.median(lenses), hover


def renderer_bytes(browser: Any) -> float:
    """Resident bytes of the largest tab process."""
    session = browser.new_browser_cdp_session()
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    session.detach()
    sizes = [0.0]
    for process in processes:
        status = Path(f"/proc/{process['id']}/status")
        if process["type"] == "renderer" and status.exists():
            found = re.search(r"VmRSS:\s+(\d+) kB", status.read_text())
            sizes.append(int(found[1]) * 1024 if found else 0)
    return max(sizes)


def compare(browser: Any, folder: Path) -> tuple[list[Row], list[Row]]:
    """Both views at every length, side by side."""
    engine, draw = explorer.load(), random.Random(0)
    ours, theirs = [], []
    for tokens in TOKENS:
        trace = twelve_layers(engine.run(text(tokens, draw)))
        file = attention_view(trace).save(folder / "ours.html")
        ours.append(measure(browser, file, tokens, OURS))
        print(ours[-1], flush=True)
        if tokens <= BERTVIZ_UP_TO:
            other = folder / "bertviz.html"
            other.write_text(bertviz_page(trace), "utf-8")
            theirs.append(measure(browser, other, tokens, BERTVIZ))
            print(theirs[-1], flush=True)
    return ours, theirs


def checkpoint(folder: Path) -> Path:
    """Random weights of 12 layers x 12 heads, 384 wide, with the bundled model's tokenizer."""
    import torch
    from transformers import AutoTokenizer, BertConfig, BertModel

    torch.manual_seed(0)
    sizes = {"hidden_size": 384, "intermediate_size": 1536, "initializer_range": 0.1}
    BertModel(BertConfig(**sizes)).save_pretrained(folder)
    AutoTokenizer.from_pretrained(explorer.load().folder).save_pretrained(folder)
    return folder


def app_seconds(browser: Any, folder: Path, tokens: int) -> tuple[float, float]:
    """A new text in the warm app to its drawn view, and the forward pass alone; medians."""
    draw = random.Random(tokens)
    model = checkpoint(folder / "models" / f"random-{tokens}")
    with app_server.running(folder, EXPLORER_MODELS_DIR=str(folder / "models")) as server:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(120_000)
        page.add_init_script(WATCH)
        page.goto(f"{server.url}/head_view?model=folder:{model.name}&text=hello")
        page.locator(".av[data-ready]").wait_for()
        taken = [_new_text(page, text(tokens, draw)) for _ in range(6)][1:]
        page.close()
    engine = explorer.load(model)
    return statistics.median(taken), _forward(engine, tokens, draw)


def _new_text(page: Any, words: str) -> float:
    box = page.get_by_label("Text", exact=True)
    box.fill(words)
    page.evaluate(
        """() => {
          const all = [...document.querySelectorAll("*")];
          const av = all.map((e) => e.shadowRoot?.querySelector(".av")).find(Boolean);
          const old = av.dataset.ready;
          window.began = performance.now();
          window.drawn = watch(() => ![old, "message"].includes(av.dataset.ready));
        }"""
    )
    box.press("Enter")
    taken = page.evaluate("async () => (await window.drawn) - window.began") / 1000
    browser_helpers.wait_done(page)  # the rest of the layers
    return taken


def _forward(engine: Any, tokens: int, draw: random.Random) -> float:
    import time

    from explorer.engine import share_processor

    share_processor(readers=2)  # as the app does
    taken = []
    for _ in range(5):
        words = text(tokens, draw)
        began = time.perf_counter()
        engine.run(words)
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def report(ours: list[Row], theirs: list[Row], app: dict[int, tuple[float, float]]) -> str:
    """The section of README."""
    known = {row.tokens: row for row in theirs}
    lines = [
        "**The attention view beside BertViz 1.4.1's head view**, 12 layers × 12 heads, both from "
        "a file on disk in the same Chromium, medians:",
        "",
        "| tokens | MB | first picture, s | another layer, ms | DOM nodes | tab, MB "
        "| other heads, ms | another lens, ms | hover, ms |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for row in ours:
        other = known.get(row.tokens)
        cells = [
            _pair(row.bytes / 1e6, other and other.bytes / 1e6, 1),
            _pair(row.first, other and other.first, 2),
            _pair(row.switch, other and other.switch, 0),
            _pair(row.nodes, other and other.nodes, 0),
            _pair(row.memory / 1e6, other and other.memory / 1e6, 0),
            *(f"{taken:.0f}" for taken in (row.head, row.lens, row.hover)),
        ]
        lines.append(f"| {row.tokens} | {' | '.join(cells)} |")
    lines += [
        "",
        "Ours / BertViz; — where BertViz's page is larger than Streamlit can send. All layers and "
        "heads are in the file; vectors for the neuron lens as far as 4 MB allow. The machine's "
        f"load was {os.getloadavg()[1]:.0f} on {os.cpu_count()} cores.",
        "",
    ]
    lines += [
        f"In the app, a new text of {tokens} tokens is drawn after {taken:.2f} s with a model of "
        f"12 × 12 heads, 384 wide; its forward pass alone, timed apart, takes {forward:.2f} s."
        for tokens, (taken, forward) in app.items()
    ]
    return "\n".join(lines) + "\n"


def _pair(mine: float, other: float | None, digits: int) -> str:
    theirs = "—" if other is None else f"{other:,.{digits}f}"
    return f"{mine:,.{digits}f} / {theirs}"


def main() -> None:
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        browser = playwright.chromium.launch(
            executable_path=browser_helpers.find_chromium(), args=browser_helpers.FLAGS
        )
        app = {tokens: app_seconds(browser, folder, tokens) for tokens in (128, 512)}
        print(app, flush=True)
        ours, theirs = compare(browser, folder)
        browser.close()
    RESULT.write_text(report(ours, theirs, app), "utf-8")
    print(RESULT.read_text("utf-8"))


if __name__ == "__main__":
    main()
