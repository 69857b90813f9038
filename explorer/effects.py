"""What changes between two runs of one text: vectors, similarity, prediction. Plain numpy.

For switching heads and layers off: the run as it is, and the run without them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from explorer.trace import Trace, softmax

if TYPE_CHECKING:
    from explorer.tasks.predictor import Prediction


def vector_change(before: Trace, after: Trace) -> float:
    """1 - cosine of the last hidden states, mean over the tokens: 0 nothing changed, up to 2."""
    a, b = before.hidden[-1], after.hidden[-1]  # (T, D)
    lengths = np.linalg.norm(a, axis=-1) * np.linalg.norm(b, axis=-1)
    cosine = (a * b).sum(axis=-1) / np.maximum(lengths, np.finfo(np.float32).tiny)
    return float(np.clip(1 - cosine, 0, 2).mean())


def text_similarity(first: Trace, second: Trace) -> float:
    """Cosine of the mean last hidden states of two texts, -1 to 1."""
    a, b = first.hidden[-1].mean(axis=0), second.hidden[-1].mean(axis=0)  # (D,)
    return float(a @ b / max(float(np.linalg.norm(a) * np.linalg.norm(b)), 1e-30))


def probabilities(prediction: Prediction) -> np.ndarray:
    """What the head says, as probabilities. Same shape as the logits.

    Softmax over the labels; over the tokens for the start and the end of an answer; sigmoid where
    labels are judged one by one.
    """
    logits = prediction.logits.astype(np.float64)
    if prediction.independent:
        return 1 / (1 + np.exp(-logits))
    if prediction.task == "answer":
        return softmax(logits.T.copy()).T
    return softmax(logits)


def prediction_change(before: Prediction, after: Prediction) -> float:
    """How much probability moved to other labels, 0 to 1.

    Total variation, half the sum of absolute differences; the mean over the tokens where each
    token has a prediction of its own, over start and end of an answer, or over labels that are
    judged one by one.
    """
    moved = np.abs(probabilities(after) - probabilities(before))
    if before.independent:
        return float(moved.mean())
    axis = 0 if before.task == "answer" else -1
    return float(moved.sum(axis=axis).mean() / 2)
