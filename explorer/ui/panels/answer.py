"""Pieces of the page that answers questions."""

from __future__ import annotations

import streamlit as st

from explorer import pictures, tables
from explorer.prediction import Predictor
from explorer.tasks import answer
from explorer.tasks.answer import Reading
from explorer.ui import choices, show, widgets
from explorer.views.spans import Mark, marked

QUESTION = "Why didn't the animal cross the street?"
EXAMPLES = {
    "Calgary": {
        "text": "Mehdi lives in Calgary",
        "pair": "",
        "answer_question": "Where is Mehdi living these days?",
    },
    "The tired animal": {
        "text": "The animal didn't cross the street because it was too tired.",
        "pair": "",
        "answer_question": QUESTION,
    },
    "No answer": {
        "text": "The Eiffel Tower stands in Paris and was finished in 1889.",
        "pair": "",
        "answer_question": "Who painted the Mona Lisa?",
    },
}

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
    return widgets.line(
        "Question about the text above", "answer_question", QUESTION, hint="The first text box."
    )


def reading(predictor: Predictor, question: str) -> Reading:
    """The text read in one or more windows."""
    most = predictor.engine.spec.max_tokens
    with st.expander("Long answers and long texts", icon="🪟"):
        longest = st.slider(
            "Most tokens of an answer",
            1,
            50,
            answer.LONGEST,
            key="answer_longest",
            bind="query-params",
        )
        size = st.slider(
            "Tokens in a window", min(32, most), most, min(384, most), key=f"answer_size_{most}"
        )
        overlap = st.slider(
            "Tokens that windows share", 0, 128, 64, key="answer_overlap", bind="query-params"
        )
    context = str(choices.choice("text") or "")
    return answer.read(predictor, question, context, size=size, overlap=overlap, longest=longest)


def sentences(found: Reading, predictor: Predictor) -> tuple[str, str]:
    """What the page shows and what was answered."""
    best = found.answers[0]
    windows = f", read in {len(found.windows)} windows" if len(found.windows) > 1 else ""
    return (
        f"Where {predictor.spec.label} finds the answer in your text{windows}.",
        f"It answers “{best.text}” (score {best.score:.4f}). {_doubt(found, predictor)}",
    )


def _doubt(found: Reading, predictor: Predictor) -> str:
    """What is to be said of questions that the text does not answer."""
    if predictor.spec.source == "bundled":
        return (
            "This head always points somewhere: it has no score for “no answer”, and tokens "
            "outside the text are drawn at its lowest logit."
        )
    said = f"“No answer” gets {found.no_answer:.4f}"
    higher = found.no_answer > found.answers[0].score and len(found.windows) == 1
    return f"{said}, which is more." if higher else f"{said}."


def over_text(found: Reading) -> None:
    """The best answer over the text, and the next ones as a table."""
    context = str(choices.choice("text") or "")
    best = found.answers[0]
    st.html(marked(context, [Mark(best.start, best.end, "answer", f"score {best.score:.4f}")]))
    show.frame(tables.best_answers(found).head(8), "answer_best")


def inside(found: Reading) -> None:
    """Logits and score matrix of one window."""
    window = found.best_window
    if len(found.windows) > 1:
        names = [
            f"window {i}: characters {w.start} to {w.end}" for i, w in enumerate(found.windows)
        ]
        window = widgets.one_of("Window", names, "answer_window", start=window)
    prediction = found.predictions[window]
    longest = int(st.session_state.get("answer_longest", answer.LONGEST))
    show.picture(
        pictures.answer_matrix(prediction, longest=longest, look=choices.look()), "answer_matrix"
    )
    show.picture(pictures.answer_logits(prediction, look=choices.look()), "answer_logits")
