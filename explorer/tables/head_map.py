"""The table behind the map of heads."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from explorer.tables.head_boards import numbered_heads
from explorer.trace import Trace


def head_map(
    trace: Trace,
    points: np.ndarray,
    groups: np.ndarray,
    names: Sequence[str],
    *,
    first_index: int = 0,
) -> pd.DataFrame:
    """Where each head lies on the map, and its group. Takes (N, 2), (N,)."""
    return numbered_heads(len(points), trace.num_heads, first_index).assign(
        x=points[:, 0], y=points[:, 1], group=[names[group] for group in groups.tolist()]
    )
