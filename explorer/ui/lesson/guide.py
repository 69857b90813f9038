"""The guide: the lesson's column beside the page, with its text, its feedback and the way on."""

from __future__ import annotations

import streamlit as st

from explorer import catalog
from explorer.errors import ExplorerError, LessonError
from explorer.lessons import answering
from explorer.ui import choices, show, told
from explorer.ui.lesson import class_room, presenter
from explorer.ui.lesson import place as places
from explorer.ui.lesson.model import Bundled, answer
from explorer.ui.lesson.place import Place
from explorer.ui.registry import CLASS, PageInfo, path

_FINISHED = "_lesson_finished"
_LINES = ("text", "pairs_source")
"""Boxes that hold one line."""


def begin(page: PageInfo) -> Place | None:
    """The step that is open, its view brought, its guide drawn; None outside of lessons."""
    if st.session_state.pop(_FINISHED, False):
        st.switch_page(path("lessons.py"), query_params={})
    try:
        place = places.now()
        if place is not None:
            places.open_view(place, page)
    except LessonError as error:
        place = None
        show.problem(str(error))
    places.address()
    if place is None or page.section == CLASS:  # the list of lessons stands alone
        return None
    if places.is_presenting():
        presenter.draw(place)
    else:
        with st.container(key="guide", gap="small"):
            _guide(place)
    return place


def _guide(place: Place) -> None:
    lesson, step = place.lesson, place.step
    show.note(f"{lesson.title} · step {place.number + 1} of {len(lesson.steps)}")
    st.progress((place.number + place.is_answered) / len(lesson.steps))
    st.subheader(show.plain(step.title), anchor=False)
    st.markdown(show.plain(step.text))
    if step.view.page in answering.OTHER_MODELS or not _other_model():
        try:
            _question(place)
        except ExplorerError as error:
            show.problem(str(error))
        class_room.draw(place)
    _ways(place)


def _other_model() -> bool:
    """Whether another model is chosen: then the lesson says which one it needs."""
    chosen = places.held("model") or catalog.BUNDLED_ID
    if chosen == catalog.BUNDLED_ID:
        return False
    show.notice(
        f"This lesson's questions are about {catalog.BUNDLED_ID}, which comes with the app. "
        f"You have chosen {chosen[:60]}."
    )
    st.button("Use the bundled model", key="lesson_model", type="primary",
              on_click=told.tell, args=({"model": catalog.BUNDLED_ID},))  # fmt: skip
    return True


def _question(place: Place) -> None:
    """The hint before the prediction, the feedback after it; a text of one's own is judged."""
    step = place.step
    if step.question.kind == "own":
        _own(place)
    elif place.is_waiting:
        show.note("Predict first: the picture comes with your answer.")
        if step.hint and st.toggle("Hint", key="lesson_hint"):
            show.note(step.hint)
    else:
        _feedback(place)


def _feedback(place: Place) -> None:
    asked, found = place.step.question, answer(place)
    said, true = places.said()[place.key], answering.shown(asked, found.value).removesuffix(".")
    with st.container(key="lesson_feedback", gap="small"):
        show.note(asked.ask)
        if said is None:
            st.info(show.plain(f"The model: {true}."), icon=":material/visibility:")
        elif answering.is_right(asked, said, found.value):
            st.success(show.plain(f"Right. The model: {true}."), icon=":material/check:")
        else:
            mine = answering.shown(asked, said).removesuffix(".")
            st.warning(show.plain(f"You: {mine}. The model: {true}."), icon=":material/close:")
        st.markdown(show.plain(answering.explained(place.step, found)))


def _own(place: Place) -> None:
    """What the reader's text does, and whether that is what was asked for."""
    st.markdown(f"**{show.plain(place.step.question.ask)}**")
    view = place.step.view
    text, pair = (str(choices.choice(name) or "") for name in (view.box, "pair"))
    if (text, pair) == (view.text, view.pair):
        lines = "Change the lines in the box above the picture and press Ctrl+Enter."
        line = "Change the text above the picture and press Enter."
        show.note(line if view.box in _LINES else lines)
        return
    found = answering.judge(place.step, Bundled(), text, pair)
    if found.value:
        places.predict(place, True)
        st.success("You have found one.", icon=":material/check:")
    else:
        st.info("Not yet: try another text.", icon=":material/edit:")
    st.markdown(show.plain(answering.explained(place.step, found)))


def _ways(place: Place) -> None:
    """Back, next, and out of the lesson."""
    last = place.number == len(place.lesson.steps) - 1
    with st.container(horizontal=True, key="lesson_ways"):
        st.button("Back", key="lesson_back", icon=":material/arrow_back:",
                  disabled=place.number == 0,
                  on_click=places.go, args=(place.lesson.name, place.number - 1))  # fmt: skip
        if last:
            st.button("Finish", key="lesson_finish", type="primary",
                      on_click=_finish)  # fmt: skip
        else:
            st.button("Next", key="lesson_next", icon=":material/arrow_forward:", type="primary",
                      on_click=places.go, args=(place.lesson.name, place.number + 1))  # fmt: skip
    with st.container(key="lesson_keys"):
        show.note("By keyboard: Page Up and Page Down step, 1 to 9 choose an answer.")
    with st.container(horizontal=True, key="lesson_more"):
        st.button("Open this view freely", key="lesson_leave", type="tertiary",
                  on_click=places.leave)  # fmt: skip
        st.button("Back to the step's view", key="lesson_again", type="tertiary",
                  on_click=places.again)  # fmt: skip
        presenter.button(place)


def _finish() -> None:
    places.leave()
    st.session_state[_FINISHED] = True
