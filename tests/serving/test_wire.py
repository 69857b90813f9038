"""A trace over the line is the same trace, bit by bit, or none."""

from __future__ import annotations

import hashlib
import json
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.traces import make_trace

from explorer.errors import InputError, TraceFileError
from explorer.serving import wire
from explorer.text import TextInput

TRACE = make_trace()
PACKED = wire.packed(TRACE)
TEXTS = (
    TextInput("The cat sat on the bank."),
    TextInput("A", "naïve 猫 😀 \u202e"),
    TextInput("no specials", special_tokens=False),
    TextInput("one [MASK] two", masked=(2,)),
    TextInput.from_words(["New York", "sleeps"], special_tokens=False),
)


@pytest.mark.parametrize("source", TEXTS)
def test_what_is_asked_for_comes_back_from_json(source):
    told = json.loads(json.dumps(wire.asked("a/b", source)))
    assert wire.read_asked(told) == ("a/b", source)


@pytest.mark.parametrize("told", [
    None, [], "text", {}, {"model": "m"}, {"model": 1, "text": "a", "special_tokens": True},
    {"model": "m", "text": "a", "special_tokens": 1, "masked": []},
    {"model": "m", "text": "a", "special_tokens": True, "masked": ["0"]},
    {"model": "m", "text": "a", "special_tokens": True, "masked": [True]},
    {"model": "m", "text": "a", "special_tokens": True, "masked": [], "pair": 3},
    {"model": "m", "text": "a", "special_tokens": True, "masked": [], "words": "abc"},
    {"model": "m", "text": "a", "special_tokens": True, "masked": [], "words": []},
    {"model": "m", "text": "a", "special_tokens": True, "masked": [], "words": [" "]},
    {"model": "m", "text": "  ", "special_tokens": True, "masked": []},
])  # fmt: skip
def test_anything_else_is_refused(told):
    with pytest.raises(InputError):
        wire.read_asked(told)


@pytest.mark.parametrize("text", [*TEXTS[:3], TEXTS[4]])
def test_a_trace_comes_back_bit_by_bit_and_smaller(bundled, tmp_path, text):
    trace = bundled.run(text)
    data = wire.packed(trace)
    back = wire.unpacked(data, trace.spec.id, text)
    assert np.array_equal(back.hidden, trace.hidden) and back.tokens == trace.tokens
    assert back.spec == trace.spec and back.input == trace.input
    for ours, theirs in zip(trace.layers, back.layers, strict=True):
        assert np.array_equal(ours.query, theirs.query) and np.array_equal(ours.key, theirs.key)
        assert np.array_equal(ours.attention(), theirs.attention())
    assert len(data) < 0.92 * trace.save(tmp_path / "trace").stat().st_size


def test_a_trace_of_another_text_or_model_is_refused():
    wire.unpacked(PACKED, TRACE.spec.id, TRACE.input)
    for model, source in ((TRACE.spec.id, TextInput("another")), ("other", TRACE.input)):
        with pytest.raises(TraceFileError, match="another"):
            wire.unpacked(PACKED, model, source)


@given(st.data())
def test_a_damaged_trace_is_refused(data):
    whole = PACKED
    place = data.draw(st.integers(0, len(whole) - 1))
    damaged = bytearray(whole)
    damaged[place] ^= data.draw(st.integers(1, 255))
    for broken in (bytes(damaged), whole[:place], whole + b"x", b""):
        with pytest.raises(TraceFileError):
            wire.unpacked(broken, TRACE.spec.id, TRACE.input)


def resealed(body):
    """A body with a sum that is right, as somebody who wants to do harm would make it."""
    return wire.MAGIC + hashlib.sha256(body).digest() + body


@pytest.mark.parametrize("size, told", [
    (10**13, "larger than one run"),
    (5, "not as long as it says"),
    (10**8, "not as long as it says"),
])  # fmt: skip
def test_a_bomb_takes_no_memory(size, told):
    bomb = size.to_bytes(8, "big") + zlib.compress(bytes(10**7))
    with pytest.raises(TraceFileError, match=told):
        wire.unpacked(resealed(bomb), "m", TextInput("a"))


def test_what_is_no_archive_is_refused():
    for inner in (b"no zip", b""):
        body = len(inner).to_bytes(8, "big") + zlib.compress(inner)
        with pytest.raises(TraceFileError):
            wire.unpacked(resealed(body), "m", TextInput("a"))
    with pytest.raises(TraceFileError, match="not whole"):
        wire.unpacked(resealed((4).to_bytes(8, "big") + b"none"), "m", TextInput("a"))


def test_keys_tell_apart_all_that_a_trace_depends_on():
    keys = {wire.key(model, source) for model in ("a", "b") for source in TEXTS}
    assert len(keys) == 2 * len(TEXTS)
    assert wire.key("a", TEXTS[0]) == wire.key("a", TextInput("The cat sat on the bank."))
