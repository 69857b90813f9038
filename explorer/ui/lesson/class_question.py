"""What a room is asked at a step, with all that a phone needs, and which vote on it this is."""

from __future__ import annotations

import streamlit as st

from explorer.lessons.rooms import Asked, Tally
from explorer.ui.lesson import ask
from explorer.ui.lesson import place as places
from explorer.ui.lesson.place import Place

FOUND = ("I have found one", "Not yet")
"""What a phone can say at a step with a text of one's own."""
HAS_FOUND = 0.0
_VOTES = "_class_votes"  # {(lesson, step): how often the class was asked again}


def key(place: Place, present: str = "") -> str:
    """What names the question in the room: lesson, step from 1, and the vote from the second on.

    ``present`` is what the room asks now: a window that was loaded anew goes on with that vote.
    """
    name = f"{place.lesson.name}/{place.number + 1}"
    start, _, vote = present.rpartition("/")
    if start == name and vote.isdecimal() and place.key not in _votes():
        _votes()[place.key] = int(vote) - 1
    return _named(name, _votes().get(place.key, 0))


def again(place: Place) -> None:
    """Ask the same once more: the picture is hidden, and phones answer anew."""
    _votes()[place.key] = _votes().get(place.key, 0) + 1
    places.said().pop(place.key, None)


def before(place: Place, tallies: tuple[Tally, ...]) -> Tally | None:
    """The answers of the vote before the present one."""
    vote = _votes().get(place.key, 0)
    wanted = _named(f"{place.lesson.name}/{place.number + 1}", vote - 1)
    return next((one for one in tallies if vote and one.asked.key == wanted), None)


def asked(place: Place) -> Asked:
    """A step's question, with all that a phone needs to show it."""
    view, question = place.step.view, place.step.question
    options = {"word": lambda: ask.text_words(view), "own": lambda: FOUND}
    vote = _votes().get(place.key, 0)
    where = f"{place.lesson.title} · {place.number + 1} of {len(place.lesson.steps)}"
    return Asked(
        key(place),
        question.kind,
        question.ask,
        f"{where} · vote {vote + 1}" if vote else where,
        view.text,
        view.pair,
        tuple(options.get(question.kind, lambda: question.options)()),
        low=question.low,
        high=question.high,
        step=question.step,
        unit=question.unit,
    )


def _named(name: str, vote: int) -> str:
    return f"{name}/{vote + 1}" if vote else name


def _votes() -> dict[tuple[str, int], int]:
    return st.session_state.setdefault(_VOTES, {})
