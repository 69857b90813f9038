"""The table behind the picture of the next token."""

from __future__ import annotations

import pandas as pd

from explorer.prediction import Prediction
from explorer.tasks import next_token
from explorer.tasks.next_token import Sampling


def next_token_top(
    prediction: Prediction,
    *,
    temperature: float = 1.0,
    top_k: int = 0,
    top_p: float = 1.0,
    k: int = 10,
) -> pd.DataFrame:
    """The likeliest next tokens: the model's probability, and that of being drawn."""
    found = next_token.best(prediction, Sampling(temperature, top_k, top_p), k=k)
    rows = [(one.rank, one.token, one.id, one.probability, one.drawn) for one in found]
    return pd.DataFrame(rows, columns=["rank", "token", "id", "probability", "drawn with"])
