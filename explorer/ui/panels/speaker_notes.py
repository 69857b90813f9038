"""What a lecturer says at each step and the answers to expect: for a second window."""

from __future__ import annotations

import streamlit as st

from explorer.lessons import answering, card
from explorer.lessons.card import Lesson
from explorer.ui import show, told
from explorer.ui.lesson.model import answer_if_any
from explorer.ui.lesson.place import Place


def draw() -> None:
    """The notes of one lesson; the step that the projector shows is marked by the browser."""
    lesson = _lesson()
    show.note("Open in a second window of the same browser: the step on the projector is framed.")
    for number in range(len(lesson.steps)):
        with st.container(key=f"notes_step_{number + 1}", border=True, gap="small"):
            _step(Place(lesson, number))


def _lesson() -> Lesson:
    """Which lesson: the link holds its name, the box its title."""
    with st.container(key="address_notes_of"):
        st.text_input("notes_of", key="notes_of", bind="query-params")
    known = card.lessons()
    asked = str(st.session_state.get("notes_of") or "")
    st.session_state["notes_lesson"] = asked if asked in known else next(iter(known))
    return known[st.selectbox(
        "Lesson", list(known), key="notes_lesson", on_change=_choose, width=420,
        format_func=lambda name: known[name].title,
    )]  # fmt: skip


def _choose() -> None:
    told.tell({"notes_of": st.session_state["notes_lesson"]})


def _step(place: Place) -> None:
    step = place.step
    st.markdown(f"**{place.number + 1}. {show.plain(step.title)}**")
    st.markdown(show.plain(step.question.ask))
    show.note(step.notes)
    if step.question.kind == "own":
        works = filter(None, (step.question.solution, step.question.solution_pair))
        st.markdown(f"**One that works:** {show.plain(' | '.join(works))}")
        return
    found = answer_if_any(place)
    if found is None:
        return
    st.markdown(f"**Expect: {show.plain(answering.shown(step.question, found.value))}**")
    show.note(answering.explained(step, found))
