"""The lecturer's side of a class that answers: the room, how many have answered, and what.

The room's key is kept in this session and in this window of the browser, so that a reload does not
lose the room; it stands in no link.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st
from streamlit.components import v2 as components

from explorer.errors import ExplorerError, LessonError
from explorer.lessons.distribution import Bar, bars
from explorer.lessons.room_store import rooms
from explorer.lessons.rooms import Host, RoomsGone, Tally, tidy_code
from explorer.ui import show
from explorer.ui.lesson import class_invitation, class_question, class_results, network
from explorer.ui.lesson import place as places
from explorer.ui.lesson.model import answer
from explorer.ui.lesson.place import Place

REFRESH = 2
"""Seconds between two looks at the answers."""
_HOST = "_class_host"
_TROUBLE = "_class_trouble"
_INVITES = "_class_invites"  # whether the large code is to be opened
_NONE = "-"  # for the browser: forget the room

_mount = components.component(
    "room_key", js=(Path(__file__).parents[1] / "js" / "room_key.js").read_text("utf-8")
)


def draw(place: Place) -> None:
    """The button that opens a room; once it is open, its code and its answers."""
    host = _led(place)
    if host is None:
        st.button("Let the class answer", key="class_open", icon=":material/groups:",
                  help="Phones join by a code and answer this question.",
                  on_click=_open)  # fmt: skip
        return
    with st.container(key="class_room", gap="small"):
        _answers(place, host)


def _led(place: Place) -> Host | None:
    """The open room, told what is asked; what went wrong is said, and the invitation opened."""
    host = _host()
    if host is not None:
        host = _told(host, place)
    trouble = st.session_state.pop(_TROUBLE, "")
    if trouble:
        show.problem(trouble)
    if host is not None and st.session_state.pop(_INVITES, False):
        class_invitation.invite(host)
    return host


def _open() -> None:
    try:
        host = rooms().open(network.visitor())
    except LessonError as error:
        st.session_state[_TROUBLE] = str(error)
        return
    st.session_state[_HOST] = host
    st.session_state[_INVITES] = True


def _host() -> Host | None:
    """The room of this session, or the one that this window had before it was loaded anew."""
    host = st.session_state.get(_HOST)
    with st.container(key="address_class"):
        held = f"{host.code} {host.key}" if host else _NONE if _HOST in st.session_state else ""
        found = _mount(key="class_key", data={"key": held}, on_kept_change=lambda: None)
    kept = str((found or {}).get("kept") or "")
    if host is None and kept and _HOST not in st.session_state:
        try:
            code, _, key = kept.partition(" ")
            host = Host(tidy_code(code), key)
            rooms().people(host)
        except LessonError:
            host = None
        st.session_state[_HOST] = host
    return host


def _told(host: Host, place: Place) -> Host | None:
    """Tell the room what is asked now. A room that has ended is left, with a sentence."""
    try:
        now = rooms().tally(host)
        if now is None or now.asked.key != class_question.key(place, now.asked.key):
            rooms().ask(host, class_question.asked(place))
            now = None
        if place.is_answered and place.step.question.kind != "own" and not (now and now.shown):
            rooms().show(host)
    except LessonError as error:
        st.session_state[_TROUBLE] = str(error)
        if not isinstance(error, RoomsGone):
            st.session_state[_HOST] = None
            return None
    return host


@st.fragment(run_every=REFRESH)
def _answers(place: Place, host: Host) -> None:
    """How many have answered; what, once the lecturer shows it. Looks again by itself."""
    try:
        now, people = rooms().tally(host), rooms().people(host)
    except LessonError as error:
        show.problem(str(error))
        return
    asks = now is not None and now.asked.kind != "own"
    found = _found(now, people)
    with st.container(horizontal=True, vertical_alignment="center", key="class_head"):
        st.markdown(f"Room **{host.code}**", width="content")
        _buttons(host)
        if now and asks:
            st.markdown(f"**{now.answers}** of {people} have answered", width="content")
        if now and asks and not now.shown:
            st.button("Show the answers", key="class_show", type="primary",
                      disabled=not now.answers, on_click=_try,
                      args=(rooms().show, host))  # fmt: skip
    if not asks:
        show.note(found)
    elif now and now.shown:
        _results(place, host, now)


def _found(now: Tally | None, people: int) -> str:
    """Of a step with a text of one's own: how many have found one."""
    count = int(now.counts.get(class_question.HAS_FOUND, 0)) if now else 0
    return f"{count} of {people} have found one. Ask somebody to read theirs aloud."


def _buttons(host: Host) -> None:
    if st.button("Code", key="class_code", icon=":material/qr_code:", type="tertiary"):
        st.session_state[_INVITES] = True
        st.rerun()
    with st.popover("More", key="class_more", type="tertiary"):
        st.download_button("Counts as CSV", lambda: _csv(host), mime="text/csv",
                           file_name=f"room-{host.code}.csv", icon=":material/download:",
                           key="class_csv", on_click="ignore")  # fmt: skip
        if st.button("End the room", key="class_end", icon=":material/close:"):
            _try(rooms().end, host)
            st.session_state[_HOST] = None
            st.rerun()


def _csv(host: Host) -> bytes:
    """The counts as a file; where the room cannot be had, the sentence that says so."""
    try:
        return class_results.as_csv(rooms().tallies(host))
    except LessonError as error:
        return str(error).encode()


def _results(place: Place, host: Host, tally: Tally) -> None:
    """The answers as bars; the model's is marked once its picture is shown."""
    waits = place.is_waiting
    st.html(class_results.as_html(_bars(place, tally)))
    _vote_before(place, host)
    with st.container(horizontal=True, key="class_next"):
        if waits and st.button("Show the model's answer", key="class_model", type="primary"):
            places.predict(place, None)
            st.rerun()
        # No help: the projector leaves out what has a tooltip.
        if st.button("Ask again", key="class_again", icon=":material/replay:"):
            class_question.again(place)
            st.rerun()


def _vote_before(place: Place, host: Host) -> None:
    """What the class said before it was asked again, in one line."""
    try:
        before = class_question.before(place, rooms().tallies(host))
    except LessonError:
        return  # said already
    if before and before.answers:
        show.note(class_results.as_line(_bars(place, before), "The vote before"))


def _try(do: Callable[[Host], None], host: Host) -> None:
    try:
        do(host)
    except LessonError as error:
        st.session_state[_TROUBLE] = str(error)


def _bars(place: Place, tally: Tally) -> list[Bar]:
    """The answers, with the model's once its picture is shown."""
    true = None
    if not place.is_waiting:
        try:
            true = answer(place).value
        except ExplorerError:
            true = None  # the guide says why
    return bars(tally, place.step.question, true)


def draw_projected(place: Place) -> None:
    """On the projector, below a question that waits: the same, where a room is open."""
    host = _led(place) if places.is_presenting() else None
    if host is not None:
        with st.container(key="class_projected", gap="small"):
            _answers(place, host)


def note_projected(place: Place) -> None:
    """On the projector, with the picture, which needs the room: one line."""
    host = _led(place)
    if host is None:
        return
    try:
        now, people = rooms().tally(host), rooms().people(host)
    except LessonError:
        return  # said already
    if place.step.question.kind == "own":
        show.note(_found(now, people))
    elif now and now.answers:
        show.note(class_results.as_line(_bars(place, now)))


def show_answers(place: Place) -> bool:
    """Show the class's answers if there are any that nobody has seen; whether it did.

    In a callback.
    """
    host = st.session_state.get(_HOST)
    if host is None or not place.is_waiting:
        return False
    try:
        now = rooms().tally(host)
        if now is None or now.shown or not now.answers:
            return False
        rooms().show(host)
    except LessonError as error:
        st.session_state[_TROUBLE] = str(error)
        return False
    return True
