"""Pictures of predictions for a text or a blank: bars of probabilities, and the logit lens."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from explorer.figures.bars import Axis, bars, spelled, titled
from explorer.figures.base import (
    LIGHT,
    MONO,
    Look,
    caption,
    scale,
    short,
    state_name,
    styled,
    token_labels,
)
from explorer.figures.drawing import Figure
from explorer.figures.scales import Scale, bar_room, draw_bar
from explorer.prediction import Prediction
from explorer.tasks import classify
from explorer.tasks.classify import ZeroShot
from explorer.tasks.next_sentence import Verdict
from explorer.trace import Trace

LOGIT = Axis("logit", None, None, ".3f")


def label_logits(prediction: Prediction, *, look: Look = LIGHT) -> go.Figure:
    """The head's output for a text, one number a label, before any softmax."""
    title = caption(prediction.trace, "Logits")
    alt = "Bars, one a label: " + spelled(prediction.labels, prediction.logits)
    return bars(prediction.labels, prediction.logits, LOGIT, title=title, alt=alt, look=look)


def label_probabilities(
    prediction: Prediction, *, temperature: float = 1.0, look: Look = LIGHT
) -> go.Figure:
    """Probability of each label: softmax of the logits over a temperature (sigmoid if several).

    A regression head has no probabilities: its numbers are drawn as they are.
    """
    if prediction.regression:
        return _numbers(prediction, look)
    shares = classify.probabilities(prediction, temperature)
    what = "Probabilities" if temperature == 1 else f"Probabilities at temperature {temperature:g}"
    title = caption(prediction.trace, what)
    alt = "Bars, one a label: " + spelled(prediction.labels, shares, shares=True)
    return bars(prediction.labels, shares, title=title, alt=alt, look=look)


def _numbers(prediction: Prediction, look: Look) -> go.Figure:
    """What a regression head predicts, a bar a number."""
    alt = "Bars, one a number: " + spelled(prediction.labels, prediction.logits)
    title = caption(prediction.trace, "Predicted number")
    axis = Axis("predicted number", None, None, ".3f")
    return bars(prediction.labels, prediction.logits, axis, title=title, alt=alt, look=look)


def next_sentence(prediction: Prediction, *, look: Look = LIGHT) -> go.Figure:
    """Both probabilities of a pair: 0 = B follows A, 1 = B is from elsewhere."""
    shares = Verdict(prediction.logits).probabilities
    names = [f"{place} = {label}" for place, label in enumerate(prediction.labels)]
    title = caption(prediction.trace, "Next sentence")
    return bars(names, shares, title=title, look=look,
                alt="Bars: " + spelled(names, shares, shares=True))  # fmt: skip


def zero_shot(
    found: ZeroShot, text: str, *, several: bool = False, look: Look = LIGHT
) -> go.Figure:
    """How well each of the reader's own labels fits, best first."""
    scores = found.scores(several=several)
    order = np.argsort(-scores)
    names = [found.labels[i] for i in order]
    how = "each label for itself" if several else "probabilities sum to 1"
    title = titled(f"Zero-shot scores, {how}", found.model, short(" ".join(text.split()), 80))
    alt = "Bars, best first: " + spelled(names, scores[order], shares=True)
    return bars(names, scores[order], Axis("score", share=True), title=title, alt=alt, look=look)


def state_strips(
    trace: Trace, state: int, *, first_index: int = 0, look: Look = LIGHT
) -> go.Figure:
    """The vectors of all tokens at one stage as rows of colour: what the body hands on."""
    values = trace.hidden[state]  # (T, D)
    top = float(np.quantile(np.abs(values), 0.995)) or 1.0  # outliers would leave the rest pale
    figure = Figure(
        go.Heatmap(
            z=values, zmin=-top, zmax=top, colorscale=scale(look.diverging),
            hovertemplate="row %{y}, dimension %{x}: %{z:.5f}<extra></extra>",
        )
    )  # fmt: skip
    where = state_name(state, first_index=first_index)
    title = caption(trace, f"All vectors, {where}: {values.shape[0]} x {values.shape[1]} numbers")
    alt = f"Vectors of {values.shape[0]} tokens, {where}; blue negative, orange positive."
    cell = max(14, min(24, 600 // len(values)))
    styled(figure, look, title=title, alt=alt, height=110 + cell * len(values) + bar_room(look))
    figure.update_xaxes(title={"text": "dimension"}, showgrid=False, zeroline=False)
    figure.update_yaxes(tickvals=list(range(len(values))), ticktext=token_labels(trace),
                        tickfont={"family": MONO}, autorange="reversed", showgrid=False,
                        zeroline=False)  # fmt: skip
    figure.update_layout(margin={"b": bar_room(look) + 44})
    return draw_bar(figure, Scale("value", -top, top), look, under_axis=40)
