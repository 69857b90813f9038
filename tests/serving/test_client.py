"""Asking an engine elsewhere: what it says comes out, and when it is gone nobody waits."""

from __future__ import annotations

import json
from contextlib import closing, contextmanager

import pytest
from support import fake_engine
from support.traces import make_trace

from explorer import errors
from explorer.errors import ExplorerError, InputError, ModelUnavailable
from explorer.serving import client as clients
from explorer.serving import wire
from explorer.serving.client import Client, EngineGone

TRACE = make_trace()
MODEL, SOURCE = TRACE.spec.id, TRACE.input


@contextmanager
def asking(answer):
    """An engine that answers like this, and a client that asks it."""
    with fake_engine.running(answer) as engine, closing(Client(engine.url + "/")) as client:
        yield engine, client


def refusal(kind, sentence="It says why."):
    return 422, json.dumps({"kind": kind, "sentence": sentence}).encode()


def test_a_trace_comes_from_the_engine():
    with asking(lambda told: (200, wire.packed(TRACE))) as (engine, client):
        found = client.trace(MODEL, SOURCE)
    assert found.tokens == TRACE.tokens
    assert [wire.read_asked(told) for told in engine.asked] == [(MODEL, SOURCE)]


@pytest.mark.parametrize("kind", [InputError, ModelUnavailable, errors.CheckpointError])
def test_what_the_engine_says_of_a_text_is_raised_as_it_was(kind):
    with asking(lambda told: refusal(kind.__name__)) as (_, client):
        with pytest.raises(kind, match="It says why") as said:
            client.trace(MODEL, SOURCE)
        assert type(said.value) is kind and not client.is_gone


@pytest.mark.parametrize("kind", ["SystemExit", "no_vectors", "__name__", "annotations", ""])
def test_no_other_error_is_made_from_what_arrives(kind):
    with asking(lambda told: refusal(kind)) as (_, client), pytest.raises(ExplorerError):
        client.trace(MODEL, SOURCE)


@pytest.mark.parametrize("answer", [
    (500, b""), (503, b"no replica"), (404, b""), (302, b""), (0, b""), (200, b"no trace"),
    (200, wire.packed(TRACE)[:-1]), (422, b"<html>"), (422, b"[]"), (422, b'{"kind": 3}'),
])  # fmt: skip
def test_any_other_answer_means_that_it_is_gone(answer):
    with asking(lambda told: answer) as (_, client), pytest.raises(EngineGone):
        client.trace(MODEL, SOURCE)


def test_an_engine_that_is_gone_is_left_alone_for_a_moment_and_then_asked_again(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(clients.time, "monotonic", lambda: now[0])
    with asking(lambda told: (503, b"")) as (engine, client):
        for _ in range(3):
            with pytest.raises(EngineGone):
                client.trace(MODEL, SOURCE)
        assert len(engine.asked) == 1 and client.is_gone
        engine.answer = lambda told: (200, wire.packed(TRACE))
        now[0] += clients.LEFT_ALONE
        assert client.trace(MODEL, SOURCE).tokens == TRACE.tokens and not client.is_gone


def test_an_engine_that_is_not_there_is_gone():
    with asking(lambda told: (200, b"")) as (engine, client):
        engine.stop()
        with pytest.raises(EngineGone):
            client.trace(MODEL, SOURCE)


@pytest.mark.parametrize("address", ["http://[", "no address", "ftp://127.0.0.1"])
def test_an_address_that_is_none_is_one_sentence(address, monkeypatch):
    monkeypatch.setenv(clients.VARIABLE, address)
    with pytest.raises(InputError, match="EXPLORER_ENGINE_URL"):
        clients.client()
