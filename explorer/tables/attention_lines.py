"""The table behind attention drawn as lines: one row a link."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from explorer.measures import attention
from explorer.tables.base import numbered
from explorer.trace import Trace


def attention_lines(
    trace: Trace,
    layer: int,
    head: int | Sequence[int] | None = None,
    *,
    query: int | None = None,
    first_index: int = 0,
) -> pd.DataFrame:
    """Weight of every link of one head, or of several heads of the layer; of one query or all."""
    heads = attention.some_heads(trace, head)
    weights = np.stack([attention.head_attention(trace, layer, one) for one in heads])  # (H, Q, K)
    names = np.array(numbered(trace.labels), object)
    which, row, key = (each.ravel() for each in np.indices(weights.shape))
    kept = np.full(len(row), True) if query is None else row == query
    return pd.DataFrame(
        {
            "layer": layer + first_index,
            "head": np.array(heads)[which[kept]] + first_index,
            "query": names[row[kept]],
            "key": names[key[kept]],
            "weight": weights.ravel()[kept],
        }
    )
