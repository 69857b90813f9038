"""Pictures of labels for tokens and of answers in a context."""

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
from explorer.figures.matrix import Axes, Scale, token_matrix
from explorer.prediction import Prediction
from explorer.tasks import tag


def tag_probabilities(prediction: Prediction, *, look: Look = LIGHT) -> go.Figure:
    """Probability of every label for every token; rows sum to 1."""
    shares = tag.token_probabilities(prediction)  # (T, C)
    return _tags(prediction, shares, Scale("probability"), "Label probabilities", look)


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
        hover="“%{customdata[0]}” as %{customdata[1]}: %{z:.6f}",
        look=look,
    )
