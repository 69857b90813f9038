"""The table behind the picture of token similarity."""

from __future__ import annotations

import pandas as pd

from explorer.measures import similarity
from explorer.tables.base import matrix
from explorer.trace import Trace


def similarity_heatmap(
    trace: Trace, state: int, other: Trace | None = None, *, specials: bool = True
) -> pd.DataFrame:
    """Cosines of hidden states, tokens of the first text in rows."""
    columns = trace if other is None else other
    return matrix(
        similarity.token_similarity(trace, state, other, specials=specials),
        [trace.labels[i] for i in similarity.token_indices(trace, specials=specials)],
        [columns.labels[i] for i in similarity.token_indices(columns, specials=specials)],
    )
