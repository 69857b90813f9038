"""The tables behind the pictures of adjusted similarity."""

from __future__ import annotations

import numpy as np
import pandas as pd

from explorer.measures import adjusted_similarity as measures
from explorer.measures.adjusted_similarity import BaselineStats, Measure
from explorer.measures.similarity import token_indices
from explorer.tables.base import matrix, states
from explorer.trace import Trace


def adjusted_similarity(
    trace: Trace,
    state: int,
    known: BaselineStats,
    *,
    measure: Measure = "above baseline",
    other: Trace | None = None,
    specials: bool = True,
) -> pd.DataFrame:
    """Tokens by tokens in one measure, tokens of the first text in rows."""
    values = measures.token_matrix(trace, state, measure, known, other, specials=specials)
    return _tokens(values, trace, other, specials)


def share_of_dimensions(
    trace: Trace, state: int, *, other: Trace | None = None, specials: bool = True
) -> pd.DataFrame:
    """Share of each cosine that its three largest dimensions contribute."""
    values = measures.token_shares(trace, state, other, specials=specials)
    return _tokens(values, trace, other, specials)


def pair_curves(
    curves: dict[Measure, np.ndarray], known: BaselineStats, *, first_index: int = 0
) -> pd.DataFrame:
    """Every measure of one pair of tokens, one row a hidden state."""
    frame = pd.DataFrame(dict(curves), index=states(len(known.cosine), first_index))
    return frame.assign(**{"baseline: unrelated words": known.cosine})


def _tokens(values: np.ndarray, trace: Trace, other: Trace | None, specials: bool) -> pd.DataFrame:
    columns = trace if other is None else other
    return matrix(
        values,
        [trace.labels[i] for i in token_indices(trace, specials=specials)],
        [columns.labels[i] for i in token_indices(columns, specials=specials)],
    )
