"""Next sentence: does B follow A? Two logits, and the famous way to get the input wrong."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.errors import InputError, NotCaptured
from explorer.one_line import OneLine
from explorer.prediction import Prediction, Predictor
from explorer.tasks.scores import cross_entropy, softmax
from explorer.text import TextInput

FOLLOWS = 0
"""Index 0 = "B follows A", 1 = "B was drawn from elsewhere" (Devlin et al., 2019, their code)."""


@dataclass(frozen=True, eq=False, repr=False)
class Verdict(OneLine):
    """What the head says about a pair."""

    logits: np.ndarray  # (2,)

    @property
    def probabilities(self) -> np.ndarray:
        """Softmax of the two logits. Returns (2,)."""
        return softmax(self.logits)

    @property
    def losses(self) -> tuple[float, float]:
        """Cross-entropy if the truth were label 0, and if it were label 1."""
        return cross_entropy(self.logits, 0), cross_entropy(self.logits, 1)

    @property
    def follows(self) -> bool:
        """Whether the model takes B for what follows A."""
        return bool(self.logits[FOLLOWS] > self.logits[1 - FOLLOWS])


def check_pair(source: TextInput) -> None:
    """Refuse a single text. Raises InputError."""
    if source.pair is None:
        raise InputError("There is only one text: type the second sentence too.")


def verdict(prediction: Prediction) -> Verdict:
    """Both logits of a pair, with their softmax and losses. Raises InputError for one text."""
    check_pair(prediction.trace.input)
    return Verdict(prediction.logits)


def trapped(predictor: Predictor, prediction: Prediction) -> Verdict:
    """The same pair with the segment ids passed as the attention mask, a well-known mistake.

    ``model(ids, segments)`` puts them into the second place, which is the mask: the model then
    sees nothing of the first sentence and takes everything for segment A. Raises NotCaptured.
    """
    from explorer.engine.forward import forward  # torch

    trace = prediction.trace
    if not trace.segment.any():
        raise NotCaptured(
            "This head was given no segment ids, so the mistake cannot be made with it: choose a "
            "checkpoint with a next-sentence head of its own, such as bert-base-uncased."
        )
    result = forward(predictor.engine, trace.ids[None], mask=trace.segment[None])
    return Verdict(result.logits[0])
