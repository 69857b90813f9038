"""The tables behind the pictures of two runs compared."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from explorer.tables.base import matrix, numbered


def paired(values: np.ndarray, labels: Sequence[str]) -> pd.DataFrame:
    """Differences between paired tokens, query in rows, key in columns. Takes (N, N)."""
    return matrix(values, labels, labels)


def by_state(values: np.ndarray, labels: Sequence[str]) -> pd.DataFrame:
    """Numbers of each hidden state (0 the embedding output) for each pair. Takes (L+1, N)."""
    index = [f"state {i}" for i in range(len(values))]
    return pd.DataFrame(values, index=index, columns=numbered(labels))
