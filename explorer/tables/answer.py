"""The tables behind the pictures of question answering."""

from __future__ import annotations

import pandas as pd

from explorer.prediction import Prediction
from explorer.tables.base import matrix, numbered
from explorer.tasks import answer as answers
from explorer.tasks.answer import Reading

COLUMNS = ["answer", "p(start) x p(end)", "start + end logit", "start", "end"]


def answer_logits(prediction: Prediction) -> pd.DataFrame:
    """Start and end logits and probabilities of every token."""
    shares = answers.shares(prediction)
    return pd.DataFrame(
        {
            "start logit": prediction.logits[:, 0],
            "end logit": prediction.logits[:, 1],
            "p(start)": shares[:, 0],
            "p(end)": shares[:, 1],
            "may answer": answers.allowed(prediction),
        },
        index=numbered(prediction.trace.labels),
    )


def answer_matrix(prediction: Prediction, *, longest: int = answers.LONGEST) -> pd.DataFrame:
    """p(start) x p(end) of every span; empty where a span is impossible."""
    names = prediction.trace.labels
    return matrix(answers.span_scores(prediction, longest), names, names)


def marked_answer(prediction: Prediction, *, longest: int = answers.LONGEST) -> pd.DataFrame:
    """The best answers of one window; the first is the one that is marked."""
    found = answers.best(prediction, longest=longest)
    rows = [(a.text, a.score, a.logit, a.start, a.end) for a in found]
    return pd.DataFrame(rows, columns=COLUMNS)


def best_answers(reading: Reading) -> pd.DataFrame:
    """The best answers of all windows."""
    rows = [(a.text, a.score, a.logit, a.start, a.end, a.window) for a in reading.answers]
    return pd.DataFrame(rows, columns=[*COLUMNS, "window"])
