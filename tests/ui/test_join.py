"""A class that answers, without a browser: what phones read and send, what the lecturer sees."""

import re

import pytest

from explorer.lessons import room_store
from explorer.lessons.rooms import Asked, Limits, RoomsGone, refusal
from explorer.lessons.rooms_memory import MemoryRooms
from explorer.ui import cache

ANIMAL = Asked("it/1", "word", "Which word?", "it · 1 of 2", options=("The", "animal", "slept"))
SHARE = Asked("it/2", "slider", "How much?", "it · 2 of 2", "It slept.", low=0, high=100, unit=" %")
FEW = Asked("it/3", "number", "How many tokens?", low=1, high=9)
HOSTILE = "</script><b>x</b> $a^2$ **stars** [a](javascript:b)"
IT = "it-tired-or-wide"


@pytest.fixture
def rooms(monkeypatch):
    """The store that the app uses in this test."""
    made = MemoryRooms(Limits(rooms=3, people=2))
    monkeypatch.setattr(room_store, "_made", lambda url: made)
    return made


@pytest.fixture
def host(rooms):
    made = rooms.open()
    rooms.ask(made, ANIMAL)
    return made


def labels(app):
    return [re.sub(r"\\", "", button.label) for button in app.button]


def test_a_phone_answers_and_reads_that_its_answer_is_there(visit, rooms, host):
    app = visit("join", room=host.code)
    assert "Which word?" in app.words()
    app.press(f"join_{ANIMAL.key}_1")
    assert app.said("success") == ["Your answer: animal. It has arrived."]
    assert dict(rooms.tally(host).counts) == {1.0: 1}
    app.press(f"join_{ANIMAL.key}_2")
    assert app.said("success") == [
        "Your answer: slept. It has arrived. It replaces your earlier one."
    ]
    assert dict(rooms.tally(host).counts) == {2.0: 1}


def test_a_phone_follows_the_lecturer(visit, rooms, host):
    app = visit("join", room=host.code)
    rooms.ask(host, SHARE)
    app.run()
    assert "It slept." in app.words()
    app.slider(key=f"join_{SHARE.key}_number").set_value(35).run()
    app.press(f"join_{SHARE.key}_send")
    assert app.said("success") == ["Your answer: 35 %. It has arrived."]
    rooms.show(host)
    app.run()
    assert app.said("info") == [
        "Your answer: 35 %. Look at the screen: the answers are shown there."
    ]
    assert not app.slider
    rooms.ask(host, FEW)
    app.run()
    assert app.button(key=f"join_{FEW.key}_send").disabled
    app.number_input(key=f"join_{FEW.key}_number").set_value(4).run()
    app.press(f"join_{FEW.key}_send")
    assert dict(rooms.tally(host).counts) == {4.0: 1}
    rooms.ask(host, Asked("it/4", "own", "Break it."))
    assert "done on the screen" in app.run().words()


def test_a_phone_that_loads_the_page_again_is_the_same_phone(visit, rooms, host):
    app = visit("join", room=host.code)
    app.press(f"join_{ANIMAL.key}_1")
    link = str(app.query_params["phone"])
    again = visit("join", room=host.code, phone=link)
    assert again.said("success") == ["Your answer: animal. It has arrived."]
    again.press(f"join_{ANIMAL.key}_0")
    assert dict(rooms.tally(host).counts) == {0.0: 1}
    assert rooms.people(host) == 1


@pytest.mark.parametrize("given", ["", "x", "<b>", "9" * 5000])
def test_a_phones_number_that_is_none_is_replaced(visit, rooms, host, given):
    app = visit("join", room=host.code, phone=given)
    app.press(f"join_{ANIMAL.key}_1")
    assert rooms.people(host) == 1
    assert re.fullmatch("[0-9a-f]{16}", str(app.query_params["phone"]))


def test_one_visit_is_one_phone_whatever_its_link_says_later(visit, rooms, host):
    app = visit("join", room=host.code)
    for number in range(5):
        app.query_params["phone"] = f"stuffing{number}"
        app.run()
    assert rooms.people(host) == 1


def test_a_code_can_be_typed(visit, rooms, host):
    app = visit("join")
    assert "Which room?" in app.words()
    app.text_input(key="join_code").set_value(f" {host.code.lower()} ")
    app.press("Join")
    assert "Which word?" in app.words()


@pytest.mark.parametrize(
    ("typed", "said"),
    [("BCDFG", "There is no room BCDFG"), ("nothing", "has five letters"), (HOSTILE, "has five")],
)
def test_a_code_that_leads_nowhere_gets_a_sentence_and_a_way_back(visit, rooms, typed, said):
    app = visit("join", room=typed)
    assert said in " ".join(app.said("warning"))
    app.press("join_leave")
    assert "Which room?" in app.words()


def test_late_and_full_and_ended_are_one_sentence_each(visit, rooms, host):
    app, other = visit("join", room=host.code), visit("join", room=host.code)
    assert "is full" in " ".join(visit("join", room=host.code).said("warning"))
    rooms.ask(host, SHARE)  # the phone still shows the question before
    app.press(f"join_{ANIMAL.key}_1")
    assert rooms.tally(host).answers == 0
    rooms.end(host)
    assert "has ended" in " ".join(other.run().said("warning"))


def test_an_answer_that_was_refused_says_why(visit, rooms, host, monkeypatch):
    app = visit("join", room=host.code)

    def gone(*_):
        raise refusal("gone")

    monkeypatch.setattr(rooms, "answer", gone)
    app.press(f"join_{ANIMAL.key}_1")
    assert "does not answer" in " ".join(app.said("warning"))
    assert not app.said("success")
    monkeypatch.setattr(rooms, "look", gone)
    assert "does not answer" in " ".join(app.run().said("warning"))


def test_questions_are_shown_as_plain_text(visit, rooms, host):
    rooms.ask(host, Asked("it/5", "choice", HOSTILE, HOSTILE, HOSTILE, options=(HOSTILE, "no")))
    app = visit("join", room=host.code)
    app.press("join_it/5_0")
    kinds = ("markdown", "caption", "header", "success")
    drawn = [element.value for kind in kinds for element in getattr(app, kind)]
    drawn += [button.label for button in app.button]
    assert any("stars" in text for text in drawn)
    for raw in ("</script><b>", "**stars**", "](javascript", "$a^2$"):
        assert not any(raw in text for text in drawn)


def test_a_phone_needs_no_model(visit, rooms, host, monkeypatch):
    def asked(*_):
        raise AssertionError("a phone asked for a model")

    app = visit()
    monkeypatch.setattr(cache, "get_engine", asked)
    monkeypatch.setattr(cache, "get_trace", asked)
    app.query_params["room"] = host.code
    app.open("join")
    app.check_up()
    assert "Which word?" in app.words()


def code_of(app):
    return re.search(r"Room \*\*([A-Z]{5})", app.words())[1]


@pytest.fixture
def lecture(visit, rooms):
    """The lecturer's page with an open room: (app, code)."""
    app = visit(lesson=IT).press("class_open")
    app.check_up()
    return app, code_of(app)


def test_the_lecturer_sees_counts_then_answers_then_the_models(lecture, visit, rooms):
    app, code = lecture
    phone = visit("join", room=code)
    assert "To which word does “it” give most of its attention?" in phone.words()
    phone.press(f"join_{IT}/1_1")
    app.run()
    assert "**1** of 1 have answered" in app.words()
    assert "tally" not in html(app)
    app.press("class_show")
    assert "<span>animal</span>" in html(app)
    assert "(the model)" not in html(app)
    app.press("class_model")
    assert "animal (the model)" in html(app)
    assert "68 % of the attention" in app.words()
    app.press("lesson_next")
    assert "How much does it get now?" in phone.run().words()
    app.press("lesson_back")
    assert "the answers are shown there" in " ".join(phone.run().said("info"))


def html(app):
    return " ".join(one.proto.body for one in app.get("html"))


def test_a_lecturer_who_shows_the_picture_closes_the_question(lecture, visit):
    app, code = lecture
    phone = visit("join", room=code)
    app.press("lesson_skip")
    assert "You have not answered." in " ".join(phone.run().said("info"))


def test_a_room_that_has_ended_is_said_and_another_can_be_opened(lecture, rooms):
    app, code = lecture
    rooms._end(rooms._rooms[code])
    app.run()
    assert f"Room {code} has ended." in app.said("warning")
    app.press("class_open")
    assert code not in code_of(app)


def test_ending_the_room_leaves_the_lesson(lecture, rooms):
    app, code = lecture
    app.press("class_end")
    assert "Let the class answer" in labels(app)
    assert rooms._rooms[code].ended


def test_a_window_that_is_loaded_again_finds_its_room(lecture, visit, rooms):
    app, code = lecture
    host = app.session_state["_class_host"]
    for kept, found in ((f"{host.code} {host.key}", True), (f"{host.code} guessed", False)):
        again = visit(lesson=IT)
        again.session_state["class_key"] = {"kept": kept}
        again.run()
        assert (f"Room **{code}**" in again.words()) == found


def test_no_more_rooms_and_a_store_that_is_gone_leave_the_lesson_up(visit, rooms, monkeypatch):
    for _ in range(3):
        rooms.open()
    app = visit(lesson=IT).press("class_open")
    assert "As many rooms" in " ".join(app.said("warning"))
    rooms._rooms.clear()
    app.press("class_open")

    def gone(*_):
        raise RoomsGone("It does not answer.")

    monkeypatch.setattr(rooms, "tally", gone, raising=False)
    app.run()
    assert "It does not answer." in app.said("warning")
    monkeypatch.delattr(rooms, "tally")
    assert "**0** of 0 have answered" in app.run().words()


@pytest.mark.parametrize(
    ("page", "link"),
    [
        ("http://10.0.0.5:8501/", "http://10.0.0.5:8501/join?room=BCDFG"),
        ("http://10.0.0.5:8501/head_view?text=a", "http://10.0.0.5:8501/join?room=BCDFG"),
        ("https://x.org/bert/head_view", "https://x.org/bert/join?room=BCDFG"),
        ("https://x.org/bert", "https://x.org/bert/join?room=BCDFG"),
        ("", ""),
    ],
)
def test_the_link_of_a_room_stands_beside_the_lecturers_page(page, link):
    from explorer.ui.lesson.class_invitation import join_address

    assert join_address(page, "BCDFG") == link


def test_the_counts_are_a_table_that_no_spreadsheet_executes(rooms):
    from explorer.ui.lesson import class_results

    host = rooms.open()
    rooms.ask(host, Asked("it/1", "choice", "=CMD()", options=("=1+1", "no")))
    rooms.answer(host.code, "phone001", rooms.look(host.code, "phone001").asked, 0)
    text = class_results.as_csv(rooms.tallies(host)).decode("utf-8-sig")
    assert text.splitlines() == ["step,question,answer,count", "it/1,'=CMD(),'=1+1,1"]


def test_the_projector_shows_the_classs_answers_then_the_picture(lecture, visit, rooms):
    app, code = lecture
    visit("join", room=code).press(f"join_{IT}/1_1")
    visit("join", room=code).press(f"join_{IT}/1_7")
    app.press("present_start")
    assert "**2** of 2 have answered" in app.words()
    app.press("lesson_next")
    assert "<span>animal</span>" in html(app)
    assert "68 %" not in app.words()
    app.press("lesson_next")
    assert "The class, 2 answers: animal: 50 %, street: 50 %." in app.words()
    assert "68 %" in app.words()
    app.press("lesson_next")
    assert "**0** of 2 have answered" in app.words()
    app.press("lesson_next")  # nobody has answered: the picture comes at once
    assert "28 %" in app.words()
