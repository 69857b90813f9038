"""The table behind the picture of heads that park their attention."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from explorer.measures.sinks import SinkHead
from explorer.trace import Trace


def sink_clinic(
    trace: Trace, heads: Sequence[SinkHead], moved: np.ndarray, *, first_index: int = 0
) -> pd.DataFrame:
    """One row a head that parks its attention: where, its two numbers, and the intervention."""
    return pd.DataFrame(
        {
            "layer": [one.layer + first_index for one in heads],
            "head": [one.head + first_index for one in heads],
            "kind": [one.kind for one in heads],
            "attention on sinks": [one.share for one in heads],
            "largest sink": [f"{one.token} {trace.labels[one.token]}" for one in heads],
            "length of their vectors / words'": [one.length for one in heads],
            "share of the output from sinks": [one.part for one in heads],
            "output moves without them": np.asarray(moved, float),
        }
    )
