"""Caches bounded by bytes, shared by all sessions: an entry is computed once, however many ask."""

from __future__ import annotations

import sys
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from threading import Lock
from typing import Any, Generic, TypeVar

from cachetools import LRUCache

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

MANY = 500  # strings

_every: list[Kept[Any, Any]] = []


class Kept(Generic[Key, Value]):
    """Results by their key, the least recently used dropped first. Safe to share by threads.

    ``get`` computes a missing entry in the thread that asks first; others who want the same entry
    wait for it, and nobody else waits. What raises is not kept: the next who waits tries again.
    An entry larger than the whole bound is handed out and not kept.
    """

    def __init__(
        self,
        name: str,
        limit: int,
        setting: str = "",
        *,
        size: Callable[[Value], int] | None = None,
    ) -> None:
        """``limit`` and ``size(value)`` are bytes; ``setting`` is the variable that sets it."""
        self.name, self.limit, self.setting = name, limit, setting
        self._size = size or held_bytes
        self._entries: LRUCache[Key, tuple[Value, int]] = LRUCache(limit, getsizeof=lambda e: e[1])
        self._computing: dict[Key, _Turns] = {}
        self._lock = Lock()
        self.hits = self.misses = 0  # entries that were here, and that were not, when asked for
        _every.append(self)

    def get(self, key: Key, compute: Callable[[], Value]) -> Value:
        """The entry, from here or from ``compute()``, whose errors come out."""
        with self._lock:
            if key in self._entries:
                self.hits += 1
                return self._entries[key][0]
            self.misses += 1
            turns = self._computing.setdefault(key, _Turns())
            turns.wanted += 1
        try:
            with turns.one:
                with self._lock:
                    if key in self._entries:
                        return self._entries[key][0]
                    if turns.made:
                        return turns.made[0]
                value = compute()
                self._keep(key, value, turns)
                return value
        finally:
            self._leave(key, turns)

    def _keep(self, key: Key, value: Value, turns: _Turns) -> None:
        size = self._size(value)
        with self._lock:
            turns.made.append(value)  # for those who wait, also where it is too large to be kept
            if size <= self.limit:
                self._entries[key] = value, size

    def _leave(self, key: Key, turns: _Turns) -> None:
        with self._lock:
            turns.wanted -= 1
            if not turns.wanted:
                del self._computing[key]

    def __contains__(self, key: object) -> bool:
        """Whether the entry is here now."""
        with self._lock:
            return key in self._entries

    @property
    def bytes(self) -> int:
        """Bytes held now."""
        with self._lock:
            return int(self._entries.currsize)

    def clear(self) -> None:
        """Drop every entry."""
        with self._lock:
            self._entries.clear()


class _Turns:
    """Those who wait for one entry: one at a time computes, the others find what it made."""

    def __init__(self) -> None:
        self.one, self.wanted, self.made = Lock(), 0, []


def every() -> tuple[Kept[Any, Any], ...]:
    """All caches of the app, in the order of their making."""
    return tuple(_every)


def held_bytes(value: object) -> int:
    """Bytes that a value holds, its parts included, each part once. Arrays say it themselves."""
    total, seen, waiting = 0, set[int](), [value]
    while waiting:
        one = waiting.pop()
        if one is None or id(one) in seen or isinstance(one, type):
            continue
        seen.add(id(one))
        total += _own_bytes(one)
        waiting.extend(_parts(one))
    return total


def _own_bytes(one: object) -> int:
    """Bytes of an object without its parts."""
    if callable(usage := getattr(one, "memory_usage", None)):  # a table of pandas
        found: Any = usage(deep=True)
        return int(found.sum() if hasattr(found, "sum") else found)
    whole = getattr(one, "nbytes", None)
    if isinstance(whole, int):
        return whole
    return sys.getsizeof(one) + (_strings(one) if _is_vocabulary(one) else 0)


def _is_vocabulary(one: object) -> bool:
    """Whether it is a long row of strings: asked one by one, they would take milliseconds."""
    return (
        isinstance(one, (tuple, list)) and len(one) > MANY and set(map(type, _some(one))) == {str}
    )


def _strings(many: Any) -> int:
    """Bytes of so many strings, by those of some of them."""
    some = _some(many)
    return len(many) * sum(map(sys.getsizeof, some)) // len(some)


def _some(many: Sequence[Any]) -> Sequence[Any]:
    """About MANY of them, from all over."""
    return many[:: len(many) // MANY]


def _parts(one: object) -> Iterator[object]:
    """What an object is made of; nothing for one that has told its whole size."""
    if hasattr(one, "memory_usage") or isinstance(getattr(one, "nbytes", None), int):
        return
    if _is_vocabulary(one):
        return
    if isinstance(one, Mapping):
        yield from one.keys()
        yield from one.values()
    elif isinstance(one, (tuple, list, set, frozenset)):
        yield from one
    elif not callable(one):
        yield from getattr(one, "__dict__", {}).values()
