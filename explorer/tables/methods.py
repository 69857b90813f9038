"""The tables behind the pictures of methods compared: their maps, how they agree, their mixing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from explorer.tables.base import by_layer, matrix, numbered
from explorer.trace import Trace


def method_panels(trace: Trace, maps: Mapping[str, np.ndarray]) -> pd.DataFrame:
    """Every method as one long table: one row a (method, token that takes in). Maps are (Q, K)."""
    names = numbered(trace.labels)
    frames = []
    for name, values in maps.items():
        frame = matrix(values, trace.labels, trace.labels)
        frame.insert(0, "token", names)
        frame.insert(0, "method", name)
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)


def method_heatmap(trace: Trace, name: str, values: np.ndarray) -> pd.DataFrame:
    """One method alone, token that takes in in rows. Takes (Q, K)."""
    return method_panels(trace, {name: values})


def agreement_matrix(trace: Trace, names: Sequence[str], correlations: np.ndarray) -> pd.DataFrame:
    """Rank correlation of every two methods for each token. Takes (M, M, Q)."""
    upper = [(i, j) for i in range(len(names)) for j in range(i + 1, len(names))]
    return pd.DataFrame(
        {f"{names[i]} / {names[j]}": correlations[i, j] for i, j in upper},
        index=numbered(trace.labels),
    )


def disagreement_bars(trace: Trace, values: np.ndarray) -> pd.DataFrame:
    """How little the methods agree about each token, in reading order. Takes (Q,)."""
    return pd.DataFrame({"1 - mean rank correlation": values}, index=numbered(trace.labels))


def mixing_bars(ratios: Mapping[str, np.ndarray], *, first_index: int = 0) -> pd.DataFrame:
    """Mean mixing ratio of each layer by each method. Values are (L,)."""
    return by_layer(ratios, first_index)
