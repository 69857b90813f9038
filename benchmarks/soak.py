"""Mixed traffic for a while: pages, texts, jobs, files, bad lines. Errors, waiting and memory.

    python benchmarks/soak.py [--minutes 20] [--visitors 8] [--seed 0]

Ends with status 1 where anything went wrong. From five minutes on, the table is written to
benchmarks/results/soak.md. Seconds depend on the machine and on what else it does.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import time
import urllib.request
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from random import Random

import load
import psutil
import slow_jobs
from support.phones import visitor

from explorer.ui.registry import EVERY

PAGES = [info.url_path for info in EVERY]
TURN = 120  # seconds that one thing may take
IN_LINE = 900  # and one that waits in line behind other long jobs


@dataclass
class Kept:
    """What was seen: seconds by kind of thing, and what went wrong."""

    url: str
    rng: Random
    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)
    number: int = 0

    def text(self) -> str:
        """A text that was never there, or one of a few that everybody reads."""
        self.number += 1
        return load.text(self.number + 1000 if self.rng.random() < 0.3 else self.number % 5)


async def look(kept: Kept) -> None:
    """A page, and once more."""
    async with visitor(kept.url, kept.rng.choice(PAGES), text=kept.text()) as one:
        await one.rerun()
        kept.errors += one.errors


async def write(kept: Kept) -> None:
    """Three texts, one after the other."""
    async with visitor(kept.url, kept.rng.choice(load.CLASS_PAGES.split())) as one:
        for _ in range(3):
            await one.write("Text", kept.text())
        kept.errors += one.errors


async def work(kept: Kept) -> None:
    """A long job, of which some do not wait for the end."""
    async with visitor(kept.url, "what_matters", text=kept.text()) as one:
        if "Switch off each head in turn" not in one.buttons():
            return  # somebody did the same before
        pressed = asyncio.create_task(one.press("Switch off each head in turn"))
        if kept.rng.random() < 0.3:
            await asyncio.wait([pressed], timeout=0.5)
            pressed.cancel()
            await asyncio.wait([pressed])
        else:
            await pressed
        kept.errors += one.errors


async def place(kept: Kept) -> None:
    """The layers of a longer text by t-SNE."""
    kept.number += 1
    text = slow_jobs.long_text(kept.number, 60)
    async with visitor(kept.url, "layer_film", film_method="t-SNE", text=text) as one:
        kept.errors += one.errors


async def give(kept: Kept) -> None:
    """A file of sentences."""
    lines = "\n".join(kept.text() for _ in range(kept.rng.randrange(1, 40)))
    async with visitor(kept.url, "sentences") as one:
        status = await one.upload("or a CSV or TXT file", "sentences.txt", lines.encode())
        kept.errors += one.errors + ([] if status == 204 else [f"upload: {status}"])


async def come_back(kept: Kept) -> None:
    """A line that breaks and comes again, at once or after a while."""
    async with visitor(kept.url, "tokens") as one:
        session = one.session
    await asyncio.sleep(kept.rng.choice((0, 0.5, 2)))
    async with visitor(kept.url, "tokens", again=session) as one:
        lost = [] if one.session == session else ["a session was lost"]
        kept.errors += one.errors + lost


async def knock(kept: Kept) -> None:
    """A connection that asks nothing."""
    address = kept.url.removeprefix("http://").split(":")
    _, writer = await asyncio.open_connection(address[0], int(address[1]))
    writer.write(b"GET / HT")
    await asyncio.sleep(1)
    writer.close()


KINDS: dict[str, tuple[Callable[[Kept], Awaitable[None]], int]] = {
    "a page, twice": (look, 8),
    "three texts": (write, 6),
    "a long job": (work, 2),
    "t-SNE": (place, 1),
    "a file": (give, 2),
    "a line that breaks": (come_back, 2),
    "half a request": (knock, 1),
}
"""What visitors do, and how often."""
WAIT = ("a long job", "t-SNE")


async def visit(kept: Kept, end: float) -> None:
    """One after the other until the time is over."""
    while time.monotonic() < end:
        kind = kept.rng.choices(list(KINDS), [often for _, often in KINDS.values()])[0]
        start = time.perf_counter()
        try:
            async with asyncio.timeout(IN_LINE if kind in WAIT else TURN):
                await KINDS[kind][0](kept)
        except Exception as error:  # whatever it is, the others go on, and it is counted
            kept.errors.append(f"{kind}: {type(error).__name__}: {error}")
        kept.seconds[kind].append(time.perf_counter() - start)


async def warmed(url: str) -> None:
    """Every page, so that libraries and models are loaded before memory is looked at."""
    for page in PAGES:
        async with visitor(url, page, text=load.text(0)):
            pass


def cached(url: str) -> float:
    """MB that the app's caches hold, as it says itself."""
    with urllib.request.urlopen(f"{url}/metrics") as answer:
        lines = answer.read().decode().splitlines()
    held = [line for line in lines if line.startswith("explorer_cache_bytes")]
    return sum(float(line.rpartition(" ")[2]) for line in held) / 2**20


def table(kept: Kept, minutes: float, visitors: int, memory: str) -> Iterator[str]:
    """What was seen."""
    yield (f"**Mixed traffic for {minutes:g} minutes**, {visitors} visitors without a pause; "
           f"load of the machine at the end, all of it: {os.getloadavg()[1]:.0f} on "
           f"{os.cpu_count()} cores\n")  # fmt: skip
    yield "| What | Times | p50, s | p95, s | Worst, s |"
    yield "|---|---|---|---|---|"
    for kind in KINDS:
        found = kept.seconds.get(kind)
        if found:
            ranks = " | ".join(f"{one:.2f}" for one in load.ranks(found))
            yield f"| {kind} | {len(found)} | {ranks} |"
    yield f"\nErrors: {len(kept.errors)}. {memory}"


def main() -> int:
    """Run it, print it, and keep the table of a long run."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--minutes", type=float, default=20)
    asked.add_argument("--visitors", type=int, default=8)
    asked.add_argument("--seed", type=int, default=0)
    given = asked.parse_args()
    with load.app() as (url, process):
        kept = Kept(url, Random(given.seed))
        asyncio.run(warmed(url))
        before = state(process, url)
        asyncio.run(crowd(kept, given.visitors, 60 * given.minutes))
        time.sleep(3)
        after = state(process, url)
    memory = (f"Memory of the server, without what its caches hold: {before[0]:.0f} MB before, "
              f"{after[0]:.0f} MB after (in all {after[1]:.0f} MB); open files {before[2]} and "
              f"{after[2]}, threads {before[3]} and {after[3]}.")  # fmt: skip
    text = "\n".join(table(kept, given.minutes, given.visitors, memory))
    print(text, *kept.errors[:20], sep="\n", flush=True)
    if given.minutes >= 5:
        (load.RESULTS / "soak.md").write_text(text + "\n", "utf-8")
    return bool(kept.errors)


def state(process: psutil.Process, url: str) -> tuple[float, float, int, int]:
    """MB without and with the caches, open files, threads."""
    whole = process.memory_info().rss / 2**20
    return whole - cached(url), whole, process.num_fds(), process.num_threads()


async def crowd(kept: Kept, visitors: int, seconds: float) -> None:
    """So many visitors at a time, for so long."""
    end = time.monotonic() + seconds
    await asyncio.gather(*(visit(kept, end) for _ in range(visitors)))


if __name__ == "__main__":
    sys.exit(main())
