"""The picture of the next token: what the model expects, and what may be drawn."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from explorer.figures.bars import Axis, series, spelled
from explorer.figures.base import LIGHT, Look, caption
from explorer.prediction import Prediction
from explorer.tasks import next_token
from explorer.tasks.next_token import Sampling

OWN, DRAWN = "the model's own", "as drawn"
AXIS = Axis("probability", high=None, share=True)


def next_token_top(
    prediction: Prediction,
    *,
    temperature: float = 1.0,
    top_k: int = 0,
    top_p: float = 1.0,
    k: int = 10,
    look: Look = LIGHT,
) -> go.Figure:
    """The k likeliest tokens after a text: the model's probability, and that of being drawn."""
    sampling = Sampling(temperature, top_k, top_p)
    found = next_token.best(prediction, sampling, k=k)
    names = [one.token for one in found]
    own = np.array([one.probability for one in found])
    groups = {OWN: own}
    if not sampling.is_plain:
        groups[DRAWN] = np.array([one.drawn for one in found])
    title = caption(prediction.trace, "Likeliest next tokens")
    alt = "Bars, likeliest first: " + spelled(names, own, shares=True)
    return series(names, groups, AXIS, title=title, alt=alt, look=look)
