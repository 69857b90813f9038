"""How a check of understanding went: counts, a picture, and each answer with its evidence."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from explorer import catalog
from explorer.errors import ExplorerError
from explorer.figures.base import Look
from explorer.figures.understanding import understanding_bars
from explorer.lessons import quiz
from explorer.lessons.card import View
from explorer.lessons.quiz import FORMS, Evidence, Form
from explorer.pictures import Picture
from explorer.tables.base import to_csv
from explorer.ui import cache, choices, show, told
from explorer.ui.lesson import place as places
from explorer.ui.lesson.model import Bundled
from explorer.ui.registry import path

_SAID = "_check_said"  # {(form, question): the option that was chosen}
_DONE = "_check_done"  # forms that were finished
_OPEN = "_check_open"  # the page of the evidence that was asked for


def said() -> dict[tuple[Form, int], str]:
    """What the reader chose, by form and question from 0."""
    return st.session_state.setdefault(_SAID, {})


def done() -> set[Form]:
    """The forms that the reader has finished."""
    return st.session_state.setdefault(_DONE, set())


def forget(form: Form) -> None:
    """A form as if it had not been answered; in a callback."""
    done().discard(form)
    for at in [at for at in said() if at[0] == form]:
        del said()[at]
        st.session_state.pop(f"check_{at[0]}_{at[1]}", None)


def draw() -> None:
    """How many answers are right, by misconception, as a picture and a table."""
    counts = _counts()
    show.picture(_picture(counts), "understanding", table=False)
    if st.toggle("Show the numbers", key="check_numbers"):
        show.frame(counts, "check_table")


def save() -> None:
    """The counts as a file: nothing in it about the reader."""
    st.download_button("Save the counts", to_csv(_counts(), index=False), "understanding.csv",
                       "text/csv", icon=":material/download:", key="check_save",
                       on_click="ignore")  # fmt: skip


def _counts() -> pd.DataFrame:
    return pd.DataFrame(quiz.counts(said(), done()))


def sentences(form: Form, names: Mapping[Form, str]) -> tuple[str, ...]:
    """How many answers are right in each finished form, and what to look at next."""
    finished: list[Form] = [one for one in FORMS if one in done()]
    right = {one: quiz.right_answers(one, said()) for one in finished}
    told = [f"{names[one]}: {sum(right[one])} of {len(right[one])} right." for one in finished]
    labels = [topic.label for topic in quiz.topics()]
    missed = [label for label, mark in zip(labels, right[form], strict=True) if not mark]
    if missed:
        told.append(f"Look again at: {', '.join(missed[:3])}.")
    return tuple(told)


def _picture(counts: pd.DataFrame) -> Picture:
    right = {form: quiz.right_answers(form, said()) for form in FORMS if form in done()}

    def draw_bars(look: Look, narrow: bool = False) -> go.Figure:
        return understanding_bars(list(counts["misconception"]), right, look=look)

    return Picture(
        "understanding",
        draw_bars(choices.look()),
        lambda: counts,
        lambda: "# These are answers given in the app: there is nothing to compute again.",
        draw_bars,
    )


def explain(form: Form, number: int) -> None:
    """The right answer beside the reader's, why, and what the model shows."""
    item = quiz.topics()[number].item(form)
    chosen = said().get((form, number))
    if chosen == item.right:
        st.success(show.plain(f"Right: {item.right}."), icon=":material/check:")
    else:
        mine = "No answer." if chosen is None else f"You: {chosen}."
        st.warning(show.plain(mine), icon=":material/close:")
        st.success(show.plain(f"Right: {item.right}."), icon=":material/check:")
    st.markdown(show.plain(item.why))
    _evidence(item.evidence, form, number)


def _evidence(evidence: Evidence, form: Form, number: int) -> None:
    try:
        says = cache.LESSON_ANSWERS.get(
            (f"check {form}", number), lambda: evidence.sentence(Bundled())
        )
    except ExplorerError as error:
        show.problem(str(error))
        return
    with st.container(border=True, key="check_evidence", gap="small"):
        st.markdown(f"**In the model:** {show.plain(says)}")
        st.button("Show it in the model", key="check_show", icon=":material/visibility:",
                  on_click=_open, args=(evidence.view,))  # fmt: skip


def _open(view: View) -> None:
    """Bring a view's text and choices, and ask for its page; in a callback."""
    told.tell({"model": catalog.BUNDLED_ID})
    places.bring(view)
    st.session_state[_OPEN] = view.page


def follow() -> None:
    """Go to the page of the evidence that was asked for; the way back is the menu's."""
    page = st.session_state.pop(_OPEN, None)
    if page is not None:
        st.switch_page(path(f"{page}.py"), query_params={})
