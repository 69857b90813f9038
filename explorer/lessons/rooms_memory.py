"""Rooms in the memory of one process; nothing is written anywhere."""

from __future__ import annotations

import secrets
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

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


@dataclass
class _Rate:
    """Answers within the present second."""

    second: int = 0
    count: int = 0

    def allows(self, now: float, most: int) -> bool:
        """Count one more, if there may be one."""
        if int(now) != self.second:
            self.second, self.count = int(now), 0
        self.count += self.count < most + 1
        return self.count <= most


@dataclass
class _Asking:
    """A question and its answers by phone."""

    asked: Asked
    shown: bool = False
    answers: dict[str, float] = field(default_factory=dict)

    def tally(self) -> Tally:
        return Tally(self.asked, self.shown, Counter(self.answers.values()))


@dataclass
class _Room:
    key: str
    used: float
    opener: str = ""
    ended: bool = False
    present: _Asking | None = None
    asked: dict[str, _Asking] = field(default_factory=dict)
    people: dict[str, _Rate] = field(default_factory=dict)
    rate: _Rate = field(default_factory=_Rate)


class MemoryRooms:
    """Rooms of this process. One lock for all: every step below takes microseconds."""

    def __init__(self, limits: Limits | None = None, now: Callable[[], float] = time.time) -> None:
        self._limits, self._now = limits or Limits(), now
        self._rooms: dict[str, _Room] = {}
        self._lock = Lock()

    def open(self, opener: str = "") -> Host:
        """A new room. ``opener`` tells who opens many; "" where nobody knows: no bound."""
        with self._lock:
            self._tidy()
            self._make_way(opener)
            code = new_code()
            while code in self._rooms:
                code = new_code()
            key = secrets.token_urlsafe(16)
            self._rooms[code] = _Room(key, self._now(), opener)
            return Host(code, key)

    def ask(self, host: Host, asked: Asked) -> None:
        """What is asked from now on; a question that was asked before keeps its answers."""
        with self._lock:
            room = self._own(host)
            if asked.key not in room.asked and len(room.asked) >= MOST_QUESTIONS:
                raise refusal("questions", host.code)
            room.used = self._now()
            room.present = room.asked.setdefault(asked.key, _Asking(asked))

    def show(self, host: Host) -> None:
        """The present question takes no more answers."""
        with self._lock:
            room = self._own(host)
            room.used = self._now()
            if room.present:
                room.present.shown = True

    def end(self, host: Host) -> None:
        """End the room and drop its answers."""
        with self._lock:
            self._end(self._own(host))

    def people(self, host: Host) -> int:
        """How many phones have joined."""
        with self._lock:
            return len(self._own(host).people)

    def tallies(self, host: Host) -> tuple[Tally, ...]:
        """Every question that was asked, in order, with its answers."""
        with self._lock:
            return tuple(asking.tally() for asking in self._own(host).asked.values())

    def tally(self, host: Host) -> Tally | None:
        """The present question's answers."""
        with self._lock:
            present = self._own(host).present
            return present and present.tally()

    def look(self, code: str, voter: str) -> Seen:
        """What a phone sees. The first look joins."""
        check_voter(voter)
        with self._lock:
            room = self._found(code)
            self._join(room, code, voter)
            asking = room.present
            if asking is None:
                return Seen(None)
            return Seen(asking.asked, asking.shown, asking.answers.get(voter))

    def answer(self, code: str, voter: str, asked: Asked, value: object) -> bool:
        """Take an answer, in place of an earlier one of the same phone; whether there was one."""
        check_voter(voter)
        number = asked.fit(value)
        with self._lock:
            room, now = self._found(code), self._now()
            if not self._join(room, code, voter).allows(now, self._limits.per_client):
                raise refusal("fast", code)
            if not room.rate.allows(now, self._limits.per_room):
                raise refusal("busy", code)
            asking = room.present
            if asking is None or asking.shown or asking.asked.key != asked.key:
                raise refusal("late", code)
            again = voter in asking.answers
            asking.answers[voter] = number
            room.used = now
            return again

    def _found(self, code: str) -> _Room:
        room = self._rooms.get(code)
        if room is None:
            raise refusal("unknown", code)
        if not room.ended and self._now() - room.used > self._limits.idle:
            self._end(room)
        if room.ended:
            raise refusal("ended", code)
        return room

    def _own(self, host: Host) -> _Room:
        room = self._found(host.code)
        if not secrets.compare_digest(room.key.encode(), host.key.encode()):
            raise refusal("host", host.code)
        return room

    def _join(self, room: _Room, code: str, voter: str) -> _Rate:
        if voter not in room.people and len(room.people) >= self._limits.people:
            raise refusal("full", code)
        return room.people.setdefault(voter, _Rate())

    def _end(self, room: _Room) -> None:
        room.ended = True
        room.present = None
        room.asked.clear()
        room.people.clear()

    def _make_way(self, opener: str) -> None:
        """Refuse one more room of one opener; where all rooms are taken, end the oldest unused."""
        taken = [room for room in self._rooms.values() if not room.ended]
        own = sum(room.opener == opener for room in taken)
        if opener and own >= self._limits.opener:
            raise refusal("opener")
        if len(taken) < self._limits.rooms:
            return
        before = self._now() - self._limits.unused
        unused = [room for room in taken if not room.people and room.used < before]
        if not unused:
            raise refusal("rooms")
        self._end(min(unused, key=lambda room: room.used))

    def _tidy(self) -> None:
        """End rooms that nobody uses; forget those that ended long ago."""
        now = self._now()
        for code, room in list(self._rooms.items()):
            if now - room.used > self._limits.idle:
                self._end(room)
            if room.ended and now - room.used > self._limits.idle + ENDED_KEPT:
                del self._rooms[code]
        ended = [code for code, room in self._rooms.items() if room.ended]
        for code in ended[: -self._limits.rooms]:  # the oldest first
            del self._rooms[code]
