"""A collection keeps pictures as data, in order, and opens again without a model."""

import dataclasses
import io
import json
import zipfile

import pytest
from support.traces import make_trace

from explorer import pictures
from explorer.errors import ExportError
from explorer.export import Options
from explorer.export import collection as collections
from explorer.export.archive import pack
from explorer.export.collection import Collection
from explorer.export.collection_file import MANIFEST, open_collection, save
from explorer.text import TextInput

NOTE = "First line\n<script>alert(1)</script> & “more”"


@pytest.fixture(scope="module")
def collection():
    trace = dataclasses.replace(make_trace(), input=TextInput("a <b>$x$</b> cat\\", "the dog"))
    first = pictures.attention_heatmap(trace, 1, 0).linked("http://127.0.0.1:8501/maps?layer=1")
    return (
        Collection("Heads & <co>")
        .add(first, Options("page", look="grey"), note=NOTE)
        .add(pictures.state_norms(trace))
        .add(pictures.layer_mixes({"tags": make_trace().hidden[:, 0, 0]}, "m"), Options(dpi=72))
    )


@pytest.fixture(scope="module")
def saved(collection):
    return save(collection)


def order(collection):
    return [entry.kept.name for entry in collection.entries]


def test_pictures_are_added_moved_annotated_and_removed(collection):
    assert order(collection) == ["attention_heatmap", "state_norms", "layer_mixes"]
    moved = collection.move(0, 2)
    assert order(moved) == ["state_norms", "layer_mixes", "attention_heatmap"]
    assert order(moved.remove(1)) == ["state_norms", "attention_heatmap"]
    assert moved.annotate(0, "new").entries[0].note == "new"
    assert moved.named("  A\n title ").title == "A title"
    assert moved.named(" ").title == collection.title
    assert order(collection) == ["attention_heatmap", "state_norms", "layer_mixes"]  # untouched


@pytest.mark.parametrize("place", [-1, 3])
def test_a_place_that_is_not_there_is_said(collection, place):
    for step in (collection.remove, lambda at: collection.move(0, at),
                 lambda at: collection.annotate(at, "")):  # fmt: skip
        with pytest.raises(ExportError, match=f"no picture {place}: this collection has 3"):
            step(place)


def test_a_collection_has_an_end(collection, monkeypatch):
    monkeypatch.setattr(collections, "MOST_ENTRIES", 3)
    with pytest.raises(ExportError, match="holds 3 pictures"):
        collection.add(pictures.state_norms(make_trace()))


def test_a_picture_that_does_not_fit_is_not_added(monkeypatch):
    def refuse(*_):
        raise ExportError("too wide")

    monkeypatch.setattr("explorer.export.save.to_bytes", refuse)
    with pytest.raises(ExportError, match="too wide"):
        Collection().add(pictures.state_norms(make_trace()))


def test_saved_and_opened_it_is_the_same(collection, saved):
    opened = open_collection(saved)
    assert (opened.title, order(opened)) == (collection.title, order(collection))
    for mine, theirs in zip(collection.entries, opened.entries, strict=True):
        assert mine.kept.words == theirs.kept.words
        assert mine.kept.figures == theirs.kept.figures
        assert (mine.options, mine.note, mine.preview) == (
            theirs.options,
            theirs.note,
            theirs.preview,
        )
    assert save(opened) == saved == save(collection)


def test_arrays_come_back_with_their_kind_and_shape(collection):
    z = collection.entries[0].kept.figure.data[0].z
    assert (z.shape, z.dtype) == ((10, 10), make_trace().attention(1)[0].dtype)
    assert (z == make_trace().attention(1)[0]).all()


def changed(saved, change):
    """The file with its manifest or files changed by ``change(manifest, files)``."""
    with zipfile.ZipFile(io.BytesIO(saved)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(files[MANIFEST])
    change(manifest, files)
    if MANIFEST in files:
        files[MANIFEST] = json.dumps(manifest).encode()
    return pack(files)


def first(manifest):
    return manifest["entries"][0]


def figure_with(files, change):
    figure = json.loads(files["001/print.json"])
    change(figure)
    files["001/print.json"] = json.dumps(figure).encode()


DAMAGED = {
    "no manifest": lambda _, files: files.pop(MANIFEST),
    "another format": lambda manifest, _: manifest.update(format="something"),
    "entries are no list": lambda manifest, _: manifest.update(entries={"a": 1}),
    "a title that is a number": lambda manifest, _: manifest.update(title=3),
    "a name that leads elsewhere": lambda manifest, _: first(manifest).update(name="../../etc"),
    "a name that nobody knows": lambda manifest, _: first(manifest).update(name="picture"),
    "a missing file": lambda _, files: files.pop("001/numbers.csv"),
    "numbers that are no text": lambda _, files: files.update({"001/numbers.csv": b"\xff\xfe\xfd"}),
    "a preview that is no PNG": lambda _, files: files.update({"001/preview.png": b"<svg/>"}),
    "a note without end": lambda manifest, _: first(manifest).update(note="x" * 10**5),
    "words that are missing": lambda manifest, _: first(manifest)["words"].pop("caption"),
    "options that there are not": lambda manifest, _: first(manifest)["options"].update(run="x"),
    "versions that are no text": lambda manifest, _: first(manifest)["words"].update(
        versions={"torch": 2}
    ),
    "a figure that is no JSON": lambda _, files: files.update({"001/print.json": b"{"}),
    "a figure nested without end": lambda _, files: files.update(
        {"001/print.json": b'{"data":' + b"[" * 10**5}
    ),
    "a kind of mark that asks for maps": lambda _, files: figure_with(
        files, lambda figure: figure["data"].append({"type": "scattermap"})
    ),
    "an image from elsewhere": lambda _, files: figure_with(
        files, lambda figure: figure["layout"].update(images=[{"source": "http://x.test/a.png"}])
    ),
    "objects instead of numbers": lambda _, files: figure_with(
        files, lambda figure: figure["data"][0].update(z={"dtype": "O", "bdata": "AAAA"})
    ),
    "a property that plotly has not": lambda _, files: figure_with(
        files, lambda figure: figure["data"][0].update(onclick="x")
    ),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_foreign_or_damaged_file_gets_one_sentence(name, saved):
    with pytest.raises(ExportError) as error:
        open_collection(changed(saved, DAMAGED[name]))
    said = str(error.value)
    assert said.endswith(".")
    assert "\n" not in said
    assert "collection" in said


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"%PDF-1.7", b"\0" * 100])
def test_a_file_that_is_no_archive_gets_one_sentence(content):
    with pytest.raises(ExportError, match="This file is no collection of pictures"):
        open_collection(content)


def test_a_file_that_was_cut_off_gets_one_sentence(saved):
    with pytest.raises(ExportError, match="not a whole one"):
        open_collection(saved[: len(saved) // 2])


def test_a_wrong_option_is_said_as_elsewhere(saved):
    wrong = changed(saved, lambda manifest, _: first(manifest)["options"].update(size="huge"))
    with pytest.raises(ExportError, match="There is no size 'huge'"):
        open_collection(wrong)


def test_a_newer_file_asks_for_an_update(saved):
    with pytest.raises(ExportError, match="newer version"):
        open_collection(changed(saved, lambda manifest, _: manifest.update(version=99)))


def test_an_archive_that_unpacks_to_too_much_is_not_unpacked(saved):
    bomb = changed(saved, lambda _, files: files.update({"001/numbers.csv": b"0" * 210_000_000}))
    assert len(bomb) < 1_000_000
    with pytest.raises(ExportError, match="too large: at most"):
        open_collection(bomb)


def test_a_link_that_is_a_script_is_left_out(saved):
    wrong = changed(
        saved, lambda manifest, _: first(manifest)["words"].update(link="javascript:alert(1)")
    )
    assert open_collection(wrong).entries[0].kept.link == ""
