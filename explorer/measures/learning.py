"""How far a model in training has come: its losses at the frames of the training."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.one_line import OneLine


@dataclass(frozen=True, eq=False, repr=False)
class LearningCurve(OneLine):
    """Losses in nats for each masked word, at N frames; arrays are read-only.

    The loss is the mean of -ln p of the right word; exp(-loss) is that probability's geometric
    mean.
    """

    steps: np.ndarray  # (N,) int: training steps taken
    seen: np.ndarray  # (N,) of sentences that are trained on
    unseen: np.ndarray  # (N,) of sentences that are kept out; nan where there are none
    vocabulary: int  # words that the model chooses among

    def __post_init__(self) -> None:
        """Make the arrays read-only."""
        for values in (self.steps, self.seen, self.unseen):
            values.flags.writeable = False

    @property
    def uniform(self) -> float:
        """The loss of one who takes every word of the vocabulary to be equally likely, ln V."""
        return float(np.log(self.vocabulary))

    @property
    def has_unseen(self) -> bool:
        """Whether any sentence was kept out."""
        return bool(np.isfinite(self.unseen).any())

    @property
    def best_unseen(self) -> int:
        """The frame with the lowest loss on sentences that were kept out."""
        return int(np.nanargmin(self.unseen))
