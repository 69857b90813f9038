"""The question of a step, in the picture's place until it is answered; and how it is answered."""

from __future__ import annotations

import streamlit as st

from explorer.lessons import card, scale
from explorer.measures.words import words
from explorer.ui import show
from explorer.ui.lesson import place as places
from explorer.ui.lesson.model import Bundled
from explorer.ui.lesson.place import Place


def draw(place: Place) -> None:
    """The text in large type, the question, and what answers it; then the picture comes."""
    view, asked = place.step.view, place.step.question
    with st.container(key="lesson_ask", gap="medium"):
        if asked.kind != "word":
            for number, text in enumerate(filter(None, (*view.text.split("\n"), view.pair))):
                with st.container(key=f"lesson_text_{number}"):
                    st.markdown(show.plain(text))
        st.subheader(show.plain(asked.ask), anchor=False)
        _DRAWN[asked.kind](place)
        st.button("Show me without a prediction", key="lesson_skip", type="tertiary",
                  on_click=places.predict, args=(place, None))  # fmt: skip


def text_words(view: card.View) -> list[str]:
    """The words of a view's text that can be clicked, in reading order."""
    return [word.text for word in words(Bundled().trace(view.text, view.pair))]


def _key(place: Place) -> str:
    return "guess_{}_{}".format(*place.key)


def _one_of(place: Place, label: str, names: list[str]) -> None:
    """Buttons; the one that is pressed is the prediction. Equal words are told by their place."""

    def take() -> None:
        chosen = st.session_state[_key(place)]
        if chosen is not None:
            places.predict(place, names[chosen])

    st.pills(label, list(range(len(names))), key=_key(place), on_change=take,
             format_func=lambda number: show.plain(names[number]),
             label_visibility="collapsed")  # fmt: skip


def _choice(place: Place) -> None:
    _one_of(place, "Your prediction", list(place.step.question.options))


def _word(place: Place) -> None:
    _one_of(place, "Click a word", text_words(place.step.view))


def _slider(place: Place) -> None:
    asked = place.step.question
    low, high, step, middle = scale.numbers(asked.step, asked.low, asked.high, asked.step,
                                            asked.middle)  # fmt: skip
    guess = st.slider("Your prediction", low, high, middle, step,
                      key=_key(place), width=520,
                      format=scale.written(asked.step, asked.unit))  # fmt: skip
    _done(place, float(guess))


def _number(place: Place) -> None:
    asked = place.step.question
    low, high, step = scale.numbers(asked.step, asked.low, asked.high, asked.step)
    guess = st.number_input("Your prediction", low, high, None, step, key=_key(place), width=260,
                            placeholder=f"A number from {low} to {high}")  # fmt: skip
    if guess is not None:
        _done(place, float(guess))


def _done(place: Place, guess: float) -> None:
    st.button("This is my prediction", key="lesson_predict", type="primary",
              on_click=places.predict, args=(place, guess))  # fmt: skip


_DRAWN = {"choice": _choice, "word": _word, "slider": _slider, "number": _number}
