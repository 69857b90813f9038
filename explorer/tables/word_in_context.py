"""The tables behind the pictures of one word in several sentences."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from explorer.measures import word_in_context
from explorer.measures.senses import SenseMap
from explorer.measures.word_in_context import Occurrence, occurrence_names, pair_name
from explorer.tables.base import states


def context_curves(
    found: Sequence[Occurrence], baseline: np.ndarray | None = None, *, first_index: int = 0
) -> pd.DataFrame:
    """Cosine of each pair of occurrences: static, then one row a hidden state."""
    values = word_in_context.cosines(found)  # (L+1, N, N)
    static = word_in_context.static_cosines(found)
    columns = {
        pair_name(a, b, found): [static[a, b], *values[:, a, b]]
        for a, b in word_in_context.pairs(len(found))
    }
    if baseline is not None:
        columns["baseline: unrelated words"] = [np.nan, *baseline]
    return pd.DataFrame(columns, index=["static word embedding", *states(len(values), first_index)])


def context_map(found: Sequence[Occurrence], seen: SenseMap) -> pd.DataFrame:
    """One row an occurrence: its neighbours, its group, its place on the map, its sentence."""
    return pd.DataFrame(
        {
            "word": [one.word for one in found],
            "between its neighbours": [one.near for one in found],
            "group": seen.groups + 1,
            "x": seen.points[:, 0],
            "y": seen.points[:, 1],
            "sentence": [one.sentence for one in found],
        },
        index=pd.RangeIndex(1, len(found) + 1, name="occurrence"),
    )


def context_matrix(found: Sequence[Occurrence], state: int | None) -> pd.DataFrame:
    """Every occurrence with every other; None compares the static vectors."""
    values = (
        word_in_context.static_cosines(found)
        if state is None
        else word_in_context.cosines(found)[state]
    )
    names = occurrence_names(found)
    return pd.DataFrame(values, index=names, columns=names)
