"""What stands in a saved trace is of the types that its classes name, or it is a sentence."""

from __future__ import annotations

import json
import zipfile

import numpy as np
import pytest

import explorer
from explorer.errors import TraceFileError

TEXT, PAIR = "The cat sat.", "It slept, “naïvely” 猫."

WRONG = [None, 3, True, [], [1, 2], ["a"] * 40, {"map": 3}, {"class": ["x"], "fields": 3},
         "\ud800", 10**30]  # fmt: skip
# What these are is what the field may be: no text, some words, another number.
ALLOWED = {
    "pair": [None], "words": [None, [], ["a"] * 40], "masked": [[], [1, 2]],
    "special_tokens": [True], "scale": [3, 10**30], "revision": [None], "max_tokens": [3],
    "set_up_layers": [3],
    "tasks": [[], ["a"] * 40], "sha256": [None], "dropped": [[], ["a"] * 40], "given": [None],
    "notices": [[], ["a"] * 40], "epsilon": [3, 10**30], "map": [[]], "version": [True],
    "text": ["\ud800"], "parts": [[]], "steps": [[]],  # TextInput mends a text
}  # fmt: skip


def places(value, at=()):
    """The way to every part of a manifest; of each list the first."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value[:1])
    for key, part in pairs:
        yield (*at, key)
        if isinstance(part, dict | list):
            yield from places(part, (*at, key))


def allowed(at, wrong):
    field = next((key for key in reversed(at) if isinstance(key, str)), "")
    mended = field == "pair" and wrong == "\ud800"
    same_type = [type(one) is type(wrong) and one == wrong for one in ALLOWED.get(field, ())]
    return mended or any(same_type)


@pytest.fixture(params=["one text", "two texts"])
def trace(request, checkpoint):
    if request.param == "one text":
        return explorer.load(checkpoint("bert")).run(TEXT, PAIR)
    return explorer.load_seq2seq(checkpoint("bart")).run("the cat", "a dog")


def changes(manifest):
    """Every part of a manifest with every wrong value in its place: where, what, the whole."""
    whole = json.dumps(manifest)
    for at in places(manifest):
        if at[0] == "arrays" and len(at) > 1:
            continue  # sizes are held against the arrays themselves
        for wrong in WRONG:
            changed = json.loads(whole)
            inside = changed
            for key in at[:-1]:
                inside = inside[key]
            if type(inside[at[-1]]) is not type(wrong) or inside[at[-1]] != wrong:
                inside[at[-1]] = wrong
                yield at, wrong, changed


def opens(path, parts):
    """Whether a file of these parts opens; what does not is one sentence."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    try:
        explorer.open_trace(path)
    except TraceFileError as told:
        assert "\n" not in str(told)
        return False
    return True


def test_every_field_of_another_type_is_a_sentence(trace, tmp_path):
    path = trace.save(tmp_path / "t.npz")
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert opens(path, parts)
    tried = 0
    for at, wrong, manifest in changes(json.loads(parts["trace.json"])):
        tried += 1
        if opens(path, parts | {"trace.json": json.dumps(manifest)}):
            assert allowed(at, wrong), (at, wrong)
    assert tried > 500


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("special", lambda trace: trace.word),
        ("word", lambda trace: np.full_like(trace.word, 10**9)),
        ("word", lambda trace: trace.word - 2),
        ("side", lambda trace: trace.side + 2),
        ("ids", lambda trace: trace.ids.astype(np.float64)),
        ("offsets", lambda trace: trace.offsets.reshape(-1)[::2]),
        ("segment", lambda trace: np.stack([trace.segment] * 2, 1)),
        ("hidden", lambda trace: trace.hidden.astype(np.float64)),
        ("labels", lambda trace: (*trace.labels[:-1], None)),
    ],
)
def test_arrays_that_are_not_what_their_field_says_are_a_sentence(
    checkpoint, tmp_path, field, changed
):
    trace = explorer.load(checkpoint("bert")).run(TEXT, PAIR)
    object.__setattr__(trace, field, changed(trace))
    with pytest.raises(TraceFileError, match="does not fit together"):
        explorer.open_trace(trace.save(tmp_path / "t.npz"))
