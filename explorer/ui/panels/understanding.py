"""A check of understanding: twelve questions before the lessons, twelve after them.

The link holds form and question; answers stay in the session. Feedback comes when a form is
finished: an explanation after each question would teach what later ones ask.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import streamlit as st

from explorer.lessons import quiz
from explorer.lessons.quiz import Form, Item, Topic
from explorer.ui import show, told
from explorer.ui.panels import understanding_result as result

NAMES: dict[Form, str] = {"before": "Before the lessons", "after": "After the lessons"}
WIDTH = 820
_BOXES = ("check_form", "check_question")
_PLACE = "_check_place"  # what the boxes held when the page was last drawn


@dataclass(frozen=True)
class Place:
    """A form and one of its questions, from 0; the number after the last is the result."""

    form: Form
    number: int

    @property
    def topic(self) -> Topic:
        """The misconception that is asked about."""
        return quiz.topics()[self.number]

    @property
    def item(self) -> Item:
        """The question."""
        return self.topic.item(self.form)

    @property
    def is_done(self) -> bool:
        """Whether the form was finished."""
        return self.form in result.done()


def draw() -> None:
    """The start, a question, or how it went."""
    result.follow()
    place = _place()
    _address()
    with st.container(key="check", gap="medium", width=WIDTH):
        if place is None:
            _start()
        elif place.number == len(quiz.topics()):
            show.sentences(*result.sentences(place.form, NAMES))
            _after_result(place)
            result.draw()
        else:
            _question(place)


def _address() -> None:
    """The boxes nobody sees that carry form and question, from 1, in the link."""
    for name in _BOXES:
        with st.container(key=f"address_{name}"):
            st.text_input(name, key=name, bind="query-params")


def _place() -> Place | None:
    """Where the reader is: what the link says, else where they left the page; None at the start."""
    kept = st.session_state.get(_PLACE, {})
    told = {name: st.session_state.get(name, st.query_params.get(name)) for name in _BOXES}
    if all(value is None for value in told.values()) and kept:
        st.session_state.update(kept)
        told = kept
    form, asked = (str(told.get(name) or "") for name in _BOXES)
    st.session_state[_PLACE] = {"check_form": form, "check_question": asked}
    known: Form | None = "before" if form == "before" else "after" if form == "after" else None
    if known is None:
        return None
    last = len(quiz.topics()) + (known in result.done())
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else 1
    return Place(known, min(max(number, 1), last) - 1)


def _go(form: str, number: int = 0) -> None:
    """To a question, from 0, of a form; in a callback."""
    told.tell({"check_form": form, "check_question": str(number + 1) if form else ""})


def _start() -> None:
    count = len(quiz.topics())
    show.sentences(
        f"{count} questions before the lessons and {count} others after them, one on each of "
        f"{count} common misconceptions. Nothing leaves this page unless you save the counts."
    )
    with st.container(horizontal=True):
        for form in quiz.FORMS:
            _form_button(form, key=f"check_start_{form}", kind="primary")
    show.note("Answer without looking anything up. The answers are explained at the end.")


def _form_button(form: Form, *, key: str, kind: Literal["primary", "secondary"]) -> None:
    """To a form's first question, or to its result once it is finished."""
    done = form in result.done()
    st.button(f"{NAMES[form]}: the result" if done else NAMES[form], key=key, type=kind,
              on_click=_go, args=(form, len(quiz.topics()) if done else 0))  # fmt: skip


def _question(place: Place) -> None:
    """One question in large type; its explanation once the form is finished."""
    count = len(quiz.topics())
    st.progress((place.number + 1) / count,
                f"{NAMES[place.form]} · question {place.number + 1} of {count}")  # fmt: skip
    st.subheader(show.plain(place.item.ask), anchor=False)
    if place.is_done:
        with st.container(gap="small"):
            result.explain(place.form, place.number)
    else:
        _options(place)
    _ways(place)


def _options(place: Place) -> None:
    options = place.item.options
    at: tuple[Form, int] = (place.form, place.number)
    key = f"check_{place.form}_{place.number}"

    def take() -> None:
        chosen = st.session_state[key]
        if chosen is None:
            result.said().pop(at, None)
        else:
            result.said()[at] = options[chosen]

    chosen = result.said().get(at)
    st.pills(place.item.ask, list(range(len(options))), key=key, on_change=take,
             default=None if chosen is None else options.index(chosen),
             format_func=lambda number: show.plain(options[number]), width="stretch",
             label_visibility="collapsed")  # fmt: skip


def _ways(place: Place) -> None:
    """Back and next, also by the page keys; a form is finished at its last question."""
    last = place.number == len(quiz.topics()) - 1
    with st.container(horizontal=True, key="check_ways"):
        st.button("Back", key="check_back", icon=":material/arrow_back:", shortcut="PageUp",
                  disabled=place.number == 0,
                  on_click=_go, args=(place.form, place.number - 1))  # fmt: skip
        if last and not place.is_done:
            st.button("Finish", key="check_finish", type="primary", shortcut="PageDown",
                      on_click=_finish, args=(place,))  # fmt: skip
        else:
            st.button("Result" if last else "Next", key="check_next", type="primary",
                      icon=":material/arrow_forward:", shortcut="PageDown",
                      on_click=_go, args=(place.form, place.number + 1))  # fmt: skip
    if not place.is_done:
        show.note(
            "By keyboard: 1 to 4 choose an answer, Page Up and Page Down step. "
            "A question that you leave out counts as not right."
        )


def _finish(place: Place) -> None:
    result.done().add(place.form)
    _go(place.form, place.number + 1)


def _after_result(place: Place) -> None:
    other: Form = "after" if place.form == "before" else "before"
    with st.container(horizontal=True, key="check_ways"):
        st.button("Go through the answers", key="check_review", type="primary",
                  icon=":material/arrow_forward:", on_click=_go, args=(place.form, 0))  # fmt: skip
        _form_button(other, key="check_other", kind="secondary")
        result.save()
        st.button("Answer this form again", key="check_again", type="tertiary",
                  on_click=_again, args=(place.form,))  # fmt: skip


def _again(form: Form) -> None:
    result.forget(form)
    _go(form)
