"""The app with an engine elsewhere: its numbers are drawn, and without it the app goes on."""

from __future__ import annotations

import json
from dataclasses import replace
from threading import Event, Lock, current_thread

import pytest
from support import fake_engine

from explorer import catalog
from explorer.errors import ModelUnavailable
from explorer.serving import wire
from explorer.text import TextInput
from explorer.ui import cache, shared_engine


@pytest.fixture
def engine(bundled, monkeypatch):
    """An engine of another name, so that its traces can be told from the app's own."""

    def answer(told):
        _, source = wire.read_asked(told)
        if "Refuse" in source.text:
            said = {"kind": "InputError", "sentence": "The engine refuses this."}
            return 422, json.dumps(said).encode()
        trace = replace(bundled.run(source), made_with={"explorer": "shared"})
        return 200, wire.packed(trace)

    with fake_engine.running(answer) as found:
        monkeypatch.setenv("EXPLORER_ENGINE_URL", found.url)
        yield found
        shared_engine.client().close()


def made_with(text):
    return cache.get_trace(catalog.BUNDLED_ID, TextInput(text)).made_with["explorer"]


def test_a_page_draws_what_the_shared_engine_computed(engine, visit):
    app = visit("attention_maps", text="A shared bird ate a fish.")
    assert "A shared bird ate a fish." in app.titles()[0]
    assert made_with("A shared bird ate a fish.") == "shared"
    assert shared_engine.GONE not in app.said()
    asked = [told["text"] for told in engine.asked]
    assert asked == ["A shared bird ate a fish."]  # once: then it is kept


def test_what_the_engine_says_of_a_text_is_said(engine, visit):
    app = visit("attention_maps", text="Refuse this text.")
    assert "The engine refuses this." in " ".join(app.said())


def test_without_the_engine_the_app_computes_and_says_so(engine, visit):
    engine.stop()
    app = visit("attention_maps", text="A lonely bird ate a fish.")
    assert "A lonely bird ate a fish." in app.titles()[0]
    assert shared_engine.GONE in " ".join(app.said())
    assert made_with("A lonely bird ate a fish.") != "shared"


def test_a_trace_of_the_store_is_taken_and_a_damaged_one_is_not(tmp_path, monkeypatch, bundled):
    monkeypatch.setenv("EXPLORER_TRACE_STORE", str(tmp_path))
    source = TextInput("A stored bird ate a fish.")
    made_with(source.text)
    (file,) = tmp_path.glob("*.trace")
    assert file.stem == wire.key(catalog.BUNDLED_ID, source)
    file.write_bytes(wire.packed(replace(bundled.run(source), made_with={"explorer": "stored"})))
    cache.TRACES.clear()
    assert made_with(source.text) == "stored"
    file.write_bytes(file.read_bytes()[:-1])
    cache.TRACES.clear()
    assert made_with(source.text) != "stored"


def test_the_own_engine_stands_by_once_and_not_where_it_is_switched_off(monkeypatch):
    loaded, done = [], Event()

    def load():
        loaded.append(current_thread().name)
        done.set()
        raise ModelUnavailable("it is not here")

    monkeypatch.setattr(shared_engine, "_once", Lock())
    monkeypatch.setenv("EXPLORER_STANDBY", "0")
    shared_engine.stand_by(load)
    monkeypatch.delenv("EXPLORER_STANDBY")
    for _ in range(3):
        shared_engine.stand_by(load)
    assert done.wait(60)
    assert loaded == ["standby"]


@pytest.mark.parametrize("name", ["EXPLORER_ENGINE_URL", "EXPLORER_TRACE_STORE"])
def test_an_address_that_is_none_is_one_sentence_on_every_page(visit, monkeypatch, name):
    monkeypatch.setenv(name, "redis://[")
    for page in ("attention_maps", "home", "sentences"):
        app = visit(page)
        assert f"{name} is “redis://[”" in " ".join(app.said()) and not app.exception


def test_nothing_is_fetched_unasked_that_the_shared_engine_has(engine, monkeypatch):
    monkeypatch.setattr(cache, "_is_here", lambda spec: False)
    with pytest.raises(ModelUnavailable, match="in the shared engine alone"):
        cache.get_engine("bert-large-cased")


def test_a_folder_of_this_machine_is_not_asked_for_elsewhere(engine, checkpoint, monkeypatch):
    folder = checkpoint("bert")
    monkeypatch.setenv("EXPLORER_MODELS_DIR", str(folder.parent))
    cache.get_trace(f"{catalog.FOLDER_PREFIX}{folder.name}", TextInput("A local bird."))
    assert engine.asked == []
