"""The table behind the picture of a model in training."""

from __future__ import annotations

import numpy as np
import pandas as pd

from explorer.measures.learning import LearningCurve


def learning_curve(curve: LearningCurve) -> pd.DataFrame:
    """Losses in nats at each frame, and the probability of the right word that they stand for."""
    rows = {
        "step": curve.steps,
        "loss, learned from": curve.seen,
        "loss, kept out": curve.unseen,
        "typical p(right word), learned from": np.exp(-curve.seen),
        "typical p(right word), kept out": np.exp(-curve.unseen),
        "loss of a uniform guess": curve.uniform,
    }
    return pd.DataFrame(rows)
