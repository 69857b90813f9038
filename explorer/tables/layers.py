"""The tables behind the pictures of what the layers do."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from explorer.measures import layer_statistics, static_contextual
from explorer.measures.layer_statistics import LayerCurves
from explorer.tables.base import by_state, numbered, states
from explorer.trace import Trace


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


def beside_published(
    ours: LayerCurves | None, theirs: dict[str, Sequence[float]], *, first_index: int = 0
) -> pd.DataFrame:
    """The published curves, and ours where there are any, one row a hidden state."""
    columns = {
        name.replace("_", " "): values
        for name, values in theirs.items()
        if name not in {"checkpoint", "source"}
    }
    frame = pd.DataFrame(columns, index=states(len(theirs["baseline"]), first_index))
    if ours is None:
        return frame
    return frame.join(layer_curves(ours, first_index=first_index).add_suffix(", our sample"))


def state_norms(trace: Trace, *, first_index: int = 0) -> pd.DataFrame:
    """Length of each state, states in rows."""
    return by_state(layer_statistics.norms(trace), numbered(trace.labels), first_index)


def state_changes(trace: Trace, *, angular: bool = True, first_index: int = 0) -> pd.DataFrame:
    """How much each layer turns or moves each token, layers in rows."""
    measure = layer_statistics.angular_change if angular else layer_statistics.relative_step
    values = measure(trace)  # (L, T)
    names = [f"layer {layer + first_index}" for layer in range(len(values))]
    return pd.DataFrame(values, index=names, columns=numbered(trace.labels))


def static_retention(trace: Trace, *, first_index: int = 0) -> pd.DataFrame:
    """Cosine of each token's word embedding with its states, states in rows."""
    values = static_contextual.static_retention(trace)
    return by_state(values, numbered(trace.labels), first_index)


def special_tokens_effect(
    with_specials: Trace, without: Trace, *, first_index: int = 0
) -> pd.DataFrame:
    """Cosine of each typed token with and without special tokens, states in rows."""
    values, places = static_contextual.special_tokens_effect(with_specials, without)
    columns = [f"{place} {with_specials.labels[place]}" for place in places]
    return by_state(values, columns, first_index)
