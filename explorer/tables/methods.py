"""The tables behind the pictures of methods compared: their maps, how they agree, their mixing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from explorer.tables.base import matrix, numbered
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


def agreement(trace: Trace, names: Sequence[str], correlations: np.ndarray) -> pd.DataFrame:
    """Rank correlation of every two methods for each token. Takes (M, M, Q)."""
    upper = [(i, j) for i in range(len(names)) for j in range(i + 1, len(names))]
    return pd.DataFrame(
        {f"{names[i]} / {names[j]}": correlations[i, j] for i, j in upper},
        index=numbered(trace.labels),
    )


def by_layer(curves: Mapping[str, np.ndarray], *, first_index: int = 0) -> pd.DataFrame:
    """Numbers of each layer, one column a name. Values are (L,)."""
    frame = pd.DataFrame(dict(curves))
    frame.index = [f"layer {i + first_index}" for i in range(len(frame))]
    return frame
