"""A class that is asked again, and what phones do at a step with a text of one's own."""

import re

import pytest

from explorer.lessons import room_store
from explorer.lessons.rooms import Limits, refusal
from explorer.lessons.rooms_memory import MemoryRooms
from explorer.ui.lesson import network

IT = "it-tired-or-wide"


@pytest.fixture
def rooms(monkeypatch):
    """The store that the app uses in this test."""
    made = MemoryRooms(Limits(rooms=3, people=2))
    monkeypatch.setattr(room_store, "_made", lambda url: made)
    return made


def code_of(app):
    return re.search(r"Room \*\*([A-Z]{5})", app.words())[1]


def html(app):
    return " ".join(one.proto.body for one in app.get("html"))


@pytest.fixture
def lecture(visit, rooms):
    """The lecturer's page with an open room: (app, code)."""
    app = visit(lesson=IT).press("class_open")
    return app, code_of(app)


def test_a_second_vote_asks_phones_anew_and_keeps_the_first(lecture, visit, rooms):
    app, code = lecture
    phone = visit("join", room=code).press(f"join_{IT}/1_1")
    app.run().press("class_show").press("class_again")
    assert f"Room **{code}**" in app.words()
    assert "tally" not in html(app)
    assert "**0** of 1 have answered" in app.words()
    assert "vote 2" in phone.run().words()
    assert not phone.said("success")
    phone.press(f"join_{IT}/1/2_7")
    app.run().press("class_show")
    assert "<span>street</span>" in html(app)
    assert "The vote before, 1 answer: animal: 100 %." in app.words()
    host = app.session_state["_class_host"]
    assert [one.asked.key for one in rooms.tallies(host)] == [f"{IT}/1", f"{IT}/1/2"]


def test_asking_again_hides_the_models_answer(lecture, visit):
    app, code = lecture
    visit("join", room=code).press(f"join_{IT}/1_1")
    app.run().press("class_show").press("class_model")
    assert "68 %" in app.words()
    app.press("class_again")
    assert "68 %" not in app.words()
    assert "Predict first" in app.words()


def test_a_window_that_is_loaded_again_goes_on_with_the_second_vote(lecture, visit, rooms):
    app, code = lecture
    host = app.session_state["_class_host"]
    visit("join", room=code).press(f"join_{IT}/1_1")
    app.run().press("class_show").press("class_again")
    again = visit(lesson=IT)
    again.session_state["class_key"] = {"kept": f"{host.code} {host.key}"}
    again.run()
    assert rooms.tally(host).asked.key == f"{IT}/1/2"


def test_at_a_step_with_a_text_of_ones_own_phones_say_whether_they_have_one(visit, rooms):
    app = visit(lesson=IT, step="4").press("class_open")
    code = code_of(app)
    phone = visit("join", room=code)
    assert "gives “animal” less than 20 %" in phone.words()
    (link,) = phone.get("link_button")
    assert link.proto.url == f"./?lesson={IT}&step=4"
    phone.press(f"join_{IT}/4_0")
    assert phone.said("success") == ["Your answer: I have found one. It has arrived."]
    assert "1 of 1 have found one." in app.run().words()
    assert "class_show" not in [button.key for button in app.button]
    phone.press(f"join_{IT}/4_1")
    assert "0 of 1 have found one." in app.run().words()


def test_who_opens_a_room_is_told_to_the_store_by_a_short_name(visit, rooms, monkeypatch):
    told = []
    monkeypatch.setattr(rooms, "open", lambda opener: told.append(opener) or _refused())
    monkeypatch.setattr(network, "visitor", lambda: "abcdef")
    app = visit(lesson=IT).press("class_open")
    assert told == ["abcdef"]
    assert "as many rooms as one may" in " ".join(app.said("warning"))


def _refused():
    raise refusal("opener")
