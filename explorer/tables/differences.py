"""The tables behind the pictures of two runs compared."""

from __future__ import annotations

import numpy as np
import pandas as pd

from explorer.figures.differences import pair_names
from explorer.measures.comparison import Alignment
from explorer.tables.base import by_state, matrix, numbered
from explorer.trace import Trace


def difference_heatmap(
    first: Trace, second: Trace, pairs: Alignment, values: np.ndarray
) -> pd.DataFrame:
    """Differences between paired tokens, query in rows, key in columns. Takes (N, N)."""
    names = pair_names(first, second, pairs)
    return matrix(values, names, names)


def vector_change_heatmap(
    first: Trace, second: Trace, pairs: Alignment, values: np.ndarray, *, first_index: int = 0
) -> pd.DataFrame:
    """1 - cosine of paired tokens' vectors, states in rows. Takes (L+1, N)."""
    return by_state(values, numbered(pair_names(first, second, pairs)), first_index)
