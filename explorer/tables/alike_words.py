"""The tables behind the pictures of which words make two texts alike."""

from __future__ import annotations

import numpy as np
import pandas as pd

from explorer.measures.alike_words import AlikeWords
from explorer.tables.base import matrix, numbered
from explorer.trace import Trace


def alike_words(
    trace: Trace, other: Trace, alike: AlikeWords, *, rest: bool = False
) -> pd.DataFrame:
    """What each pair of words adds to the cosine, words of the first text in rows."""
    if rest or not alike.words.size:
        return matrix(alike.values, alike.rows, alike.columns)
    return matrix(alike.words, alike.rows[:-1], alike.columns[:-1])


def alike_lines(trace: Trace, other: Trace, alike: AlikeWords) -> pd.DataFrame:
    """One row a pair of words, the largest contribution first."""
    row, column = (each.ravel() for each in np.indices(alike.words.shape))
    order = np.argsort(-np.abs(alike.words), axis=None, kind="stable")
    first, second = (numbered(names[:-1]) for names in (alike.rows, alike.columns))
    return pd.DataFrame(
        {
            "first text": [first[i] for i in row[order]],
            "second text": [second[i] for i in column[order]],
            "adds to the cosine": alike.words.ravel()[order],
        }
    )
