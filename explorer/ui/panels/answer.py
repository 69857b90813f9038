"""Pieces of the page that answers questions."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from explorer import pictures, tables
from explorer.prediction import Predictor
from explorer.tasks import answer
from explorer.tasks.answer import Reading
from explorer.text import percent
from explorer.ui import cache, choices, shell, show, widgets
from explorer.views.spans import Mark, marked

QUESTION = "Why didn't the animal cross the street?"
EXAMPLES = {
    "A year": {
        "text": "Marie Curie was born in Warsaw in 1867 and won the Nobel Prize in Physics in "
        "1903.",
        "answer_question": "In which year was Marie Curie born?",
        "look_for": "Two years stand in the text: where are the peaks of start and end?",
    },
    "The other year": {
        "text": "Marie Curie was born in Warsaw in 1867 and won the Nobel Prize in Physics in "
        "1903.",
        "answer_question": "When did she win the Nobel Prize?",
        "look_for": "The same text, another question: the peak moves to the other year.",
    },
    "The tired animal": {
        "text": "The animal didn't cross the street because it was too tired.",
        "answer_question": QUESTION,
        "look_for": "How long a piece of the text the model takes for the reason.",
    },
    "Two people": {
        "text": "Ada wrote the first program for a machine that was never built. Charles had "
        "designed it in London.",
        "answer_question": "Who designed the machine?",
        "look_for": "Two names: only one of them goes with “designed”.",
    },
    "Calgary": {
        "text": "Mehdi lives in Calgary",
        "answer_question": "Where is Mehdi living these days?",
        "look_for": "The question has other words than the text: “living” for “lives”.",
    },
    "No answer (where it fails)": {
        "text": "The Eiffel Tower stands in Paris and was finished in 1889.",
        "answer_question": "Who painted the Mona Lisa?",
        "look_for": "The answer is not in the text; the head must point somewhere and does.",
    },
}
OPENING = EXAMPLES["A year"]

FORMULA = r"""
The head gives every token two logits: does the answer start here, does it end here? Softmax over
the context's tokens and [CLS] makes $p_\text{start}$ and $p_\text{end}$; a span from $i$ to $j$
scores $p_\text{start}(i)\, p_\text{end}(j)$ (Devlin et al., 2019, section 4.2). Grey spans are
impossible: they end before they start, or are longer than allowed. The two maxima alone may make
such a span, which is why all pairs are scored.

[CLS] to [CLS] means that the text does not answer the question (Rajpurkar et al., 2018); only heads
trained with such questions know what to do with it. A long text is read in overlapping windows,
each with the whole question; answers of different windows are ranked by start + end logit, since
each window has a softmax of its own.
"""


def ask() -> str:
    """The question."""
    with shell.controls():
        return widgets.line("Question about the text", "answer_question", QUESTION, width=380)


def reading(predictor: Predictor, question: str) -> Reading:
    """The text read in one or more windows."""
    most = predictor.engine.spec.max_tokens
    with shell.more("answer_more"):
        longest = st.slider(
            "Longest answer, in tokens",
            1,
            50,
            answer.LONGEST,
            key="answer_longest",
            bind="query-params",
        )
        size = st.slider(
            "Window, in tokens",
            min(32, most),
            most,
            min(384, most),
            key=f"answer_size_{most}",
            bind="query-params",
        )
        overlap = st.slider(
            "Overlap of windows, in tokens", 0, 128, 64, key="answer_overlap", bind="query-params"
        )
    context = str(choices.choice("text") or "")
    return cache.remembered(
        answer.read, predictor, question, context, size=size, overlap=overlap, longest=longest
    )


def sentences(found: Reading, predictor: Predictor) -> tuple[str, str]:
    """What the page shows and what was answered."""
    best = found.answers[0]
    windows = f", read in {len(found.windows)} windows" if len(found.windows) > 1 else ""
    return (
        f"Where {predictor.spec.label} finds the answer in your text{windows}.",
        f"It answers “{best.text}” with {percent(best.score, 1)}. {_doubt(found, predictor)}",
    )


def _doubt(found: Reading, predictor: Predictor) -> str:
    """What is to be said of questions that the text does not answer."""
    if predictor.spec.source == "bundled":
        return (
            "This head always gives an answer: it has no score for “no answer”. Tokens outside the "
            "text are drawn at its lowest logit."
        )
    said = f"“No answer” gets {percent(found.no_answer, 1)}"
    higher = found.no_answer > found.answers[0].score and len(found.windows) == 1
    return f"{said}, which is more." if higher else f"{said}."


def over_text(found: Reading) -> None:
    """The best answer over the text."""
    context = str(choices.choice("text") or "")
    best = found.answers[0]
    mark = Mark(best.start, best.end, "answer", f"score {percent(best.score, 2)}")
    st.html(marked(context, [mark]))
    prediction = found.predictions[found.best_window]
    show.numbers(
        lambda: tables.marked_answer(prediction, longest=_longest()),
        "answer_text",
        exported=lambda: pictures.marked_answer(
            prediction, longest=_longest(), look=choices.look()
        ),
    )


def _longest() -> int:
    """Most tokens of an answer, as the reader chose."""
    return int(st.session_state.get("answer_longest", answer.LONGEST))


def next_answers(found: Reading) -> None:
    """The likeliest answers and their scores; places and logits behind the numbers."""
    widgets.heading("The likeliest answers")
    show.frame(likeliest(found), "answer_best")
    show.numbers(lambda: tables.best_answers(found), "answer_best")
    show.note(
        "In the numbers, start and end count the characters of your text, and window says which "
        "part of a long text an answer was found in."
    )


def likeliest(found: Reading) -> pd.DataFrame:
    """The first eight answers and their scores in percent; the window where there are several."""
    answers = found.answers[:8]
    table = pd.DataFrame(
        {
            "answer": [one.text for one in answers],
            "score": [percent(one.score, 1) for one in answers],
        }
    )
    return table.assign(window=[one.window for one in answers]) if found.windows[1:] else table


def inside(found: Reading) -> None:
    """Logits and score matrix of one window."""
    window = found.best_window
    if len(found.windows) > 1:
        names = [
            f"window {i}: characters {w.start} to {w.end}" for i, w in enumerate(found.windows)
        ]
        window = widgets.one_of("Window", names, "answer_window", start=window)
    prediction = found.predictions[window]
    show.picture(
        pictures.answer_matrix(prediction, longest=_longest(), look=choices.look()),
        "answer_matrix",
    )
    show.picture(pictures.answer_logits(prediction, look=choices.look()), "answer_logits")
