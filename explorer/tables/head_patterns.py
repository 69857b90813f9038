"""The table behind the board of the patterns that heads draw."""

from __future__ import annotations

import numpy as np
import pandas as pd

from explorer.measures.head_distances import PATTERNS, pattern_shares
from explorer.tables.head_boards import head_scores
from explorer.trace import Trace


def pattern_board(trace: Trace, patterns: np.ndarray, *, first_index: int = 0) -> pd.DataFrame:
    """Each head's pattern, (L, H) indices into PATTERNS, and the shares that decide it."""
    shares = pattern_shares(trace)  # (L, H, 3)
    frame = head_scores(
        {
            "to special tokens": shares[..., 0],
            "to itself and neighbours": shares[..., 1],
            "own text beyond an even spread": shares[..., 2],
        },
        first_index=first_index,
    )
    frame["pattern"] = [PATTERNS[kind] for kind in patterns.ravel().tolist()]
    return frame
