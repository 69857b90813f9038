"""What holds for rooms in Redis alone: several processes, keys that expire, a server that goes."""

import subprocess
import sys

import pytest
import redis
from support import redis_server as servers
from support.app_server import ROOT

from explorer.errors import LessonError
from explorer.lessons import room_store
from explorer.lessons.rooms import Asked, Limits, RoomsGone
from explorer.lessons.rooms_memory import MemoryRooms
from explorer.lessons.rooms_redis import PREFIX, RedisRooms

ANIMAL = Asked("it/1", "word", "Which word?", options=("The", "animal", "slept"))


@pytest.fixture
def client(redis_server):
    redis_server.client.flushall()
    return redis_server.client


def test_two_processes_lead_and_answer_in_the_same_room(redis_server, client):
    with redis.Redis.from_url(redis_server.url, decode_responses=True) as other:
        here, there = RedisRooms(client), RedisRooms(other)
        host = here.open()
        here.ask(host, ANIMAL)
        assert there.look(host.code, "phone001").asked == ANIMAL
        there.answer(host.code, "phone001", ANIMAL, 1)
        assert dict(here.tally(host).counts) == {1.0: 1}
        there.show(host)
        assert here.look(host.code, "phone001").shown


def test_every_key_expires_and_an_ended_room_keeps_no_answer(client):
    rooms = RedisRooms(client, Limits(idle=600))
    host = rooms.open()
    rooms.ask(host, ANIMAL)
    rooms.answer(host.code, "phone001", ANIMAL, 1)
    keys = set(client.keys())
    assert len(keys) == 5
    assert all(key.startswith(PREFIX) for key in keys)
    assert all(0 < client.ttl(key) <= 600 + 3600 for key in keys)
    assert sum(client.ttl(key) <= 600 for key in keys) == 4
    rooms.end(host)
    (left,) = client.keys()
    assert set(client.hgetall(left)) == {"used", "ended"}
    assert 0 < client.ttl(left) <= 3600


@pytest.mark.parametrize("junk", ["", "{", "[1]", '{"key": "it/1"}', "\x80\x04K\x01."])
def test_what_somebody_else_wrote_is_not_trusted(client, junk):
    rooms = RedisRooms(client)
    host = rooms.open()
    rooms.ask(host, ANIMAL)
    client.hset(f"{PREFIX}:{{{host.code}}}", "question:it/1", junk)
    for look in (lambda: rooms.look(host.code, "phone001"), lambda: rooms.tally(host)):
        with pytest.raises(LessonError, match="no question"):
            look()


def test_answers_that_the_question_cannot_have_are_left_out(client):
    rooms = RedisRooms(client)
    host = rooms.open()
    rooms.ask(host, ANIMAL)
    rooms.answer(host.code, "phone001", ANIMAL, 1)
    written = {"phone002": "7", "phone003": "<b>", "phone004": "nan"}
    client.hset(f"{PREFIX}:{{{host.code}}}:answers:it/1", mapping=written)
    assert dict(rooms.tally(host).counts) == {1.0: 1}
    assert rooms.look(host.code, "phone002").said is None


def test_a_server_that_is_gone_is_one_sentence_and_one_that_comes_back_goes_on(tmp_path):
    if servers.find() is None and not servers.is_required():
        pytest.skip("No redis-server found.")
    with servers.running(tmp_path) as server:
        rooms = RedisRooms.at(server.url)
        host = rooms.open()
        server.stop()
        for do in (rooms.open, lambda: rooms.look(host.code, "phone001"), lambda: rooms.show(host)):
            with pytest.raises(RoomsGone, match="does not answer: try again"):
                do()


def test_an_address_that_is_none_is_said(monkeypatch):
    room_store._made.cache_clear()
    monkeypatch.setenv(room_store.SETTING, "http://127.0.0.1:6379")
    with pytest.raises(LessonError, match="not an address of a Redis server"):
        room_store.rooms()


def test_the_environment_chooses_the_store(monkeypatch, redis_server):
    room_store._made.cache_clear()
    monkeypatch.delenv(room_store.SETTING, raising=False)
    assert isinstance(room_store.rooms(), MemoryRooms)
    assert room_store.rooms() is room_store.rooms()
    monkeypatch.setenv(room_store.SETTING, redis_server.url)
    assert isinstance(room_store.rooms(), RedisRooms)
    room_store.rooms().open()


def test_the_client_is_imported_only_where_it_is_used():
    script = "import sys; from explorer.lessons import room_store; room_store.rooms(); " \
        "print('redis' in sys.modules)"  # fmt: skip
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True,
                          check=True)  # fmt: skip
    assert done.stdout.strip() == "False"


def test_without_the_client_the_sentence_says_what_to_install(monkeypatch):
    room_store._made.cache_clear()
    monkeypatch.setenv(room_store.SETTING, "redis://127.0.0.1:1")
    monkeypatch.setitem(sys.modules, "explorer.lessons.rooms_redis", None)
    with pytest.raises(LessonError, match=r"bert-explorer\[redis\]"):
        room_store.rooms()
