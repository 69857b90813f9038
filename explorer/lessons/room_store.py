"""Which store keeps the rooms: this process's memory, or Redis where the installation has one."""

from __future__ import annotations

import os
from functools import cache

from explorer.errors import LessonError
from explorer.lessons.rooms import Limits, Rooms
from explorer.lessons.rooms_memory import MemoryRooms

SETTING = "EXPLORER_REDIS_URL"


def rooms() -> Rooms:
    """The store in use. Raises LessonError where Redis is asked for and cannot be had."""
    return _made(os.environ.get(SETTING, ""))


@cache
def _made(url: str) -> Rooms:
    limits = Limits.from_environment()
    if not url:
        return MemoryRooms(limits)
    try:
        from explorer.lessons.rooms_redis import RedisRooms  # its client is an extra
    except ImportError as error:
        raise LessonError(
            f"{SETTING} needs the client of Redis: pip install 'bert-explorer[redis]'."
        ) from error
    return RedisRooms.at(url, limits)
