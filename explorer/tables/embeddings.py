"""The tables behind the pictures of the embedding sum."""

from __future__ import annotations

import numpy as np
import pandas as pd

from explorer.measures import embedding_sum as measures
from explorer.measures.similarity import cosine
from explorer.tables.base import numbered
from explorer.trace import Trace


def embedding_sum(trace: Trace, token: int) -> pd.DataFrame:
    """One token's vectors from table rows to first hidden state: one row a dimension."""
    stages = measures.stages(trace, token)
    frame = pd.DataFrame({name: pd.Series(vector) for name, vector in stages.items()})
    return frame.rename_axis("dimension")


def embedding_geometry(trace: Trace, token: int) -> pd.DataFrame:
    """Length of each of one token's vectors and its cosine with the sum."""
    stages = measures.stages(trace, token)
    total = stages.get("sum", next(iter(stages.values())))
    return pd.DataFrame(
        {
            "norm": {name: float(np.linalg.norm(vector)) for name, vector in stages.items()},
            "cosine with the sum": {
                name: float(cosine(vector, total))
                for name, vector in stages.items()
                if len(vector) == len(total)
            },
        }
    ).loc[list(stages)]


def embedding_shares(trace: Trace) -> pd.DataFrame:
    """Share of each part in each token's sum, one row a token; rows add up to 1."""
    names = [part.name for part in trace.embedding.parts]
    return pd.DataFrame(measures.part_shares(trace).T, index=numbered(trace.labels), columns=names)
