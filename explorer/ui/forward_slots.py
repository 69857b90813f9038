"""The one queue for forward passes: so many at a time, the others wait in the order they came.

Every model that the app loads is led through it (``queued``), so that no page can forget it; work
that is more than one pass at a stretch, such as a pass there and back for a gradient, takes its
place itself: ``with forward_slot(): ...``.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from threading import Event, Lock, local
from typing import Any

READERS = 2  # forward passes at a time


class _Places:
    """Places handed from one to the next in line: who comes back at once stands at the end."""

    def __init__(self, count: int) -> None:
        self._count = self._free = count
        self._line: deque[Event] = deque()
        self._lock = Lock()
        self.given = 0  # places since the start

    def take(self) -> None:
        """Wait for a place."""
        with self._lock:
            self.given += 1
            if self._free:
                self._free -= 1
                return
            called = Event()
            self._line.append(called)
        called.wait()

    def leave(self) -> None:
        """Give the place to the next in line."""
        with self._lock:
            if self._line:
                self._line.popleft().set()
            else:
                self._free += 1

    @property
    def waiting(self) -> int:
        """How many stand in line."""
        return len(self._line)

    @property
    def taken(self) -> int:
        """How many places are in use."""
        return self._count - self._free


_places = _Places(READERS)
_mine = local()


@contextmanager
def forward_slot() -> Iterator[None]:
    """A place among those who may use the processor now; a thread that has one takes no second.

    Two at a time, the others wait. One alone gets every core; two share them, since two passes of
    one thread each are faster than two that fight for the same cores. Nothing that waits for
    another session, such as a cache, may be asked for inside.
    """
    from explorer import engine  # torch takes seconds to import: the page appears first

    if holds_slot():
        yield
        return
    _places.take()
    _mine.held = True
    try:
        engine.share_processor(readers=_places.taken)
        yield
    finally:
        _mine.held = False
        _places.leave()


def holds_slot() -> bool:
    """Whether the present thread has a place."""
    return getattr(_mine, "held", False)


def running() -> int:
    """Passes, or stretches of work, that have a place now."""
    return _places.taken


def waiting() -> int:
    """How many wait for a place."""
    return _places.waiting


def passed() -> int:
    """Places asked for since the start."""
    return _places.given


def queued(*modules: Any) -> None:
    """Lead every pass through these torch modules through the queue."""
    for module in modules:
        if "forward" not in vars(module):  # a body without a head is the model itself
            module.forward = _in_slot(module.forward)


def _in_slot(forward: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(forward)
    def in_slot(*inputs: Any, **named: Any) -> Any:
        with forward_slot():
            return forward(*inputs, **named)

    return in_slot
