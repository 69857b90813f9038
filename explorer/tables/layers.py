"""The table twins of the pictures of representations."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from explorer.figures.base import state_name
from explorer.measures import (
    layer_statistics,
    static_contextual,
)
from explorer.measures.layer_statistics import LayerCurves
from explorer.tables.base import numbered
from explorer.trace import Trace


def states(count: int, first_index: int = 0) -> list[str]:
    """Names of the hidden states, for the rows of a table."""
    return [state_name(state, first_index=first_index) for state in range(count)]


def layer_curves(curves: LayerCurves, *, first_index: int = 0) -> pd.DataFrame:
    """The curves of the layer statistics, one row a hidden state."""
    return pd.DataFrame(
        {
            "baseline": curves.baseline,
            "self-similarity": curves.self_similarity,
            "self-similarity above baseline": curves.self_adjusted,
            "intra-sentence similarity": curves.intra_similarity,
            "intra-sentence similarity above baseline": curves.intra_adjusted,
        },
        index=states(len(curves.baseline), first_index),
    )


def published_curves(theirs: dict[str, Sequence[float]], *, first_index: int = 0) -> pd.DataFrame:
    """The published curves, one row a hidden state."""
    columns = {
        name.replace("_", " "): values
        for name, values in theirs.items()
        if name not in {"checkpoint", "source"}
    }
    return pd.DataFrame(columns, index=states(len(theirs["baseline"]), first_index))


def state_norms(trace: Trace, *, first_index: int = 0) -> pd.DataFrame:
    """Length of each state, states in rows."""
    return _board(layer_statistics.norms(trace), trace, first_index)


def state_changes(trace: Trace, *, turned: bool = True, first_index: int = 0) -> pd.DataFrame:
    """How much each layer turns or moves each token, layers in rows."""
    measure = layer_statistics.angular_change if turned else layer_statistics.relative_step
    values = measure(trace)  # (L, T)
    names = [f"layer {layer + first_index}" for layer in range(len(values))]
    return pd.DataFrame(values, index=names, columns=numbered(trace.labels))


def kept_of_static(trace: Trace, *, first_index: int = 0) -> pd.DataFrame:
    """Cosine of each token's word embedding with its states, states in rows."""
    return _board(static_contextual.static_retention(trace), trace, first_index)


def special_tokens_effect(
    with_specials: Trace, without: Trace, *, first_index: int = 0
) -> pd.DataFrame:
    """Cosine of each typed token with and without special tokens, states in rows."""
    values, places = static_contextual.special_tokens_effect(with_specials, without)
    columns = [f"{place} {with_specials.labels[place]}" for place in places]
    return pd.DataFrame(values, index=states(len(values), first_index), columns=columns)


def _board(values: np.ndarray, trace: Trace, first_index: int) -> pd.DataFrame:
    return pd.DataFrame(
        values, index=states(len(values), first_index), columns=numbered(trace.labels)
    )
