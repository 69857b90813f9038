"""The table behind a text's chips: one row a token."""

from __future__ import annotations

import pandas as pd

from explorer.trace import Trace


def token_chips(trace: Trace) -> pd.DataFrame:
    """Place, text, id, word and part of every token; word is empty for special tokens."""
    return pd.DataFrame(
        {
            "token": trace.labels,
            "id": trace.ids,
            "word": ["" if word < 0 else str(word) for word in trace.word],
            "text": ["AB"[int(side) % 2] for side in trace.side],
            "special": trace.special.astype(bool),
        }
    )
