"""The tables behind the boards of activation patching."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from explorer.figures.differences import pair_names
from explorer.figures.patching import part_names
from explorer.measures.comparison import Alignment
from explorer.tables.base import by_state, numbered
from explorer.trace import Trace


def patched_states(
    clean: Trace, corrupt: Trace, pairs: Alignment, values: np.ndarray, *, first_index: int = 0
) -> pd.DataFrame:
    """Recovered effect of each token's state, states in rows. Takes (L+1, T)."""
    return by_state(values, numbered(pair_names(clean, corrupt, pairs)), first_index)


def patched_parts(
    parts: Sequence[str], values: np.ndarray, *, first_index: int = 0
) -> pd.DataFrame:
    """Recovered effect of each part of each layer, layers in rows. Takes (L, parts)."""
    rows = [f"layer {layer + first_index}" for layer in range(len(values))]
    return pd.DataFrame(values, index=rows, columns=part_names(parts, first_index))
