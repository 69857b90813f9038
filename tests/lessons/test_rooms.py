"""Rooms, in memory and in Redis: what is asked, what is counted, and what is refused why."""

import threading
from dataclasses import replace

import pytest

from explorer.errors import LessonError
from explorer.lessons.rooms import (
    CODE_LETTERS,
    LETTERS,
    MOST_QUESTIONS,
    Asked,
    Host,
    Limits,
    new_code,
    new_voter,
    tidy_code,
)

ANIMAL = Asked("it/1", "word", "Which word?", "it · 1 of 2", options=("The", "animal", "slept"))
SHARE = Asked("it/2", "slider", "How much?", "it · 2 of 2", "It slept.", low=0, high=100, unit=" %")
OWN = Asked("it/3", "own", "Break it.")
SMALL = Limits(rooms=2, people=3, idle=7200, per_client=5, per_room=8)


@pytest.fixture
def rooms(make):
    return make()


@pytest.fixture
def host(rooms):
    return rooms.open()


def refused(do, *given):
    with pytest.raises(LessonError) as error:
        do(*given)
    assert str(error.value).endswith(".")
    return str(error.value)


def test_a_class_answers_and_its_answers_are_counted(rooms, host):
    rooms.ask(host, ANIMAL)
    assert rooms.look(host.code, "phone001").asked == ANIMAL
    for phone, word in (("phone001", 1), ("phone002", 1), ("phone003", 2)):
        assert rooms.answer(host.code, phone, ANIMAL, word) is False
    tally = rooms.tally(host)
    assert (tally.asked, tally.shown, dict(tally.counts)) == (ANIMAL, False, {1.0: 2, 2.0: 1})
    assert (tally.answers, rooms.people(host)) == (3, 3)


def test_phones_follow_the_question_and_each_keeps_its_answers(rooms, host):
    assert rooms.look(host.code, "phone001").asked is None
    rooms.ask(host, ANIMAL)
    rooms.answer(host.code, "phone001", ANIMAL, 1)
    rooms.ask(host, SHARE)
    assert rooms.look(host.code, "phone001") == replace(
        rooms.look(host.code, "phone002"), asked=SHARE, said=None
    )
    rooms.answer(host.code, "phone001", SHARE, 35.0)
    rooms.ask(host, ANIMAL)
    assert rooms.look(host.code, "phone001").said == 1.0
    assert [(one.asked.key, one.answers) for one in rooms.tallies(host)] == [
        ("it/1", 1),
        ("it/2", 1),
    ]


def test_the_last_answer_of_a_phone_counts_and_the_phone_is_told(rooms, host):
    rooms.ask(host, ANIMAL)
    assert rooms.answer(host.code, "phone001", ANIMAL, 0) is False
    assert rooms.answer(host.code, "phone001", ANIMAL, 2) is True
    assert dict(rooms.tally(host).counts) == {2.0: 1}
    assert rooms.look(host.code, "phone001").said == 2.0


def test_an_answer_after_the_answers_were_shown_is_late(rooms, host):
    rooms.ask(host, ANIMAL)
    rooms.show(host)
    assert rooms.look(host.code, "phone001").shown
    assert "Too late" in refused(rooms.answer, host.code, "phone001", ANIMAL, 1)
    rooms.ask(host, SHARE)
    assert "Too late" in refused(rooms.answer, host.code, "phone001", ANIMAL, 1)
    assert not rooms.look(host.code, "phone001").shown
    assert rooms.tally(host).answers == 0


@pytest.mark.parametrize("value", [3, -1, 0.5, float("nan"), float("inf"), "1", None, True])
def test_what_is_none_of_the_options_is_refused(rooms, host, value):
    rooms.ask(host, ANIMAL)
    assert "none of the options" in refused(rooms.answer, host.code, "phone001", ANIMAL, value)
    assert rooms.tally(host).answers == 0


@pytest.mark.parametrize("value", [101, -1, float("nan"), "x" * 10**6])
def test_a_number_outside_of_the_scale_is_refused(rooms, host, value):
    rooms.ask(host, SHARE)
    assert "give 0 % to 100 %" in refused(rooms.answer, host.code, "phone001", SHARE, value)


def test_a_step_that_is_done_on_the_screen_takes_no_answer(rooms, host):
    rooms.ask(host, OWN)
    refused(rooms.answer, host.code, "phone001", OWN, 0)


def test_unknown_rooms_and_wrong_phones_are_refused(rooms, host):
    other = "".join(LETTERS[(LETTERS.index(letter) + 1) % len(LETTERS)] for letter in host.code)
    assert f"There is no room {other}" in refused(rooms.look, other, "phone001")
    assert f"There is no room {other}" in refused(rooms.answer, other, "phone001", ANIMAL, 1)
    for phone in ("", "short", "x" * 33, "phone:01", "phöne001"):
        assert "not whole" in refused(rooms.look, host.code, phone)


def test_only_the_window_that_opened_a_room_can_lead_it(rooms, host):
    stranger = Host(host.code, "guessed")
    for do in (rooms.show, rooms.end, rooms.people, rooms.tally, rooms.tallies):
        assert "Only the window" in refused(do, stranger)
    assert "Only the window" in refused(rooms.ask, stranger, ANIMAL)


def test_a_full_room_keeps_those_who_are_in_it(rooms, host):
    rooms.ask(host, ANIMAL)
    for number in range(SMALL.people):
        rooms.look(host.code, f"phone00{number}")
    assert "is full" in refused(rooms.look, host.code, "phone009")
    assert "is full" in refused(rooms.answer, host.code, "phone009", ANIMAL, 1)
    assert rooms.answer(host.code, "phone000", ANIMAL, 1) is False
    assert rooms.people(host) == SMALL.people


def test_a_room_ends_when_nobody_uses_it_and_says_so(rooms, host, clock):
    rooms.ask(host, ANIMAL)
    clock.now += SMALL.idle - 1
    rooms.answer(host.code, "phone001", ANIMAL, 1)
    clock.now += SMALL.idle - 1
    rooms.look(host.code, "phone001")  # a phone that was left open is no use
    clock.now += 2
    assert f"Room {host.code} has ended" in refused(rooms.look, host.code, "phone001")
    assert "has ended" in refused(rooms.answer, host.code, "phone001", ANIMAL, 1)
    assert "has ended" in refused(rooms.tally, host)


def test_a_room_that_was_ended_is_gone_with_its_answers(rooms, host):
    rooms.ask(host, ANIMAL)
    rooms.answer(host.code, "phone001", ANIMAL, 1)
    rooms.end(host)
    assert "has ended" in refused(rooms.look, host.code, "phone001")
    assert "has ended" in refused(rooms.tallies, host)


def test_a_flood_from_one_phone_is_refused_and_disturbs_nobody(rooms, host, clock):
    rooms.ask(host, ANIMAL)
    flood = []
    for _ in range(1000):
        try:
            rooms.answer(host.code, "flooding", ANIMAL, 1)
        except LessonError as error:
            flood.append(str(error))
    assert len(flood) == 1000 - SMALL.per_client
    assert all("too many answers" in said for said in flood)
    assert rooms.answer(host.code, "phone001", ANIMAL, 2) is False
    clock.now += 1
    assert rooms.answer(host.code, "flooding", ANIMAL, 0) is True
    assert dict(rooms.tally(host).counts) == {0.0: 1, 2.0: 1}


def test_a_room_takes_only_so_many_answers_a_second(rooms, host, clock):
    rooms.ask(host, ANIMAL)
    for number in range(SMALL.per_room):
        rooms.answer(host.code, f"phone00{number % 3}", ANIMAL, 1)
    assert "at once" in refused(rooms.answer, host.code, "phone002", ANIMAL, 1)
    clock.now += 1
    rooms.answer(host.code, "phone002", ANIMAL, 1)


def test_sixty_threads_answer_at_once_and_no_answer_is_lost(make):
    rooms = make(Limits())
    host = rooms.open()
    rooms.ask(host, ANIMAL)
    start = threading.Barrier(60)

    def phone(number):
        voter = new_voter()
        rooms.look(host.code, voter)
        start.wait()
        rooms.answer(host.code, voter, ANIMAL, number % 3)

    phones = [threading.Thread(target=phone, args=(number,)) for number in range(60)]
    for one in phones:
        one.start()
    for one in phones:
        one.join()
    assert dict(rooms.tally(host).counts) == {0.0: 20, 1.0: 20, 2.0: 20}
    assert rooms.people(host) == 60


def test_a_room_asks_only_so_many_questions(rooms, host):
    for number in range(MOST_QUESTIONS):
        rooms.ask(host, replace(ANIMAL, key=f"it/{number + 1}"))
    assert "as many questions" in refused(rooms.ask, host, replace(ANIMAL, key="it/one-more"))
    rooms.ask(host, ANIMAL)
    assert rooms.look(host.code, "phone001").asked == ANIMAL


def test_codes_are_five_letters_that_nobody_confuses():
    assert {len(new_code()) for _ in range(50)} == {CODE_LETTERS}
    assert not set(LETTERS) & set("AEIOUQL0158")
    assert tidy_code(" bc dfg\n") == "BCDFG"
    for typed in ("", "BCDF", "BCDFGH", "BCDFA", "bcdf1", "<b>xx", "ＢＣＤＦＧ", "x" * 10**6):
        assert "five letters" in refused(tidy_code, typed)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "[]",
        "null",
        "{}",
        '{"key": 1}',
        ANIMAL.to_json().replace("word", "guess"),
        ANIMAL.to_json().replace('"The"', "7"),
        ANIMAL.to_json().replace('"low": 0.0', '"low": "0"'),
        ANIMAL.to_json().replace("{", '{"more": 1, ', 1),
        ANIMAL.to_json().replace("Which", "W" * 30_000),
    ],
)
def test_what_is_no_question_is_not_read_as_one(written):
    assert "no question" in refused(Asked.from_json, written)


def test_a_question_comes_back_as_it_was_written():
    for asked in (ANIMAL, SHARE, OWN):
        assert Asked.from_json(asked.to_json()) == asked


def test_the_environment_sets_the_bounds(monkeypatch):
    assert Limits.from_environment() == Limits()
    monkeypatch.setenv("EXPLORER_ROOMS", "3")
    monkeypatch.setenv("EXPLORER_ROOMS_EACH", "2")
    monkeypatch.setenv("EXPLORER_ROOM_PEOPLE", "40")
    monkeypatch.setenv("EXPLORER_ROOM_HOURS", "0.5")
    assert Limits.from_environment() == Limits(rooms=3, opener=2, people=40, idle=1800)
