"""The projector: only the question, the picture and its sentence, in large type.

Keys (js/lesson_keys.js): arrows and a clicker's page keys step, Escape leaves. The first key on a
question shows the picture, the next one goes on. What is left out of sight: shell.css.
"""

from __future__ import annotations

import streamlit as st

from explorer.lessons import answering
from explorer.ui import show, told
from explorer.ui.lesson import class_room
from explorer.ui.lesson import place as places
from explorer.ui.lesson.model import answer_if_any
from explorer.ui.lesson.place import Place


def button(place: Place) -> None:
    """The way to the projector, and to the notes for a second window."""
    st.button("Present", key="present_start", icon=":material/present_to_all:", type="tertiary",
              on_click=told.tell, args=({"present": "1"},))  # fmt: skip
    st.link_button("Speaker's notes", f"speaker_notes?notes_of={place.lesson.name}",
                   icon=":material/notes:", type="tertiary")  # fmt: skip


def draw(place: Place) -> None:
    """The strip above the picture: the question or its answer, and where one is."""
    with st.container(key="presenting", gap=None):
        with st.container(horizontal=True, vertical_alignment="center", key="present_ways"):
            show.note(f"{place.lesson.title} · {place.number + 1} of {len(place.lesson.steps)}")
            st.button("Back", key="lesson_back", icon=":material/arrow_back:", type="tertiary",
                      disabled=place.number == 0, on_click=places.go,
                      args=(place.lesson.name, place.number - 1))  # fmt: skip
            st.button("Next", key="lesson_next", icon=":material/arrow_forward:", type="tertiary",
                      on_click=onward, args=(place,))  # fmt: skip
            st.button("Leave", key="present_leave", icon=":material/close:", type="tertiary",
                      on_click=told.tell, args=({"present": ""},))  # fmt: skip
        if not place.is_waiting:
            _answered(place)
            class_room.note_projected(place)


def onward(place: Place) -> None:
    """The next thing: a class's answers, the picture, the next step; the last step stays.

    In a callback.
    """
    if class_room.show_answers(place):
        return
    if place.is_waiting:
        places.predict(place, None)
    elif place.number < len(place.lesson.steps) - 1:
        places.go(place.lesson.name, place.number + 1)


def _answered(place: Place) -> None:
    step = place.step
    st.subheader(show.plain(step.question.ask), anchor=False)
    if step.question.kind == "own":
        return
    found = answer_if_any(place)
    if found is None:
        return
    true = answering.shown(step.question, found.value).removesuffix(".")
    why = answering.explained(step, found)
    said = "" if why.startswith(true) else f"**{show.plain(true)}**: "
    with st.container(key="present_why"):  # in place of the page's own sentence: shell.css
        st.markdown(said + show.plain(why))
