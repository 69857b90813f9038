"""Fixtures of lessons."""

from __future__ import annotations

import pytest

SMALL = {"rooms": 2, "people": 3, "idle": 7200, "per_client": 5, "per_room": 8}


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self):
        self.now = 1_000_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(params=["memory", "redis"])
def make(request, clock):
    """make(limits) -> a store of small bounds, or of these, whose time is the clock's."""
    from explorer.lessons.rooms import Limits
    from explorer.lessons.rooms_memory import MemoryRooms

    small = Limits(**SMALL)
    if request.param == "memory":
        return lambda limits=small: MemoryRooms(limits, clock)
    from explorer.lessons.rooms_redis import RedisRooms

    server = request.getfixturevalue("redis_server")
    server.client.flushall()
    return lambda limits=small: RedisRooms(server.client, limits, clock)
