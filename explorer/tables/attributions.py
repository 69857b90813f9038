"""The tables behind the bars of attributions."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from explorer.tables.base import numbered
from explorer.trace import Trace


def attributions(trace: Trace, scores: Mapping[str, np.ndarray]) -> pd.DataFrame:
    """What each token contributes by each account, in its own unit. Values are (T,)."""
    return pd.DataFrame(dict(scores), index=numbered(trace.labels))
