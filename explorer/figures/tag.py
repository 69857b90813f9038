"""Pictures of labels for tokens: as a matrix, and over the text."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from explorer.figures.base import (
    LIGHT,
    Look,
    caption,
    literal,
    short,
    token_labels,
)
from explorer.figures.marked_text import marked_text, text_read
from explorer.figures.matrix import VALUE, Axes, token_matrix
from explorer.figures.percents import PERCENT
from explorer.figures.scales import Scale
from explorer.figures.text_rows import Mark, Passage
from explorer.prediction import Prediction
from explorer.tasks import tag
from explorer.tasks.tag import Span, Strategy
from explorer.text import percent


def tag_probabilities(prediction: Prediction, *, look: Look = LIGHT) -> go.Figure:
    """Probability of every label for every token; rows sum to 1."""
    shares = tag.token_probabilities(prediction)  # (T, C)
    return _tags(
        prediction, shares, Scale("probability", unit=PERCENT), "Label probabilities", look
    )


def tag_logits(prediction: Prediction, *, look: Look = LIGHT) -> go.Figure:
    """The head's numbers for every token and label, before the softmax."""
    top = float(np.abs(prediction.logits).max()) or 1.0
    measure = Scale("logit", -top, top, signed=True)
    return _tags(prediction, prediction.logits, measure, "Label logits", look)


def _tags(
    prediction: Prediction, values: np.ndarray, measure: Scale, what: str, look: Look
) -> go.Figure:
    trace = prediction.trace
    best = [prediction.labels[int(i)] for i in values.argmax(axis=1)]
    pairs = ", ".join(
        f"{label} {name}"
        for label, name, special in zip(trace.labels, best, trace.special, strict=True)
        if not special
    )
    names = [literal(short(name)) for name in prediction.labels]
    return token_matrix(
        values,
        Axes(token_labels(trace), names, row_title="token", column_title="label"),
        measure,
        title=caption(trace, what),
        alt=f"{what} of each token; the best are: {short(pairs, 300)}.",
        hover="“%{customdata[0]}” as %{customdata[1]}: " + VALUE,
        look=look,
    )


def labelled_text(
    prediction: Prediction,
    *,
    strategy: Strategy = "first",
    narrow: bool = False,
    look: Look = LIGHT,
) -> go.Figure:
    """The text with its entities by one strategy, or with a part of speech for each word."""
    found = tag.labelled(prediction, strategy)
    what = "Parts of speech"
    if prediction.task != "part-of-speech":
        what = f"Named entities, strategy “{strategy}”"
    return _over_text(prediction, _passages(prediction, found), what, narrow=narrow, look=look)


def strategies(prediction: Prediction, *, narrow: bool = False, look: Look = LIGHT) -> go.Figure:
    """The text with its entities by every strategy; those that agree stand together."""
    passages = [
        passage
        for names in tag.outcomes(prediction)
        for passage in _passages(prediction, tag.spans(prediction, names[0]), ", ".join(names))
    ]
    what = "Named entities by five strategies"
    return _over_text(prediction, passages, what, narrow=narrow, look=look)


def marks(spans: tuple[Span, ...], side: int) -> tuple[Mark, ...]:
    """The spans of one text as they are drawn: the kind behind it, label and score on hover."""
    return tuple(
        Mark(span.start, span.end, span.kind, f"{span.label} {percent(span.score, 2)}")
        for span in spans
        if span.side == side
    )


def kinds(prediction: Prediction) -> list[str]:
    """The kinds of a head's labels in their order, which gives them their colours."""
    return list(dict.fromkeys(tag.kind(name) for name in prediction.labels if name != "O"))


def _passages(prediction: Prediction, spans: tuple[Span, ...], heading: str = "") -> list[Passage]:
    """A passage for each of the texts; the heading stands over the first."""
    texts = [text_read(prediction.trace, side) for side in (0, 1)]
    return [
        Passage(text, marks(spans, side), heading if side == 0 else "")
        for side, text in enumerate(texts)
        if text
    ]


def _over_text(
    prediction: Prediction, passages: list[Passage], what: str, *, narrow: bool, look: Look
) -> go.Figure:
    said = [
        f"“{passage.text[mark.start : mark.end]}” {mark.about}"
        for passage in passages
        for mark in passage.marks
    ]
    return marked_text(
        passages,
        kinds(prediction),
        title=caption(prediction.trace, what),
        alt=f"{what}: {short(', '.join(said), 300) or 'none'}.",
        narrow=narrow,
        look=look,
    )
