"""The page of the attention view: what is sent, and what comes back."""

import json

import numpy as np
import pytest

from explorer.views import codec


@pytest.fixture
def page(visit):
    """page(layer="1") -> the running page with a tiny model."""

    def open_one(**link):
        app = visit(
            "attention_view", model="folder:tiny-bert", text="The cat sat. It slept.", **link
        )
        assert not app.exception
        return app

    return open_one


def _messages(app):
    """The description of each message to the view, in order."""
    found = [json.loads(node.proto.mixed.json) for node in app.get("bidi_component")]
    return [message["meta"] for message in found]


def test_chosen_layer_is_sent_first_and_all_else_after_it(page):
    metas = _messages(page(layer="1"))
    assert metas[0]["role"] == "view" and metas[0]["index"]["names"] == ["w:self:1"]
    assert {meta["role"] for meta in metas[1:]} == {"more"}
    rest = [name for meta in metas[1:] for name in meta["index"]["names"]]
    kinds = {f"{kind}:self:{layer}" for kind in "wv" for layer in range(3)}
    assert {*rest, "w:self:1"} == kinds and len(rest) == 5


def test_what_the_view_reports_sends_nothing_again(page):
    app = page()
    before = _messages(app)
    told = {"link": "layer.2_heads.1", "layer": 2, "heads": [1], "part": 0}
    app.session_state["attention"] = {"view": told}
    app.run()
    assert _messages(app) == before


def test_long_texts_send_vectors_when_they_are_wanted(page, monkeypatch):
    from explorer.ui import attention_component

    monkeypatch.setattr(attention_component, "VECTOR_BYTES", 0)
    app = page()
    tag = _messages(app)[0]["tag"]
    assert not any("v:" in name for meta in _messages(app) for name in meta["index"]["names"])
    app.session_state["attention"] = {"need": {"name": "v:self:2", "tag": tag}}
    app.run()
    assert "v:self:2" in _messages(app)[-1]["index"]["names"]


def test_messages_stay_small(page, monkeypatch):
    from explorer.ui import attention_component

    monkeypatch.setattr(attention_component, "MESSAGE_BYTES", 1)
    metas = _messages(page())
    assert all(len(meta["index"]["names"]) == 1 for meta in metas)


def test_bertviz_is_one_click_away(page):
    app = page(drawn="BertViz (classic)")
    assert not app.get("bidi_component")
    assert len(app.get("iframe")) == 1


def test_message_size_is_one_byte_a_weight():
    weights = np.full((2, 6, 6), 1 / 6, np.float32)
    assert len(codec.encode_weights(weights)) == 1 + 2 * 6 * 6 + 2 * 6
