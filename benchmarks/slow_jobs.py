"""The slowest things that a visitor can ask for, kept going while somebody else is looked at."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from itertools import count
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from support.phones import Visitor, visitor  # noqa: E402

Job = Callable[[str, int], AbstractAsyncContextManager[None]]
NOUNS = "river bank water money people work boat fish stone road house tree".split()


def long_text(number: int, words: int) -> str:
    """A text of so many common words, each one token, that no other number has."""
    return " ".join(NOUNS[(place * place + number * place) % len(NOUNS)] for place in range(words))


def sentences(number: int) -> str:
    """10,000 lines that no other number has; the page reads the first 2,000 of them."""
    return "\n".join(f"the {NOUNS[line % 12]} {line} {number}" for line in range(10_000))


@asynccontextmanager
async def _going(
    url: str, page: str, again: Callable[[Visitor, int], Awaitable[None]], number: int, **link: str
) -> AsyncIterator[None]:
    """One visitor who asks for it again and again until the block ends."""
    async with visitor(url, page, **link) as one:

        async def on() -> None:
            for turn in count(number):
                await again(one, turn)

        task = asyncio.create_task(on())
        try:
            yield
        finally:
            if task.done():
                task.result()
            task.cancel()
            await asyncio.wait([task])


def many_sentences(url: str, number: int) -> AbstractAsyncContextManager[None]:
    """The page of sentences on as many as one can paste, placed by t-SNE."""

    async def again(one: Visitor, turn: int) -> None:
        await one.write("Sentences, one a line", sentences(turn))

    return _going(url, "sentences", again, number, se_view="Map", se_method="t-SNE")


def all_heads(url: str, number: int) -> AbstractAsyncContextManager[None]:
    """Every head switched off in turn, on as many tokens as the model reads."""

    async def again(one: Visitor, turn: int) -> None:
        await one.write("Text", long_text(turn, 500))
        await one.press("Switch off each head in turn")

    return _going(url, "what_matters", again, number)


def neighbours(url: str, number: int) -> AbstractAsyncContextManager[None]:
    """The film of as many points as t-SNE takes."""

    async def again(one: Visitor, turn: int) -> None:
        await one.write("Text", long_text(turn, 420))

    return _going(url, "layer_film", again, number, film_method="t-SNE")
