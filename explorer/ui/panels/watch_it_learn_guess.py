"""The question before a tiny BERT is trained, what will it get wrong, and the answer after."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from explorer.ui import show, widgets

if TYPE_CHECKING:
    from explorer.ui.panels.watch_it_learn import Run

NONE = "none of them"
_KEY = "watch_guess"


def given() -> tuple[int, ...]:
    """The places of the words that the reader expects it to get wrong; one past the last for none.

    Empty before the reader has said anything.
    """
    return tuple(st.session_state.get(_KEY) or ())


def forget() -> None:
    """Ask anew, before the box is drawn."""
    st.session_state[_KEY] = []


def ask(words: tuple[str, ...], *, open_: bool) -> None:
    """The question, which can be answered or left as long as nothing was trained."""
    names = (*words, NONE)
    invites = open_ or given()
    st.multiselect(
        "What will it get wrong?", range(len(names)), key=_KEY, disabled=not open_, width=230,
        format_func=lambda place: names[place],
        placeholder="Guess, if you like" if invites else "No guess",
        help="A guess before you train. When the training has ended, each word of the sentence is "
        "masked in turn. Which of them will it get wrong?",
    )  # fmt: skip


def compare(run: Run) -> None:
    """Once the training has ended: what was expected and what happened."""
    if not run.watched.finished or run.running:
        return
    widgets.heading("What it got wrong")
    show.sentences(*_compared(run))
    show.frame(_table(run), "watch_words")


def _wrong(run: Run) -> tuple[int, ...]:
    """The places of the words that it gets wrong at the last frame."""
    guesses = run.watched.frames[-1].guesses
    both = zip(guesses, run.watched.words, strict=True)
    return tuple(place for place, (found, right) in enumerate(both) if found != right)


def _compared(run: Run) -> tuple[str, str]:
    """What was expected and what happened."""
    words, wrong = run.watched.words, _wrong(run)
    expected = tuple(place for place in given() if place < len(words))
    hits = len(set(wrong) & set(expected))
    happened = f"It gets {_listed(words, wrong)} wrong" if wrong else "It gets every word right"
    said = f"you expected {_listed(words, expected)}" if expected else "you expected no mistake"
    agree = "; exactly as you said" if set(wrong) == set(expected) else f"; {said}"
    if not given():  # the question was left, or a lesson opens on a training that has ended
        agree = ""
    named = f"Of the {len(wrong)} that it gets wrong you named {hits}. " if given() else ""
    why = (
        f"{named}A word is learnt when the words "
        "around it tell which one it is; where several would fit, it can only guess."
        if wrong
        else "Each word follows from the others, or it has learnt the sentence by heart."
    )
    return f"{happened}{agree}.", why


def _listed(words: tuple[str, ...], places: tuple[int, ...]) -> str:
    return ", ".join(f"“{words[place]}”" for place in places)


def _table(run: Run) -> pd.DataFrame:
    """Each word, what was guessed, and whether the reader expected it to fail."""
    frame, words = run.watched.frames[-1], run.watched.words
    wrong, expected = set(_wrong(run)), set(given())
    found = pd.DataFrame(
        {
            "word": words,
            "its guess": frame.guesses,
            "p(right word)": frame.shares.round(3),
            "result": ["wrong" if n in wrong else "right" for n in range(len(words))],
        }
    )
    if given():
        found["you expected"] = ["wrong" if n in expected else "right" for n in range(len(words))]
    return found
