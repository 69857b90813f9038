"""A folder that is written anew: old files go, files of others stay."""

import json

import pytest

from explorer.errors import InputError
from explorer.live.tree import RECORD, write

FIRST = {"index.html": b"one", "parts/a.1.bin": b"a", "parts/old/b.bin": b"b"}


def names(folder):
    found = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}
    return found - {RECORD}


def test_what_is_no_longer_there_goes_and_what_others_put_there_stays(tmp_path):
    write(tmp_path, FIRST)
    (tmp_path / "CNAME").write_text("bert.example")
    (tmp_path / "parts" / "mine.txt").write_text("mine")
    write(tmp_path, {"index.html": b"two", "parts/a.2.bin": b"a"})
    assert names(tmp_path) == {"index.html", "parts/a.2.bin", "CNAME", "parts/mine.txt"}
    assert (tmp_path / "index.html").read_bytes() == b"two"
    assert not (tmp_path / "parts" / "old").exists()


def test_a_file_that_is_the_same_is_not_written_again(tmp_path):
    write(tmp_path, FIRST)
    before = (tmp_path / "index.html").stat().st_mtime_ns
    write(tmp_path, {**FIRST, "new.html": b"new"})
    assert (tmp_path / "index.html").stat().st_mtime_ns == before


def test_a_file_of_others_in_the_way_is_refused_before_anything_is_written(tmp_path):
    (tmp_path / "index.html").write_text("mine")
    with pytest.raises(InputError, match=r"index\.html” is there already, and is not from here"):
        write(tmp_path, FIRST)
    assert names(tmp_path) == {"index.html"}
    assert (tmp_path / "index.html").read_text() == "mine"


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match=r"cannot be written \(Not a directory\)"):
        write(tmp_path / "file" / "site", FIRST)


@pytest.mark.parametrize("record", ["nonsense", '{"a": 1}', '["../out.txt", "/", 5, "index.html"]'])
def test_a_record_that_was_changed_removes_nothing_elsewhere(tmp_path, record):
    outside = tmp_path / "out.txt"
    outside.write_text("mine")
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / RECORD).write_text(record)
    write(folder, FIRST)
    assert outside.read_text() == "mine"
    assert json.loads((folder / RECORD).read_text()) == sorted(FIRST)
