"""What a page costs, and how many people one server serves: websocket sessions, no browser.

    python benchmarks/load.py [pages class crowd slow idle]    # all where none is named

Each subject writes its table into benchmarks/results/load_SUBJECT.md. Processor time is the
server's own, of all its threads; seconds are what a visitor waits, and depend on the machine.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from functools import partial
from itertools import cycle, islice
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import psutil  # noqa: E402
import slow_jobs  # noqa: E402
from support import app_server  # noqa: E402
from support.phones import Visitor, visitor  # noqa: E402

from explorer.ui.registry import PAGES  # noqa: E402

RESULTS = Path(__file__).parent / "results"
WORDS = "the old bank by the river gives money to people who work on the water".split()
RERUNS = 8
CLASS_PAGES = "attention_maps head_view tokens similarity fill_mask layer_film embedding_sum tag"


@contextmanager
def app() -> Iterator[tuple[str, psutil.Process]]:
    """The address and the process of an app of its own."""
    with tempfile.TemporaryDirectory() as folder, app_server.running(Path(folder)) as server:
        yield server.url, psutil.Process(server.pid)


def text(number: int) -> str:
    """A text of about 20 tokens that no other number has."""
    turned = WORDS[number % len(WORDS) :] + WORDS[: number % len(WORDS)]
    return " ".join([*turned, f"in {number} ways"])


def used(process: psutil.Process) -> float:
    """Seconds of processor that the server has used."""
    times = process.cpu_times()
    return times.user + times.system


async def page_costs(url: str, process: psutil.Process, page: str) -> tuple[float, float | None]:
    """Milliseconds of processor for one more run of a page, and for one on a text never seen.

    The second is None for a page that does not show the text in the bar.
    """
    async with visitor(url, page, text=text(0)) as one:
        await one.rerun()
        again = await cost(process, [one.rerun for _ in range(RERUNS)])
        new = None
        if "Text" in one.boxes():
            texts = [text(number) for number in range(1, RERUNS + 1)]
            new = await cost(process, [partial(one.write, "Text", words) for words in texts])
        if one.errors:
            raise RuntimeError(f"{page}: {one.errors[0]}")
    return again, new


async def cost(process: psutil.Process, works: Sequence[Callable[[], Awaitable[None]]]) -> float:
    """Mean milliseconds of processor while the server does each of these."""
    before = used(process)
    for work in works:
        await work()
    return 1000 * (used(process) - before) / len(works)


def pages(url: str, process: psutil.Process) -> Iterator[str]:
    """One visitor: a page's run on cached text, and on a new one."""
    yield "**What a page costs**, milliseconds of processor on the server, means of 8 runs\n"
    yield "| Page | Again, ms of processor | A new text of 20 tokens, ms |"
    yield "|---|---|---|"
    known = [page.url_path for page in PAGES]
    rows = [(page, *asyncio.run(page_costs(url, process, page))) for page in known]
    for page, again, new in rows:
        yield f"| {page} | {again:.0f} | {'' if new is None else f'{new:.0f}'} |"
    again, new = ([one for one in column if one is not None]
                  for column in list(zip(*rows, strict=True))[1:])  # fmt: skip
    for name, find in ("median", statistics.median), ("most", max):
        yield f"| **{name}** | **{find(again):.0f}** | **{find(new):.0f}** |"


async def at_once(
    url: str, count: int, shown: Sequence[str], texts: int
) -> tuple[list[float], int]:
    """Seconds until each of so many sessions, begun at once, has its page; and failures."""
    asked = islice(zip(cycle(shown), cycle(range(texts)), strict=False), count)

    async def come(page: str, number: int) -> tuple[float, int]:
        start = time.perf_counter()
        async with visitor(url, page, text=text(100 + number)) as one:
            return time.perf_counter() - start, len(one.errors)

    found = await asyncio.gather(*(come(*one) for one in asked))
    return [seconds for seconds, _ in found], sum(errors for _, errors in found)


def sessions(url: str, process: psutil.Process, sizes: tuple[int, ...]) -> Iterator[str]:
    """So many people at once: on one text and page, and on as many texts and eight pages."""
    shown = CLASS_PAGES.split()
    yield "**People at once**, each a new websocket session, on the same two cores as the server\n"
    asyncio.run(warmed(url, shown))
    yield "| Sessions at once | Texts, pages | p50, s | p95, s | Errors | MB a session |"
    yield "|---|---|---|---|---|---|"
    for count in sizes:
        for texts, some in ((1, shown[:1]), (count, shown)):
            before = process.memory_info().rss
            taken, errors = asyncio.run(at_once(url, count, some, texts))
            grown = (process.memory_info().rss - before) / count / 2**20
            middle, most = statistics.median(taken), sorted(taken)[int(0.95 * (count - 1))]
            yield (f"| {count} | {texts}, {len(some)} | {middle:.2f} | {most:.2f} | {errors} "
                   f"| {grown:.1f} |")  # fmt: skip


async def warmed(url: str, shown: Sequence[str]) -> None:
    """Each page once, so that libraries and models are loaded."""
    for page in shown:
        async with visitor(url, page) as one:
            assert isinstance(one, Visitor)


JOBS = {
    "10,000 sentences, read and placed": slow_jobs.many_sentences,
    "each head switched off, 512 tokens": slow_jobs.all_heads,
    "t-SNE of 425 tokens at every layer": slow_jobs.neighbours,
}
LOOKS = 25


async def looks(one: Visitor, number: int) -> tuple[list[float], list[float]]:
    """Seconds of so many runs of a page: on text that is in the cache, and on new texts."""
    known, new = [], []
    for turn in range(LOOKS):
        for work, found in (
            (one.rerun, known),
            (partial(one.write, "Text", text(number + turn)), new),
        ):
            start = time.perf_counter()
            await work()
            found.append(time.perf_counter() - start)
            await asyncio.sleep(0.1)
    return known, new


async def beside(url: str, job: slow_jobs.Job, number: int) -> list[tuple[list[float], ...]]:
    """The same looks without a slow job, and while another visitor has one running."""
    async with visitor(url, "attention_maps", text=text(0)) as one:
        await looks(one, number)  # whatever is loaded at first use
        alone = await looks(one, number + LOOKS)
        async with job(url, number):
            await asyncio.sleep(2)
            busy = await looks(one, number + 2 * LOOKS)
        again = await looks(one, number + 3 * LOOKS)
        if one.errors:
            raise RuntimeError(one.errors[0])
    return [(alone[kind] + again[kind], busy[kind]) for kind in (0, 1)]


def slow(url: str, _process: psutil.Process) -> Iterator[str]:
    """One visitor's long job, and what it adds to the pages of another."""
    yield ("**A slow job beside other people**: seconds that a visitor of Attention maps waits, "
           "before and after, and while another visitor's job runs\n")  # fmt: skip
    yield "| The job | Page | Without: p50, p95, worst | With | Added |"
    yield "|---|---|---|---|---|"
    asyncio.run(warmed(url, ["attention_maps", "sentences", "what_matters", "layer_film"]))
    for place, (name, job) in enumerate(JOBS.items(), 1):
        for kind, (without, busy) in zip(
            ("text known", "new text"), asyncio.run(beside(url, job, 1000 * place)), strict=True
        ):
            few, many = ranks(without), ranks(busy)
            added = [b - a for a, b in zip(few, many, strict=True)]
            cells = (", ".join(f"{one:.2f}" for one in row) for row in (few, many, added))
            yield f"| {name} | {kind} | {' | '.join(cells)} |"


def ranks(seconds: list[float]) -> tuple[float, float, float]:
    """Median, 95th percentile and the largest."""
    ordered = sorted(seconds)
    return statistics.median(ordered), ordered[int(0.95 * (len(ordered) - 1))], ordered[-1]


async def held(url: str, process: psutil.Process, count: int, seconds: float) -> float:
    """Seconds of processor while so many open pages ask for nothing."""
    async with AsyncExitStack() as stack:
        for number in range(count):
            await stack.enter_async_context(visitor(url, "attention_maps", text=text(number)))
        await asyncio.sleep(3)  # what the last one left to do
        before = used(process)
        await asyncio.sleep(seconds)
        return used(process) - before


def idle(url: str, process: psutil.Process) -> Iterator[str]:
    """People who have a page open and do nothing."""
    yield "**People who only look**: processor time of the server in 30 seconds\n"
    yield "| Open pages | Processor, ms | Of one core |"
    yield "|---|---|---|"
    for count in (0, 30):
        seconds = asyncio.run(held(url, process, count, 30))
        yield f"| {count} | {1000 * seconds:.0f} | {seconds / 30:.1%} |"


SUBJECTS = {
    "pages": pages,
    "class": lambda url, process: sessions(url, process, (1, 10, 30)),
    "crowd": lambda url, process: sessions(url, process, (100,)),
    "slow": slow,
    "idle": idle,
}


def main(asked: list[str]) -> None:
    """Measure and write."""
    for subject in asked or SUBJECTS:
        with app() as (url, process):
            lines = list(SUBJECTS[subject](url, process))
        (RESULTS / f"load_{subject}.md").write_text("\n".join(lines) + "\n", "utf-8")
        print(f"{subject}\n" + "\n".join(lines), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
