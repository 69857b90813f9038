"""The tables behind the pictures of what each token contributes to a logit."""

from __future__ import annotations

import pandas as pd

from explorer.measures.logit_parts import LogitParts, units
from explorer.trace import Trace


def logit_bars(trace: Trace, parts: LogitParts, *, words: bool = False) -> pd.DataFrame:
    """Every token's part, or every word's, and those of the biases; they sum to the logit."""
    every = units(trace, parts, words=words)
    rows = [(str(unit.place), unit.label, unit.value) for unit in every]
    rows += [("", "biases: layers", parts.biases), ("", "biases: head", parts.head)]
    return pd.DataFrame(rows, columns=["place", "token", "part of the logit"])


def coloured_text(trace: Trace, parts: LogitParts, *, words: bool = False) -> pd.DataFrame:
    """The same numbers as those of ``logit_bars``."""
    return logit_bars(trace, parts, words=words)
