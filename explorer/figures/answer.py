"""Pictures of extractive question answering: start and end logits, and the scores of all spans."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from explorer.figures.bars import marker
from explorer.figures.base import (
    LIGHT,
    MONO,
    Look,
    caption,
    legend_above,
    short,
    styled,
    token_labels,
)
from explorer.figures.drawing import Figure
from explorer.figures.marked_text import marked_text, text_read
from explorer.figures.matrix import VALUE, Axes, token_matrix
from explorer.figures.percents import PERCENT
from explorer.figures.scales import Scale
from explorer.figures.text_rows import Mark, Passage
from explorer.prediction import Prediction
from explorer.tasks import answer
from explorer.text import percent

MATRIX_TOKENS = 80
"""A score matrix of more tokens is drawn around the best answer only."""


def marked_answer(
    prediction: Prediction,
    *,
    longest: int = answer.LONGEST,
    narrow: bool = False,
    look: Look = LIGHT,
) -> go.Figure:
    """The question, and the text with its best answer marked."""
    trace = prediction.trace
    found = answer.best(prediction, n=1, longest=longest)
    marks = tuple(
        Mark(one.start, one.end, "answer", f"score {percent(one.score, 2)}") for one in found
    )
    what = f"Best answer, {percent(found[0].score, 1)}" if found else "No answer"
    said = f"“{short(found[0].text, 200)}”" if found else "none"
    asked, context = text_read(trace, 0), text_read(trace, 1)
    return marked_text(
        [Passage(asked, heading="Question"), Passage(context, marks, "Text")],
        title=caption(trace, what),
        alt=f"{what}: {said}.",
        narrow=narrow,
        look=look,
    )


def answer_logits(prediction: Prediction, *, look: Look = LIGHT) -> go.Figure:
    """Start and end logits over the whole input; only the context and [CLS] count."""
    trace = prediction.trace
    places = list(range(trace.num_tokens))
    labels = token_labels(trace)
    figure = Figure(
        [
            go.Bar(
                x=places, y=prediction.logits[:, column], name=name, customdata=labels,
                marker=marker(column),
                hovertemplate=f"%{{customdata}}: {name} logit %{{y:.4f}}<extra></extra>",
            )
            for column, name in enumerate(prediction.labels)
        ]
    )  # fmt: skip
    start, end = (int(i) for i in prediction.logits.argmax(axis=0))
    title = caption(trace, "Start and end logits")
    alt = f"Largest start logit at “{trace.labels[start]}”, end logit at “{trace.labels[end]}”."
    styled(figure, look, title=title, alt=alt, height=340)
    figure.update_xaxes(tickvals=places, ticktext=labels, tickangle=-60, showgrid=False,
                        tickfont={"family": MONO, "size": look.font_size - 2})  # fmt: skip
    figure.update_xaxes(zeroline=False)
    figure.update_yaxes(title={"text": "logit"})
    return legend_above(figure, look)


def answer_matrix(
    prediction: Prediction, *, longest: int = answer.LONGEST, look: Look = LIGHT
) -> go.Figure:
    """p(start) x p(end) of every span of the context; impossible ones are grey.

    A long context is shown around its best answer.
    """
    scores = answer.span_scores(prediction, longest)  # (T, T)
    shown = _shown(prediction, scores)
    values = scores[np.ix_(shown, shown)]
    top = float(np.nanmax(values, initial=1e-9))
    trace = prediction.trace
    labels = token_labels(trace, shown)
    found = answer.best(prediction, n=1, longest=longest)
    said = (
        f"best: “{short(found[0].text, 60)}” with {percent(found[0].score, 1)}" if found else "none"
    )
    figure = token_matrix(
        values,
        Axes(labels, labels, row_title="start", column_title="end"),
        Scale("p(start) x p(end)", 0, top, unit=PERCENT),
        title=caption(trace, "Score of every span, impossible ones grey"),
        alt=f"Matrix of start tokens by end tokens; {said}.",
        hover="from “%{customdata[0]}” to “%{customdata[1]}”: " + VALUE,
        look=look,
    )
    return figure.update_layout(plot_bgcolor=look.line)


def _shown(prediction: Prediction, scores: np.ndarray) -> np.ndarray:
    """Positions of the context, at most MATRIX_TOKENS around the best span. Returns (n,)."""
    places = np.flatnonzero(answer.allowed(prediction))
    if len(places) <= MATRIX_TOKENS:
        return places if len(places) else np.arange(min(len(scores), MATRIX_TOKENS))
    best = int(np.nanargmax(scores)) // scores.shape[1]
    centre = int(np.searchsorted(places, best))
    first = min(max(centre - MATRIX_TOKENS // 2, 0), len(places) - MATRIX_TOKENS)
    return places[first : first + MATRIX_TOKENS]
