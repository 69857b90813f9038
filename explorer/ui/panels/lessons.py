"""The list of lessons: what each is for, how long it takes, how far the reader has come."""

from __future__ import annotations

import streamlit as st

from explorer.errors import LessonError
from explorer.lessons import card, progress
from explorer.lessons.card import Lesson
from explorer.ui import show, upload
from explorer.ui.lesson import place as places

WIDTH = 370


def draw() -> None:
    """One card a lesson, and the reader's finished steps as a file."""
    done = places.finished()
    count = len(card.lessons())
    show.sentences(
        f"{count} lessons, five to ten minutes each. Every step asks you first, then shows what "
        "the model does; all of it runs offline."
    )
    with st.container(horizontal=True, gap="medium", key="lesson_cards"):
        for number, lesson in enumerate(card.lessons().values(), start=1):
            _card(number, lesson, sum(name == lesson.name for name, _ in done))
    _file()


def _card(number: int, lesson: Lesson, done: int) -> None:
    with st.container(key=f"lesson_card_{number}", width=WIDTH, border=True, gap="small"):
        st.markdown(f"**{number}. {show.plain(lesson.title)}**")
        show.note(lesson.aim)
        steps = len(lesson.steps)
        label = "Start" if not done else "Again" if done == steps else "Continue"
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(label, key=f"start_{lesson.name}", on_click=places.go,
                      help=lesson.title,
                      args=(lesson.name, done % steps))  # fmt: skip
            show.note(f"{lesson.minutes} min · {done} of {steps} steps done")


def _file() -> None:
    """Finished steps out as a small file, and in again; nothing is kept about anybody."""
    with st.container(horizontal=True, key="lesson_file"):
        st.download_button("Save what I have done", progress.written(places.finished()),
                           file_name="my-lessons.json", mime="application/json",
                           icon=":material/download:", key="lesson_save",
                           on_click="ignore")  # fmt: skip
        with st.popover("Open a saved file", icon=":material/upload:"):
            given = upload.file("my-lessons.json", ["json"], "lesson_open")
            if given is not None:
                _take(given.getvalue())


def _take(data: bytes) -> None:
    try:
        found = progress.read(data)
    except LessonError as error:
        show.problem(str(error))
        return
    places.restore(found)
    show.note(f"{len(found)} finished steps are marked again.")
