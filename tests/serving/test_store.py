"""Traces kept for several processes: a folder and a real Redis."""

from __future__ import annotations

import os
import secrets
import threading

import pytest

from explorer.errors import InputError
from explorer.serving import store
from explorer.serving.store import FolderStore, RedisStore


@pytest.fixture(params=["folder", "redis"])
def kept(request, tmp_path):
    if request.param == "folder":
        return FolderStore(tmp_path / "not yet there", 10**6)
    return RedisStore(request.getfixturevalue("redis_server").url)


def test_what_was_put_is_there_for_another_process(kept, tmp_path):
    key = secrets.token_hex(32)
    assert kept.get(key) is None
    kept.put(key, b"\x00\xff" * 1000)
    assert kept.get(key) == b"\x00\xff" * 1000
    kept.put(key, b"new")
    assert kept.get(key) == b"new"


def test_many_threads_never_read_half_a_trace(kept):
    key, seen = secrets.token_hex(32), set()
    values = [bytes([number]) * 50_000 for number in range(8)]

    def work(value):
        for _ in range(20):
            kept.put(key, value)
            seen.add(kept.get(key))

    threads = [threading.Thread(target=work, args=(value,)) for value in values]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen <= set(values)


def test_a_folder_drops_what_was_not_read_for_longest(tmp_path):
    kept = FolderStore(tmp_path, 3000)
    for number, name in enumerate("abc"):
        kept.put(name, b"x" * 1000)
        os.utime(tmp_path / f"{name}.trace", (number, number))
    assert kept.get("a")  # read now: "b" is the oldest
    kept.put("d", b"x" * 1000)
    assert [kept.get(name) is not None for name in "abcd"] == [True, False, True, True]
    kept.put("huge", b"x" * 3001)
    assert kept.get("huge") is None and kept.get("d")


def test_a_store_that_fails_is_as_good_as_an_empty_one(tmp_path, caplog):
    file = tmp_path / "a file"
    file.write_text("in the way")
    for broken in (FolderStore(file / "below", 10**6), RedisStore("redis://127.0.0.1:9/0")):
        broken.put("a", b"secret words")
        assert broken.get("a") is None
    assert "secret" not in caplog.text and len(caplog.records) >= 2


@pytest.mark.parametrize("name, value, told", [
    (store.VARIABLE, "redis://127.0.0.1:port/0", "no address"),
    (store.SIZE, "many", "a whole number"),
    (store.SIZE, "-1", "a whole number"),
])  # fmt: skip
def test_a_setting_that_is_none_is_one_sentence(name, value, told, tmp_path, monkeypatch):
    monkeypatch.setenv(store.VARIABLE, str(tmp_path))
    monkeypatch.setenv(name, value)
    with pytest.raises(InputError, match=told):
        store.store()


def test_the_environment_names_the_store(tmp_path, monkeypatch):
    monkeypatch.delenv(store.VARIABLE, raising=False)
    assert store.store() is None
    monkeypatch.setenv(store.VARIABLE, str(tmp_path))
    assert isinstance(store.store(), FolderStore) and store.store() is store.store()
    monkeypatch.setenv(store.VARIABLE, "redis://127.0.0.1:9/0")
    assert isinstance(store.store(), RedisStore)
