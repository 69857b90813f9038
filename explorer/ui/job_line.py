"""Who works now and who waits: jobs in lines, in the order they came; long ones stand back."""

from __future__ import annotations

import contextlib
import os
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition, Event, Lock

from explorer.ui import limits

NICENESS = 5
"""How far a long job's thread stands back behind those that draw pages (Linux: of 19).

Not further: what it holds for a moment, such as a place among the passes, others wait for.
"""


class Stopped(Exception):
    """The reader stopped the work or went on to something else: it ends at its next report."""


class Line:
    """So many at a time, the others in the order they came."""

    def __init__(self, places: int) -> None:
        self._places = places
        self._all: list[object] = []  # the first so many have a place, the others wait
        self._changed = Condition()

    def enter(self, me: object, gone: Event) -> None:
        """Wait for a place. Raises Stopped for a reader who has gone on."""
        with self._changed:
            self._all.append(me)
            while self._all.index(me) >= self._places:
                self._changed.wait(0.1)
                if gone.is_set():
                    self._remove(me)
                    raise Stopped

    def leave(self, me: object) -> None:
        """Give the place to the next, if this one has any."""
        with self._changed:
            if me in self._all:
                self._remove(me)

    def _remove(self, me: object) -> None:
        self._all.remove(me)
        self._changed.notify_all()

    @property
    def waiting(self) -> int:
        """How many wait for a place."""
        return max(0, len(self._all) - self._places)

    def ahead(self, me: object) -> int:
        """How many come first; 0 for one that has a place, or is in another line."""
        with self._changed:
            place = self._all.index(me) if me in self._all else 0
        return place + 1 - self._places if place >= self._places else 0


class _Whose:
    """How many jobs each visitor has."""

    def __init__(self) -> None:
        self._jobs: Counter[str] = Counter()
        self._lock = Lock()

    @contextmanager
    def one_more(self, visitor: str) -> Iterator[None]:
        """Count a job of a visitor, "" for nobody, while it lasts. Raises Refused."""
        with self._lock:
            if visitor:
                limits.require_few_jobs(self._jobs[visitor])
            self._jobs[visitor] += 1
        try:
            yield
        finally:
            with self._lock:
                self._jobs -= Counter([visitor])


one_more = _Whose().one_more


def stand_back() -> None:
    """Let pages have the processor first: this thread, and those that it starts, get what is left.

    For a thread that ends with its job: without special rights no thread comes forward again.
    """
    with contextlib.suppress(AttributeError, OSError):  # not on this system: all have equal rights
        me = threading.get_native_id()
        own = os.getpriority(os.PRIO_PROCESS, me)
        os.setpriority(os.PRIO_PROCESS, me, min(own + NICENESS, 19))
