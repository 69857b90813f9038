"""The table behind the picture of cross attention."""

from __future__ import annotations

import pandas as pd

from explorer.measures.cross_attention import cross_weights
from explorer.seq2seq import Generation


def cross_attention(generation: Generation, layer: int, head: int | None = None) -> pd.DataFrame:
    """A row a step: what was written, how likely it was, and its weight on each source token."""
    facts = pd.DataFrame(
        {
            "written": [step.token for step in generation.steps],
            "probability": [step.probability for step in generation.steps],
        }
    )
    names = [f"{at + 1} {label}" for at, label in enumerate(generation.trace.source.labels)]
    weights = cross_weights(generation, layer, head)  # (N, S)
    return pd.concat([facts, pd.DataFrame(weights, columns=names)], axis=1)
