"""Traces kept for several processes, in a folder or in Redis, under the SHA-256 of what was asked.

EXPLORER_TRACE_STORE is a folder, or an address that begins with redis:// or rediss://. A store that
fails is as good as an empty one: it saves work and is never needed.
"""

from __future__ import annotations

import logging
import os
import tempfile
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

from explorer.errors import InputError
from explorer.settings import whole_number
from explorer.text import shorten

VARIABLE = "EXPLORER_TRACE_STORE"
SIZE = "EXPLORER_TRACE_STORE_MB"
DEFAULT_MB = 1000
KEPT_SECONDS = 7 * 24 * 3600
"""In Redis; its own memory policy decides what goes first."""
_REDIS = ("redis://", "rediss://")
_ENDING = ".trace"
_log = logging.getLogger(__name__)


class Store(Protocol):
    """What a store can do; neither raises."""

    def get(self, key: str) -> bytes | None:
        """What was kept under a key."""

    def put(self, key: str, data: bytes) -> None:
        """Keep something under a key."""


def store() -> Store | None:
    """The store that the environment names; None without one. Raises InputError."""
    place = os.environ.get(VARIABLE, "").strip()
    if not place:
        return None
    return _store(place, whole_number(SIZE, DEFAULT_MB) * 10**6)


@cache
def _store(place: str, limit: int) -> Store:
    if not place.startswith(_REDIS):
        return FolderStore(Path(place), limit)
    try:
        return RedisStore(place)
    except ValueError as error:  # such as a port that is no number
        raise InputError(
            f"{VARIABLE} is “{shorten(place, 80)}”, which is no address: "
            "write it as redis://host:6379/1."
        ) from error


class FolderStore:
    """A file for each trace; those not read for longest go when there are too many bytes."""

    def __init__(self, folder: Path, limit: int) -> None:
        """``limit`` is in bytes, for all files together."""
        self._folder, self._limit = folder, limit
        self._lock = Lock()

    def get(self, key: str) -> bytes | None:
        """The bytes, or None."""
        file = self._folder / (key + _ENDING)
        try:
            data = file.read_bytes()
            os.utime(file)  # read last, dropped last
        except OSError:
            return None
        return data

    def put(self, key: str, data: bytes) -> None:
        """Write beside, then rename: nobody ever reads half a file."""
        if len(data) > self._limit:
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self._folder, delete=False) as part:
                part.write(data)
            Path(part.name).replace(self._folder / (key + _ENDING))
            self._make_room()
        except OSError as error:
            _log.warning("The folder of traces cannot be written: %s", type(error).__name__)

    def _make_room(self) -> None:
        with self._lock:
            found = [(file.stat(), file) for file in self._folder.glob("*" + _ENDING)]
            held = sum(about.st_size for about, _ in found)
            for about, file in sorted(found, key=lambda one: one[0].st_mtime):
                if held <= self._limit:
                    return
                file.unlink(missing_ok=True)
                held -= about.st_size


class RedisStore:
    """Traces in Redis, for a week."""

    def __init__(self, address: str) -> None:
        """``address`` is a redis:// or rediss:// URL; it is not asked before the first trace."""
        import redis

        self._redis: Any = redis.Redis.from_url(
            address, socket_timeout=2, socket_connect_timeout=0.5
        )
        self._failures: type[Exception] = redis.RedisError

    def get(self, key: str) -> bytes | None:
        """The bytes, or None."""
        try:
            return self._redis.get(_name(key))
        except self._failures as error:
            self._say(error)
            return None

    def put(self, key: str, data: bytes) -> None:
        """Keep the bytes for a week."""
        try:
            self._redis.set(_name(key), data, ex=KEPT_SECONDS)
        except self._failures as error:
            self._say(error)

    def _say(self, error: Exception) -> None:
        _log.warning("The Redis of traces does not answer: %s", type(error).__name__)


def _name(key: str) -> str:
    return f"explorer:trace:{key}"
