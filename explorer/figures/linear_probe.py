"""Pictures of a linear probe: a small head trained on the reader's own sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go

from explorer.figures.bars import Axis, bars, series, titled
from explorer.figures.base import LIGHT, Look, caption, literal, token_labels
from explorer.figures.matrix import Axes, token_matrix
from explorer.figures.scales import Scale
from explorer.text import percent
from explorer.trace import Trace

if TYPE_CHECKING:  # scikit-learn and torch: not for drawing
    from explorer.tasks.linear_probe import Decision, Trial


def probe_accuracy(trials: dict[str, Trial], model: str, *, look: Look = LIGHT) -> go.Figure:
    """Accuracy on unseen sentences for each way of pooling, beside that on the training set."""
    names = list(trials)
    groups = {
        "unseen sentences (cross-validation)": np.array([t.accuracy for t in trials.values()]),
        "its own training sentences": np.array([t.seen for t in trials.values()]),
    }
    first = next(iter(trials.values()))
    chance = f"always the most frequent label: {percent(first.baseline)}"
    title = titled("Accuracy of a small head by what it reads", model, chance)
    alt = "Accuracy on unseen sentences: " + ", ".join(
        f"{name} {percent(trial.accuracy)}" for name, trial in trials.items()
    )
    axis = Axis("accuracy", share=True)
    figure = series(names, groups, axis, title=title, alt=alt, look=look)
    figure.add_vline(x=first.baseline, line={"color": look.muted, "dash": "dot", "width": 1.5})
    return figure


def probe_confusion(trial: Trial, model: str, *, look: Look = LIGHT) -> go.Figure:
    """Which true label was given which, by heads that had not seen the sentence."""
    counts = trial.confusion().astype(float)
    names = [literal(name) for name in trial.head.classes]
    right = int(counts.trace())
    return token_matrix(
        counts,
        Axes(names, names, row_title="true label", column_title="given label"),
        Scale("sentences", 0, float(counts.max())),
        title=titled(f"Unseen sentences: {right} of {int(counts.sum())} correctly labelled", model),
        alt=f"Confusion matrix; {right} of {int(counts.sum())} unseen sentences are right.",
        hover="truly %{customdata[0]}, given %{customdata[1]}: %{z:.0f}",
        look=look,
    )


def decision_by_token(trace: Trace, decision: Decision, *, look: Look = LIGHT) -> go.Figure:
    """What each token adds to the margin, for mean pooling: the shares are exact."""
    values = decision.tokens[None]  # (1, T)
    top = float(np.abs(values).max()) or 1.0
    return token_matrix(
        values,
        Axes([""], token_labels(trace), row_title="", column_title="token"),
        Scale("share", -top, top, signed=True),
        title=caption(
            trace,
            f"What each token adds for “{literal(decision.chosen)}”, against "
            f"“{literal(decision.instead_of)}”",
        ),
        alt=f"Each token's share of the margin of {decision.margin:.3f}.",
        hover="“%{customdata[1]}”: %{z:.6f}",
        look=look,
    )


def decision_by_dimension(
    trace: Trace, decision: Decision, *, k: int = 12, look: Look = LIGHT
) -> go.Figure:
    """The vector's numbers that weigh most in the decision."""
    order = np.argsort(-np.abs(decision.dimensions))[:k]
    names = [f"dimension {i}" for i in order]
    axis = Axis("weight x value", None, None, ".3f")
    title = caption(trace, f"Dimensions that raise or lower “{literal(decision.chosen)}”")
    alt = f"The {len(order)} dimensions with the largest shares of the margin."
    return bars(names, decision.dimensions[order], axis, title=title, alt=alt, look=look)
