"""The table behind query times key: one row a key, one column a dimension."""

from __future__ import annotations

import numpy as np
import pandas as pd

from explorer.measures import attention
from explorer.measures.neuron import score_parts
from explorer.tables.base import matrix
from explorer.trace import Trace


def neuron(trace: Trace, layer: int, head: int, token: int) -> pd.DataFrame:
    """What each dimension adds to the score of each key, their sum, and the attention weight."""
    values = score_parts(trace, layer, head, token)  # (K, d)
    weights = attention.head_attention(trace, layer, head)[token]  # (K,)
    columns = [*(f"dimension {i}" for i in range(values.shape[1])), "score", "attention weight"]
    return matrix(np.column_stack([values, values.sum(axis=1), weights]), trace.labels, columns)
