"""The tables behind the pictures of a linear probe."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from explorer.trace import Trace

if TYPE_CHECKING:
    from explorer.tasks.linear_probe import Decision, Trial


def probe_accuracy(trials: dict[str, Trial]) -> pd.DataFrame:
    """Accuracy of each probe, and how many numbers it learned."""
    rows = [
        (name, t.accuracy, t.seen, t.baseline, t.folds, t.head.parameters)
        for name, t in trials.items()
    ]
    columns = ["reads", "unseen", "training", "most frequent label", "folds", "parameters"]
    return pd.DataFrame(rows, columns=columns)


def probe_confusion(trial: Trial) -> pd.DataFrame:
    """True labels in rows, given labels in columns."""
    names = list(trial.head.classes)
    return pd.DataFrame(trial.confusion(), index=names, columns=names)


def decision_by_token(trace: Trace, decision: Decision) -> pd.DataFrame:
    """Each token's share of the margin, for mean pooling."""
    return pd.DataFrame({"token": trace.labels, "share of the margin": decision.tokens})


def decision_by_dimension(decision: Decision) -> pd.DataFrame:
    """Each dimension's share of the margin."""
    return pd.DataFrame({"share of the margin": decision.dimensions}).rename_axis("dimension")
