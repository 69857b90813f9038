"""Where the reader is in a lesson, and what they predicted. The link holds lesson and step.

Predictions and finished steps are kept in the session and leave it only as a file (``progress``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from explorer.data import class_text
from explorer.errors import LessonError
from explorer.lessons import card
from explorer.lessons.answering import Value
from explorer.lessons.card import Lesson, Step, View
from explorer.ui import attention_component, choices, told, trainings
from explorer.ui.registry import PageInfo, named, path

_SAID = "_lesson_said"  # {(lesson, step): what was predicted, None for "show me"}
_RESTORED = "_lesson_restored"  # finished steps from a file
_SHOWN = "_lesson_shown"  # the lesson and step whose view was opened last


@dataclass(frozen=True)
class Place:
    """A lesson and one of its steps, counted from 0."""

    lesson: Lesson
    number: int

    @property
    def step(self) -> Step:
        """The step that is open."""
        return self.lesson.steps[self.number]

    @property
    def key(self) -> tuple[str, int]:
        """What names the step in the session."""
        return self.lesson.name, self.number

    @property
    def is_answered(self) -> bool:
        """Whether the reader has predicted, or asked to be shown."""
        return self.key in said()

    @property
    def is_waiting(self) -> bool:
        """Whether the picture waits for a prediction."""
        return self.step.question.kind != "own" and not self.is_answered

    def is_on(self, page: PageInfo) -> bool:
        """Whether this is the page that the step is about; the reader may go to any other."""
        return named(page) == self.step.view.page


def address() -> None:
    """The boxes nobody sees that carry the lesson and the step, from 1, in the link."""
    with st.container(key="address_lesson"):
        for name in ("lesson", "step", "present"):
            st.text_input(name, key=name, bind="query-params")


def now() -> Place | None:
    """Where the reader is; None outside of lessons. Raises LessonError for an unknown lesson."""
    name = held("lesson")
    if not name:
        return None
    lesson = card.find(name)
    asked = held("step") or "1"
    number = int(asked) - 1 if asked.isascii() and asked.isdigit() and len(asked) < 4 else 0
    return Place(lesson, min(max(number, 0), len(lesson.steps) - 1))


def held(name: str) -> str:
    """What a box of the link holds, or will hold once it is drawn."""
    return str(st.session_state.get(name, st.query_params.get(name, "")) or "")


def current() -> Place | None:
    """Where the reader is; None also where the link names no lesson that there is."""
    try:
        return now()
    except LessonError:
        return None


def is_presenting() -> bool:
    """Whether the projector's view is asked for, in a lesson."""
    return bool(held("present")) and current() is not None


def said() -> dict[tuple[str, int], Value | None]:
    """What the reader predicted, by lesson and step."""
    return st.session_state.setdefault(_SAID, {})


def finished() -> set[tuple[str, int]]:
    """Steps that the reader has finished: here, or in a file that was opened."""
    return set(said()) | st.session_state.setdefault(_RESTORED, set())


def restore(done: set[tuple[str, int]]) -> None:
    """Mark steps as finished that a saved file names; they ask again all the same."""
    st.session_state[_RESTORED] = finished() | done


def predict(place: Place, value: Value | None) -> None:
    """Keep a prediction; None asks to be shown. The first one counts."""
    said().setdefault(place.key, value)


def go(lesson: str, step: int = 0) -> None:
    """To a step, from 0, of a lesson; in a callback."""
    told.tell({"lesson": lesson, "step": str(step + 1)})
    st.session_state.pop(_SHOWN, None)


def leave() -> None:
    """Out of the lesson; the view stays as it is. In a callback."""
    told.tell({"lesson": "", "step": "", "present": ""})
    st.session_state.pop(_SHOWN, None)


def open_view(place: Place, page: PageInfo) -> None:
    """Bring the step's view when the step is new: its text, its choices, its page."""
    if st.session_state.get(_SHOWN) == place.key:
        return
    st.session_state[_SHOWN] = place.key
    bring(place.step.view)
    if not place.is_on(page):
        st.switch_page(path(f"{place.step.view.page}.py"), query_params=_kept())


def again() -> None:
    """Back to the step's own view; in a callback."""
    st.session_state.pop(_SHOWN, None)


def bring(view: View) -> None:
    """A view's text and choices, for its page; before its boxes are drawn."""
    others = {name: value for name, value in view.settings.items() if name not in _OWN}
    choices.take({**_START.get(view.page, {}), view.box: view.text, "pair": view.pair, **others})
    numbers = {name: int(view.settings[name]) for name in _NUMBERS if name in view.settings}
    if numbers:
        choices.choose(**numbers)
    attention_component.open_with(**view_opening(view))
    if view.page == "encoder_decoder":
        attention_component.open_link("pairs", str(view.settings.get("view_pairs", "")))
    trainings.open_on(view.settings)


def view_opening(view: View) -> dict[str, Any]:
    """What the attention view opens on: its lens, and a token ("q4", "k4") if one is named."""
    if view.page != "attention_view":
        return {}
    found = {"lens": view.settings.get("lens", "lines")}
    pin = str(view.settings.get("pin", ""))
    side = "query" if pin.startswith("q") else "key"
    return {**found, "pin": {"side": side, "at": int(pin[1:])}} if pin else found


def _kept() -> dict[str, str]:
    """What a switch of pages must carry: on a first visit all that no box has taken over yet."""
    names = ("lesson", "step", "present", "model", "room")
    fresh = "lesson" not in st.session_state
    return {n: st.query_params[n] for n in names if n in st.query_params} if fresh else {}


_NUMBERS = ("layer", "head")
_START: dict[str, dict[str, str]] = {"watch_it_learn": {"watch_text": class_text.START}}
"""What a page's own boxes hold in every step that names nothing else."""
_OWN = (
    *_NUMBERS,
    "lens",
    "pin",
    "view_pairs",
    "trained",
    "projected",
)  # what no box of that name takes
