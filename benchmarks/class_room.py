"""A class that answers: phones that join and answer at once, each a real websocket session.

python benchmarks/class_room.py       # writes benchmarks/results/class_room.md
"""

from __future__ import annotations

import asyncio
import os
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from support import app_server, redis_server  # noqa: E402
from support.phones import Visitor, visitor  # noqa: E402

RESULT = Path(__file__).parent / "results" / "class_room.md"
SIZES = (1, 60, 200)
WORDS = ("animal", "street", "tired")
FLOOD = 10_000


@contextmanager
def app(store: str) -> Iterator[str]:
    """The address of an app whose rooms live in this store."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        env = {}
        if store == "Redis":
            env["EXPLORER_REDIS_URL"] = stack.enter_context(redis_server.running(folder)).url
        yield stack.enter_context(app_server.running(folder, **env)).url


async def opened(lecturer: Visitor) -> str:
    """The code of a new room."""
    await lecturer.press("Let the class answer")
    await lecturer.until(lambda: re.search("Room [A-Z]{5}", lecturer.words()))
    found = re.search("Room ([A-Z]{5})", lecturer.words())
    assert found is not None
    return found[1]


async def measure(url: str, count: int, *, flood: bool = False) -> tuple[list[float], int]:
    """Seconds from each phone's press to its answer on the phone, all pressing at once.

    And how many answers the lecturer's page counts.
    """
    async with visitor(url, lesson="it-tired-or-wide") as lecturer:
        code = await opened(lecturer)
        joined, seen = asyncio.Barrier(count), asyncio.Barrier(count)

        async def phone(number: int) -> float:
            async with visitor(url, "join", room=code) as one:
                await joined.wait()
                started = time.perf_counter()
                await one.press(WORDS[number % len(WORDS)])
                assert "It has arrived" in one.words()
                seconds = time.perf_counter() - started
                await seen.wait()
                return seconds

        async def disturb() -> None:
            async with visitor(url, "join", room=code) as one:
                await one.flood(WORDS[0], FLOOD)

        other = [disturb()] if flood else []
        found, *_ = await asyncio.gather(asyncio.gather(*(phone(n) for n in range(count))), *other)
        await lecturer.look_again()
        counted = re.search(r"(\d+) of \d+ have answered", lecturer.words())
        assert counted is not None
        return found, int(counted[1]) - flood


def main() -> None:
    rows = []
    for store in ("memory", "Redis") if redis_server.find() else ("memory",):
        with app(store) as url:
            asyncio.run(measure(url, 1))  # loads the model for the lecturer
            for count, flood in [(size, False) for size in SIZES] + [(60, True)]:
                found, counted = asyncio.run(measure(url, count, flood=flood))
                beside = f", one more sends {FLOOD:,} answers" if flood else ""
                rows.append(f"| {count}{beside} | {store} | {statistics.median(found):.2f} "
                            f"| {max(found):.2f} | {counted} |")  # fmt: skip
                print(rows[-1])
    load = os.getloadavg()[0]
    report = "\n".join(
        [
            "**A class that answers**: so many phones, each a websocket session of one app in one "
            "process, press at once; seconds until the phone says that its answer has arrived "
            f"({os.cpu_count()} cores, phones on the same ones, load {load:.1f}; "
            "`benchmarks/class_room.py`).",
            "",
            "| phones | rooms in | median, s | slowest, s | answers counted |",
            "|---|---|---|---|---|",
            *rows,
        ]
    )
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(report + "\n", "utf-8")


if __name__ == "__main__":
    main()
