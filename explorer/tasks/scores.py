"""From logits to probabilities and losses: softmax, sigmoid, cross-entropy. numpy, float64.

scipy is imported where it is used: figures import this module, and must start without it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from explorer.errors import InputError
from explorer.measures.comparison import total_variation

if TYPE_CHECKING:
    from explorer.prediction import Prediction


def softmax(logits: np.ndarray, temperature: float = 1.0) -> np.ndarray:
    """exp(z / t) over their sum, on the last axis. Below 1, t sharpens; above 1, it flattens.

    Takes and returns (..., C), the result a new array. Raises InputError when the temperature is
    not above 0.

    >>> softmax(np.log([1.0, 3.0]))
    array([0.25, 0.75])
    """
    from scipy.special import softmax as exact

    if not temperature > 0:
        raise InputError("The temperature must be above 0: choose a larger one.")
    return exact(np.asarray(logits, np.float64) / temperature, axis=-1)


def sigmoid(logits: np.ndarray) -> np.ndarray:
    """1 / (1 + exp(-z)), each number for itself. Takes and returns (..., C)."""
    from scipy.special import expit

    return expit(np.asarray(logits, np.float64))


def log_softmax(logits: np.ndarray) -> np.ndarray:
    """Logarithm of the softmax, exact where probabilities underflow. Takes and returns (..., C).

    >>> log_softmax(np.array([0.0, 2000.0]))
    array([-2000.,     0.])
    """
    from scipy.special import log_softmax as exact

    return exact(np.asarray(logits, np.float64), axis=-1)


def cross_entropy(logits: np.ndarray, label: int) -> float:
    """Loss of one text for a label: minus the logarithm of that label's probability. Takes (C,)."""
    if not 0 <= label < logits.shape[-1]:
        raise InputError(
            f"There is no label {label}: this head knows {logits.shape[-1]} labels, counted from 0."
        )
    return float(-log_softmax(logits)[label])


def mean_loss(logits: np.ndarray, labels: list[int]) -> float:
    """Mean cross-entropy of a batch, what training would lower. Takes (B, C). Raises InputError."""
    if len(labels) != len(logits):
        raise InputError(
            f"There are {len(logits)} texts and {len(labels)} labels: give one label for each text."
        )
    return float(
        np.mean([cross_entropy(row, label) for row, label in zip(logits, labels, strict=True)])
    )


def entropy(probabilities: np.ndarray) -> np.ndarray:
    """How undecided a distribution is, in bits: 0 when certain, log2(C) when all are equal.

    Takes (..., C), returns (...).

    >>> entropy(np.array([[0.5, 0.5], [1.0, 0.0]]))
    array([1., 0.])
    """
    from scipy.special import entr

    return entr(probabilities).sum(axis=-1) / np.log(2)


def probabilities(prediction: Prediction) -> np.ndarray:
    """What the head says, as probabilities. Same shape as the logits.

    Softmax over the labels; over the tokens for the start and the end of an answer; sigmoid where
    labels are judged one by one. The numbers of a regression head stay as they are.
    """
    logits = prediction.logits.astype(np.float64)
    if prediction.regression:
        return logits
    if prediction.independent:
        return sigmoid(logits)
    if prediction.task == "answer":
        return softmax(logits.T).T
    return softmax(logits)


def prediction_change(before: Prediction, after: Prediction) -> float:
    """How much probability moved to other labels, 0 to 1; for a regression, how far its number did.

    Total variation, half the sum of absolute differences; the mean over the tokens where each
    token has a prediction of its own, over start and end of an answer, or over labels that are
    judged one by one; the mean absolute change of the numbers of a regression head.
    """
    old, new = probabilities(before), probabilities(after)
    if before.independent or before.regression:
        return float(np.abs(new - old).mean())
    if before.task == "answer":
        old, new = old.T, new.T  # (2, T): start and end each sum to 1 over the tokens
    return float(total_variation(old, new).mean())
