"""The tables behind the pictures of which method ranks words best."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from explorer.measures.faithfulness import Faithfulness


def deletion_curves(found: Faithfulness, names: Sequence[str]) -> pd.DataFrame:
    """The number with so many words masked (deletion) or shown (insertion), by method."""
    both = (("masked", found.deletion), ("shown", found.insertion))
    columns = {
        f"{name}, {way}": curves[found.names.index(name)] for name in names for way, curves in both
    }
    return pd.DataFrame(columns, index=pd.Index(found.counts, name="words"))


def method_ranking(found: Faithfulness) -> pd.DataFrame:
    """Every method's three figures, the best by deletion first."""
    order = np.argsort(-found.deletion_aopc, kind="stable")
    return pd.DataFrame(
        {
            "deletion AOPC": found.deletion_aopc[order],
            "insertion AOPC": found.insertion_aopc[order],
            "rank correlation with leave one out": found.correlation[order],
        },
        index=pd.Index([found.names[place] for place in order], name="method"),
    )


def scoreboard_intervals(board: Mapping[str, Any], measure: str = "deletion") -> pd.DataFrame:
    """Mean and both ends of the interval of one measure, one row a (task, method)."""
    return pd.DataFrame(
        [
            (task, found["n"], name, *figures[measure])
            for task, found in board["tasks"].items()
            for name, figures in found["methods"].items()
        ],
        columns=["task", "sentences", "method", "mean", "low", "high"],
    )
