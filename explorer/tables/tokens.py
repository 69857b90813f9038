"""The table of a text's tokens."""

from __future__ import annotations

import numpy as np
import pandas as pd

from explorer.trace import Trace


def tokens(trace: Trace) -> pd.DataFrame:
    """One row a token: piece, id, word, segment, characters it covers, special or not."""
    return pd.DataFrame(
        {
            "token": trace.tokens,
            "shown as": trace.labels,
            "id": trace.ids,
            "word": trace.word,
            "segment": trace.segment,
            "text": ["B" if side else "A" for side in trace.side],
            "start": trace.offsets[:, 0],
            "end": trace.offsets[:, 1],
            "special": trace.special,
            "attention mask": np.ones(trace.num_tokens, int),
        }
    ).rename_axis("position")
