"""Rooms in Redis, for an app that runs in several processes. Needs the extra ``redis``.

Each step is one script (rooms.lua), so it happens as a whole or not at all. All keys expire; what
is read is checked as if a stranger had written it.
"""

from __future__ import annotations

import json
import math
import secrets
import time
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import redis
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError, OutOfMemoryError, ReadOnlyError, TimeoutError
from redis.retry import Retry

from explorer.errors import LessonError
from explorer.lessons.rooms import (
    ENDED_KEPT,
    MOST_QUESTIONS,
    Asked,
    Host,
    Limits,
    Seen,
    Tally,
    check_voter,
    new_code,
    refusal,
)

PREFIX = "bert-explorer:room"
PATIENCE = 2.0
"""Seconds for which an answer of the server is waited for."""
_GONE = (ConnectionError, TimeoutError, OutOfMemoryError, ReadOnlyError)


@cache
def _script() -> str:
    return Path(__file__).with_name("rooms.lua").read_text("utf-8")


class RedisRooms:
    """Rooms that several processes share."""

    def __init__(
        self,
        client: redis.Redis,
        limits: Limits | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        """``client`` decodes what it reads."""
        self._now = now
        self._run = client.register_script(_script())
        bounds = limits or Limits()
        self._bounds = json.dumps({
            "rooms": bounds.rooms, "opener": bounds.opener, "people": bounds.people,
            "per_client": bounds.per_client, "per_room": bounds.per_room,
            "questions": MOST_QUESTIONS, "unused": bounds.unused,
            "idle": math.ceil(bounds.idle), "kept": ENDED_KEPT,
        })  # fmt: skip

    @classmethod
    def at(cls, url: str, limits: Limits | None = None) -> RedisRooms:
        """Rooms on the server at this address. Raises LessonError where it is no address."""
        try:
            client = redis.Redis.from_url(
                url,
                decode_responses=True,
                encoding_errors="replace",
                socket_timeout=PATIENCE,
                socket_connect_timeout=PATIENCE,
                retry=Retry(NoBackoff(), 1),  # one that is gone must not hold up the page
            )
        except ValueError as error:
            raise LessonError("EXPLORER_REDIS_URL is not an address of a Redis server.") from error
        return cls(client, limits)

    def open(self, opener: str = "") -> Host:
        """A new room. ``opener`` tells who opens many; "" where nobody knows: no bound."""
        host = Host(new_code(), secrets.token_urlsafe(16))
        while self._ask_server("open", host.code, host.key, opener) == ["no", "taken"]:
            host = Host(new_code(), host.key)
        return host

    def ask(self, host: Host, asked: Asked) -> None:
        """What is asked from now on; a question that was asked before keeps its answers."""
        self._do("ask", host.code, host.key, asked.key, asked.to_json())

    def show(self, host: Host) -> None:
        """The present question takes no more answers."""
        self._do("show", host.code, host.key)

    def end(self, host: Host) -> None:
        """End the room and drop its answers."""
        self._do("end", host.code, host.key)

    def people(self, host: Host) -> int:
        """How many phones have joined."""
        return int(self._do("people", host.code, host.key)[0])

    def tallies(self, host: Host) -> tuple[Tally, ...]:
        """Every question that was asked, in order, with its answers."""
        return tuple(_tally(one) for one in self._do("tallies", host.code, host.key))

    def tally(self, host: Host) -> Tally | None:
        """The present question's answers."""
        found = self._do("tally", host.code, host.key)
        return _tally(found[0]) if found else None

    def look(self, code: str, voter: str) -> Seen:
        """What a phone sees. The first look joins."""
        check_voter(voter)
        found = self._do("look", code, voter)
        if not found:
            return Seen(None)
        asked = Asked.from_json(found[0])
        return Seen(asked, bool(found[1]), next(iter(_fitting(asked, [found[2]])), None))

    def answer(self, code: str, voter: str, asked: Asked, value: object) -> bool:
        """Take an answer, in place of an earlier one of the same phone; whether there was one."""
        check_voter(voter)
        number = asked.fit(value)
        return bool(self._do("answer", code, voter, asked.key, repr(number))[0])

    def _do(self, step: str, code: str, *given: str) -> list[Any]:
        """What a step gives. Raises LessonError where it is refused."""
        kind, *found = self._ask_server(step, code, *given)
        if kind != "ok":
            raise refusal(found[0], code)
        return found

    def _ask_server(self, step: str, code: str, *given: str) -> list[Any]:
        room = f"{PREFIX}:{{{code}}}"
        try:
            found: Any = self._run(
                keys=[room, f"{room}:people", f"{PREFIX}s", f"{PREFIX}s:openers"],
                args=[step, code, f"{self._now():.3f}", self._bounds, *given],
            )
        except _GONE as error:
            raise refusal("gone") from error
        if found[0] == "no" and found[1] in ("rooms", "opener"):
            raise refusal(found[1])
        return found


def _tally(found: list[Any]) -> Tally:
    asked = Asked.from_json(found[0])
    return Tally(asked, bool(found[1]), Counter(_fitting(asked, found[2])))


def _fitting(asked: Asked, written: list[str]) -> list[float]:
    """Those of the answers that the question can have."""
    kept = []
    for one in written:
        try:
            kept.append(asked.fit(float(one)))
        except (ValueError, LessonError):
            continue
    return kept
