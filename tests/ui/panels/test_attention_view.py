"""The page of the attention view: what is sent, and what comes back."""

import json

import numpy as np
import pytest

from explorer.lessons.card import View
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
    found = [json.loads(node.proto.mixed.json or "{}") for node in app.get("bidi_component")]
    return [message["meta"] for message in found if "meta" in message]


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


def test_view_opens_on_the_chosen_head_alone(page):
    start = _messages(page(layer="1", head="2"))[0]["start"]
    assert (start["layer"], start["heads"]) == (1, [2])


def test_head_chosen_elsewhere_reaches_the_view_and_nothing_else_is_asked_anew(page):
    app = page(layer="1", head="0")
    app.session_state["_chosen"] = {"head": 1}
    app.run()
    start = _messages(app)[0]["start"]
    assert start["heads"] == [1] and start["anew"] == ["heads"]


def test_another_text_is_a_new_start_that_keeps_the_readers_choices(page):
    app = page(layer="1", head="0")
    app.session_state["text"] = "It slept."
    app.run()
    start = _messages(app)[0]["start"]
    assert start["anew"] == [] and start["asked"] == 1


def test_a_token_can_be_pinned_from_the_start(page, monkeypatch):
    from explorer.ui import attention_component

    show = attention_component.show
    monkeypatch.setattr(attention_component, "show", lambda trace, **_: show(trace, head=1, pin=3))
    start = _messages(page())[0]["start"]
    assert start["pin"] == {"side": "query", "at": 3} and start["heads"] == [1]


def test_a_lesson_names_the_lens_and_the_token_that_the_view_opens_on(page):
    from explorer.ui.lesson.place import view_opening

    view = View(
        "attention_view", "x", settings={"layer": 1, "head": 0, "lens": "neuron", "pin": "k2"}
    )
    assert view_opening(View("tokens", "x")) == {}
    assert view_opening(View("attention_view", "x")) == {"lens": "lines"}
    app = page(layer="1", head="0")
    app.session_state["_open_view"] = view_opening(view)
    app.run()
    start = _messages(app)[0]["start"]
    assert start["lens"] == "neuron" and start["pin"] == {"side": "key", "at": 2}
    assert {"lens", "pin"} <= set(start["anew"]), "whatever the reader looked at before"
    app.run()
    assert _messages(app)[0]["start"] == start, "asked for once"


def test_one_head_is_not_averaged(bundled):
    from explorer.ui.panels import attention_view

    trace = bundled.run("The cat sat.")
    shows, link = attention_view.sentences(trace, 2, [1])
    assert "head 1:" in shows and "veraged" not in link
    shows, link = attention_view.sentences(trace, 2, [1, 3])
    assert "heads 1, 3:" in shows and link.startswith("Averaged over these heads")


def test_display_formulas_stand_between_lines_of_their_own():
    from explorer.ui.panels import attention_view

    lines = [line for line in attention_view.FORMULA.splitlines() if "$$" in line]
    assert lines == [
        "$$",
        "$$",
    ]  # text after an opening $$ is thrown away, and all that follows is TeX


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
    assert not _messages(app)
    assert len(app.get("iframe")) == 1
    assert "bertviz_export" in {button.key for button in app.button}


def test_message_size_is_one_byte_a_weight():
    weights = np.full((2, 6, 6), 1 / 6, np.float32)
    assert len(codec.encode_weights(weights)) == 1 + 2 * 6 * 6 + 2 * 6
