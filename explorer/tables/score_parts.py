"""The tables behind the pictures of what attention scores are made of."""

from __future__ import annotations

import pandas as pd

from explorer.measures.score_parts import ScoreParts, word_pair
from explorer.tables.base import matrix, numbered
from explorer.trace import Trace


def score_parts(trace: Trace, parts: ScoreParts) -> pd.DataFrame:
    """The score and all its parts as one long table: one row a (part, query), one column a key."""
    shares = parts.shares()  # (P, P)
    scores = matrix(parts.scores(), trace.labels, trace.labels)
    frames = [_labelled(scores, trace, ("score", ""), 1.0)]
    for row, of_query in enumerate(parts.names):
        for column, of_key in enumerate(parts.names):
            frame = matrix(parts.values[row, column], trace.labels, trace.labels)
            pair = of_query, of_key
            frames.append(_labelled(frame, trace, pair, float(shares[row, column])))
    return pd.concat(frames, ignore_index=True)


def _labelled(
    frame: pd.DataFrame, trace: Trace, pair: tuple[str, str], share: float
) -> pd.DataFrame:
    """The frame with the names of its part, its share of the variance, and the queries."""
    said = (*pair, share, numbered(trace.labels))
    names = ("part of the query", "part of the key", "share of the variance", "query")
    for place, (name, value) in enumerate(zip(names, said, strict=True)):
        frame.insert(place, name, value)
    return frame


def score_pair(trace: Trace, parts: ScoreParts, query: int, key: int) -> pd.DataFrame:
    """What made one score: parts of the query in rows, of the key in columns."""
    names, values = word_pair(trace, parts, query, key)
    return matrix(values, names, names)
