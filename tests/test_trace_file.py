"""A Trace goes to a file and comes back: the same numbers, the same text, known weights."""

from __future__ import annotations

import hashlib
import json
import zipfile
from dataclasses import fields, is_dataclass

import numpy as np
import pytest
from support.traces import make_trace

import explorer
from explorer.engine.ablation import without_heads
from explorer.engine.checkpoint import BUNDLED_SHA256
from explorer.errors import TraceFileError
from explorer.seq2seq import Seq2SeqTrace
from explorer.text import TextInput
from explorer.trace import CapturedLayer, Trace, WeightsLayer

TEXT, PAIR = "The cat sat on the bank.", "It slept, “naïvely” 猫."


def same(one, other, where="trace"):
    """Whether two records hold equal values of equal types, all the way down."""
    assert type(one) is type(other), where
    if isinstance(one, np.ndarray):
        assert one.dtype == other.dtype, where
        assert np.array_equal(one, other), where
        assert not other.flags.writeable, where
    elif isinstance(one, tuple):
        assert len(one) == len(other), where
        for number, pair in enumerate(zip(one, other, strict=True)):
            same(*pair, f"{where}[{number}]")
    elif is_dataclass(one):
        for entry in fields(one):
            if not entry.name.startswith("_"):
                same(getattr(one, entry.name), getattr(other, entry.name), f"{where}.{entry.name}")
    else:
        assert one == other, where


@pytest.mark.parametrize("arch", ["bert", "roberta", "albert", "deberta-v2", "mpnet", "gpt2"])
def test_a_trace_comes_back_as_it_was(checkpoint, tmp_path, arch):
    trace = explorer.load(checkpoint(arch)).run(TEXT, PAIR)
    same(trace, explorer.open_trace(trace.save(tmp_path / "a trace")))


def test_both_kinds_of_layers_are_among_those_tried(checkpoint):
    kinds = {type(explorer.load(checkpoint(a)).run(TEXT).layers[0]) for a in ("bert", "deberta-v2")}
    assert kinds == {CapturedLayer, WeightsLayer}


def test_options_of_a_run_come_back(bundled, tmp_path):
    words = bundled.run("", words=["New York", "sleeps"], special_tokens=False)
    hidden = bundled.run(TextInput(TEXT, masked=(2,)))
    cut = bundled.run("cat " * 600)
    for number, trace in enumerate((words, hidden, cut)):
        opened = explorer.open_trace(trace.save(tmp_path / f"{number}.npz"))
        same(trace, opened)
        assert opened.input == trace.input
    assert cut.dropped


def test_an_ablated_trace_comes_back_with_the_weights_it_was_given(bundled, tmp_path):
    with without_heads(bundled, [(1, 3)]):
        trace = bundled.run(TEXT)
    opened = explorer.open_trace(trace.save(tmp_path / "ablated.npz"))
    same(trace, opened)
    assert opened.layers[1].given is not None
    assert not opened.attention(1)[3].any()


def test_an_encoder_decoder_comes_back(checkpoint, tmp_path):
    trace = explorer.load_seq2seq(checkpoint("bart")).run(TEXT, PAIR)
    opened = explorer.open_trace(trace.save(tmp_path / "two.npz"))
    assert isinstance(opened, Seq2SeqTrace)
    same(trace, opened)


def test_a_saved_trace_says_what_it_was_made_with(bundled, tmp_path):
    import torch
    import transformers

    opened = explorer.open_trace(bundled.run(TEXT).save(tmp_path / "t.npz"))
    assert opened.spec.sha256 == BUNDLED_SHA256
    assert opened.spec.id == "all-MiniLM-L6-v2"
    told = {
        "explorer": explorer.__version__,
        "torch": torch.__version__,
        "transformers": transformers.__version__,
        "numpy": np.__version__,
        "dtype": "float32",
    }
    assert told.items() <= opened.made_with.items()


def test_what_a_trace_was_made_with_survives_saving_it_again(bundled, tmp_path):
    first = bundled.run(TEXT)
    object.__setattr__(first, "made_with", {"torch": "1.0"})
    opened = explorer.open_trace(first.save(tmp_path / "t.npz"))
    again = explorer.open_trace(opened.save(tmp_path / "again.npz"))
    assert again.made_with == {"torch": "1.0"}


def test_weights_in_several_files_have_one_sum(tmp_path):
    from explorer import catalog
    from explorer.engine.provenance import traced

    for name in ("model-00002-of-00002.safetensors", "model-00001-of-00002.safetensors"):
        (tmp_path / name).write_bytes(name.encode())
    lines = "".join(
        f"{hashlib.sha256(name.encode()).hexdigest()}  {name}\n"
        for name in ("model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors")
    )
    found = traced(catalog.from_path(tmp_path), tmp_path)
    assert found.sha256 == hashlib.sha256(lines.encode()).hexdigest()


def test_numpy_reads_the_arrays_without_pickle(bundled, tmp_path):
    trace = bundled.run(TEXT)
    with np.load(trace.save(tmp_path / "t.npz"), allow_pickle=False) as archive:
        arrays = [archive[name] for name in archive.files if name != "trace.json"]
    assert any(np.array_equal(one, trace.hidden) for one in arrays)


@pytest.fixture
def saved(bundled, tmp_path):
    return bundled.run(TEXT).save(tmp_path / "trace.npz")


def rewritten(path, change):
    """The file with its manifest changed; ``change`` edits it in place."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(parts["trace.json"])
    change(manifest, parts)
    parts["trace.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def opened_with(path, sentence):
    with pytest.raises(TraceFileError, match=sentence) as caught:
        explorer.open_trace(path)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


def test_there_is_no_such_file(tmp_path):
    opened_with(tmp_path / "none.npz", "There is no file “none.npz”")
    opened_with(tmp_path, "There is no file")


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.99])
def test_a_truncated_file_is_told(saved, share):
    content = saved.read_bytes()
    saved.write_bytes(content[: int(len(content) * share)])
    opened_with(saved, "is no saved trace, or a part of it is missing")


def test_a_changed_byte_is_told(saved):
    content = bytearray(saved.read_bytes())
    content[len(content) // 2] ^= 255
    saved.write_bytes(content)
    opened_with(saved, "no saved trace, or a part")


def test_foreign_files_are_told(tmp_path):
    np.savez(tmp_path / "other.npz", a=np.ones(3))
    opened_with(tmp_path / "other.npz", "is no saved trace")
    (tmp_path / "text.npz").write_text("hello", "utf-8")
    opened_with(tmp_path / "text.npz", "is no saved trace")


def test_a_small_file_that_would_unpack_to_a_large_one_is_not_unpacked(tmp_path):
    with zipfile.ZipFile(tmp_path / "bomb.npz", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("trace.json", " " * 10**7)
    opened_with(tmp_path / "bomb.npz", "is no saved trace")


def test_another_version_is_told(saved):
    rewritten(saved, lambda manifest, _: manifest.update(version=2))
    opened_with(saved, "saved in version 2 of the format")


@pytest.mark.parametrize(
    "change",
    [
        lambda record: record["fields"].pop("hidden"),
        lambda record: record["fields"].update(hidden={"array": "a999"}),
        lambda record: record["fields"].update(hidden=record["fields"]["segment"]),
        lambda record: record["fields"].update(tokens=["one"]),
        lambda record: record["fields"].update(unknown=1),
        lambda record: record.update({"class": "Path"}),
        lambda record: record["fields"]["layers"].pop(),
        lambda record: record["fields"]["layers"][0]["fields"].update(
            query=record["fields"]["hidden"]
        ),
        lambda record: record["fields"]["input"]["fields"].update(text=""),
    ],
)
def test_a_record_that_does_not_fit_together_is_told(saved, change):
    rewritten(saved, lambda manifest, _: change(manifest["record"]))
    with pytest.raises(explorer.ExplorerError):
        explorer.open_trace(saved)


def test_arrays_of_objects_are_not_read(saved):
    def change(manifest, parts):
        from io import BytesIO

        made = BytesIO()
        np.save(made, np.array([{"a": 1}], object), allow_pickle=True)
        parts["a0.npy"] = made.getvalue()
        manifest["arrays"]["a0"] = ["object", 1]

    rewritten(saved, change)
    opened_with(saved, "does not fit together")


def test_a_file_that_cannot_be_written_leaves_the_old_one(bundled, tmp_path, monkeypatch):
    path = bundled.run(TEXT).save(tmp_path / "t.npz")
    before = path.read_bytes()

    def fails(*_args, **_options):
        raise OSError("disk full")

    monkeypatch.setattr(np.lib.format, "write_array", fails)
    with pytest.raises(OSError, match="disk full"):
        bundled.run(PAIR).save(path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["t.npz"]
    assert isinstance(explorer.open_trace(path), Trace)


@pytest.mark.parametrize("name", ["nodir/x.npz", "", "a\0b.npz"])
def test_a_place_that_cannot_be_written_is_a_sentence(tmp_path, name):
    trace = make_trace()
    place = tmp_path / name if name else ""
    with pytest.raises(TraceFileError, match="cannot be saved as"):
        trace.save(place)
    with pytest.raises(TraceFileError, match="cannot be saved as"):
        trace.save(tmp_path)


def test_a_file_that_says_it_is_encrypted_is_a_sentence(tmp_path):
    path = make_trace().save(tmp_path / "a.npz")
    bytes_ = bytearray(path.read_bytes())
    at = bytes_.find(b"PK\x01\x02")
    while at >= 0:
        bytes_[at + 8] |= 1
        at = bytes_.find(b"PK\x01\x02", at + 1)
    path.write_bytes(bytes_)
    with pytest.raises(TraceFileError):
        explorer.open_trace(path)
