"""The tables behind the bars of attributions."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from explorer.tables.base import by_layer, numbered
from explorer.trace import Trace


def attribution_bars(trace: Trace, scores: Mapping[str, np.ndarray]) -> pd.DataFrame:
    """What each token contributes by each method, in its own unit. Values are (T,)."""
    return pd.DataFrame(dict(scores), index=numbered(trace.labels))


def layer_effect_bars(effects: np.ndarray, what: str, *, first_index: int = 0) -> pd.DataFrame:
    """What changes when each layer is skipped. Takes (L,)."""
    return by_layer({what: effects}, first_index)
