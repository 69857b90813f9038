"""How many rooms there may be: all together, from one address, and none that nobody uses."""

from dataclasses import replace

import pytest

from explorer.errors import LessonError
from explorer.lessons.rooms import Asked, Limits

ANIMAL = Asked("it/1", "word", "Which word?", options=("The", "animal", "slept"))
SMALL = Limits(rooms=2, people=3, idle=7200)


def refused(do, *given):
    with pytest.raises(LessonError) as error:
        do(*given)
    return str(error.value)


def test_there_are_only_so_many_rooms(make, clock):
    rooms = make(SMALL)
    host = rooms.open()
    second = rooms.open()
    assert "As many rooms" in refused(rooms.open)
    rooms.end(second)
    third = rooms.open()
    assert len({host.code, second.code, third.code}) == 3
    clock.now += SMALL.idle + 1
    rooms.open()
    rooms.open()
    assert "As many rooms" in refused(rooms.open)


def test_one_computer_cannot_take_all_rooms(make, clock):
    rooms = make(replace(SMALL, rooms=4, opener=2))
    first, second = rooms.open("here"), rooms.open("here")
    assert "as many rooms as one may" in refused(rooms.open, "here")
    rooms.open("there")
    rooms.open()  # from nobody knows where
    assert "As many rooms" in refused(rooms.open, "elsewhere")
    rooms.end(first)
    rooms.open("here")
    assert "as many rooms as one may" in refused(rooms.open, "here")
    rooms.ask(second, ANIMAL)
    clock.now += SMALL.idle + 1
    rooms.open("here")
    rooms.open("here")


def test_a_room_that_no_phone_has_joined_makes_way_where_all_are_taken(make, clock):
    rooms = make(replace(SMALL, unused=600))
    joined, empty = rooms.open(), rooms.open()
    rooms.look(joined.code, "phone001")
    clock.now += 599
    assert "As many rooms" in refused(rooms.open)
    clock.now += 2
    third = rooms.open()
    assert "has ended" in refused(rooms.look, empty.code, "phone001")
    assert "has ended" in refused(rooms.ask, empty, ANIMAL)
    assert rooms.people(joined) == 1
    assert rooms.look(third.code, "phone001").asked is None
    assert "As many rooms" in refused(rooms.open)
