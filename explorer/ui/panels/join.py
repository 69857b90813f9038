"""A phone in a class: the question of the step on the screen, and what answers it.

Everything that is shown comes from the room: no model is asked for. The phone's random number
stands in its link, so that a reload is the same phone; this session never takes another one.
"""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from explorer.errors import LessonError
from explorer.lessons import scale
from explorer.lessons.room_store import rooms
from explorer.lessons.rooms import Asked, Seen, check_voter, new_voter, tidy_code
from explorer.ui import show, told

REFRESH = 2
"""Seconds between two looks at the room."""
_VOTER = "_join_voter"
_SAYS = "_join_says"  # what came of the last answer


def draw() -> None:
    """The page: the code, then the question of the moment."""
    voter = _voter()
    typed = str(st.session_state.get("room", st.query_params.get("room", "")) or "")
    with st.container(key="join", gap="medium"):
        if not typed:
            _enter()
            return
        with st.container(key="address_room"):
            st.text_input("Room", key="room", bind="query-params")
        try:
            code = tidy_code(typed)
        except LessonError as error:
            show.problem(str(error))
            _leave()
            return
        _phone(code, voter)


def _voter() -> str:
    """The phone's number: the link's, else a new one, which the link takes over."""
    if _VOTER not in st.session_state:
        given = st.query_params.get("phone", "")
        try:
            check_voter(given)
        except LessonError:
            given = new_voter()
        st.session_state[_VOTER] = given
    if st.query_params.get("phone") != st.session_state[_VOTER]:
        # By hand: a box that is new in the page does not write its value into the address.
        st.query_params["phone"] = st.session_state[_VOTER]
    return st.session_state[_VOTER]


def _enter() -> None:
    st.header("Which room?", anchor=False)
    with st.form("join_form", border=False):
        typed = st.text_input("Five letters from the screen", key="join_code", max_chars=9)
        st.form_submit_button("Join", type="primary", width="stretch", on_click=_go)
    del typed


def _go() -> None:
    told.tell({"room": str(st.session_state.get("join_code") or "")})


def _leave() -> None:
    st.button("Another room", key="join_leave", on_click=told.tell, args=({"room": ""},))


@st.fragment(run_every=REFRESH)
def _phone(code: str, voter: str) -> None:
    """What the room asks now. Looks again by itself."""
    try:
        seen = rooms().look(code, voter)
    except LessonError as error:
        show.problem(str(error))
        _leave()
        return
    if seen.asked is None:
        st.header("You have joined. The first question is about to come.", anchor=False)
        return
    show.note(f"{code} · {seen.asked.place}")
    if seen.asked.kind == "own" and not seen.asked.options:
        st.header("This step is done on the screen in front.", anchor=False)
        show.note("The next question comes here by itself.")
        return
    _question(code, voter, seen, seen.asked)


def _question(code: str, voter: str, seen: Seen, asked: Asked) -> None:
    if asked.kind != "word":
        with st.container(key="join_text", gap="small"):
            for text in filter(None, (*asked.text.split("\n"), asked.pair)):
                st.markdown(show.plain(text))
    st.header(show.plain(asked.ask), anchor=False)
    if asked.kind == "own":
        _on_this_phone(asked)
    if seen.shown:
        mine = "You have not answered." if seen.said is None else _mine(asked, seen.said)
        st.info(f"{mine} Look at the screen: the answers are shown there.", icon="👀")
        return
    with st.container(key=f"join_answers_{asked.kind}", gap="small"):
        (_options if asked.options else _number)(code, voter, seen, asked)
    _arrived(seen, asked)


def _on_this_phone(asked: Asked) -> None:
    """The way to the step itself, in a tab of its own, for a text of one's own."""
    lesson, _, rest = asked.key.partition("/")
    step = rest.partition("/")[0]
    st.link_button("Try it on this phone", f"./?{urlencode({'lesson': lesson, 'step': step})}",
                   icon=":material/open_in_new:", width="stretch")  # fmt: skip


def _arrived(seen: Seen, asked: Asked) -> None:
    """That the answer is there, or why it is not."""
    key, sentence, is_kept = st.session_state.get(_SAYS, ("", "", True))
    if key == asked.key and not is_kept:
        show.problem(sentence)
    if seen.said is not None:
        changed = " It replaces your earlier one." if key == asked.key and sentence else ""
        st.success(f"{_mine(asked, seen.said)} It has arrived.{changed}", icon="✅")
        show.note("You can change it until the answers are shown.")


def _mine(asked: Asked, value: float) -> str:
    return f"Your answer: {show.plain(asked.named(value))}."


def _options(code: str, voter: str, seen: Seen, asked: Asked) -> None:
    """One button for each option or word; the one that counts is filled."""
    for place, option in enumerate(asked.options):
        st.button(show.plain(option), key=f"join_{asked.key}_{place}",
                  type="primary" if seen.said == place else "secondary",
                  width="content" if asked.kind == "word" else "stretch",
                  on_click=_send, args=(code, voter, asked, place))  # fmt: skip


def _number(code: str, voter: str, seen: Seen, asked: Asked) -> None:
    """A slider or a box, and the button that sends what it holds."""
    low, high, step = scale.numbers(asked.step, asked.low, asked.high, asked.step)
    key = f"join_{asked.key}_number"
    if asked.kind == "slider":
        middle = scale.middle(asked.low, asked.high, asked.step) if seen.said is None else seen.said
        start = scale.numbers(asked.step, middle)[0]
        value = st.slider("Your answer", low, high, start, step, key=key,
                          format=scale.written(asked.step, asked.unit))  # fmt: skip
    else:
        value = st.number_input(f"A number from {low} to {high}", low, high, None, step, key=key)
    st.button("Send", key=f"join_{asked.key}_send", type="primary", width="stretch",
              disabled=value is None, on_click=_send, args=(code, voter, asked, value))  # fmt: skip


def _send(code: str, voter: str, asked: Asked, value: float) -> None:
    """Bring an answer to the room; in a callback."""
    try:
        again = rooms().answer(code, voter, asked, value)
        st.session_state[_SAYS] = (asked.key, "again" if again else "", True)
    except LessonError as error:
        st.session_state[_SAYS] = (asked.key, str(error), False)
