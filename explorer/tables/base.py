"""What every table shares: unique column names for tokens, and CSV that no spreadsheet executes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def numbered(labels: Iterable[str]) -> list[str]:
    """Token labels with their place in front, so that equal tokens stay apart: "3 the"."""
    return [f"{place} {label}" for place, label in enumerate(labels)]


def matrix(values: np.ndarray, rows: Sequence[str], columns: Sequence[str]) -> pd.DataFrame:
    """A matrix with numbered token labels on both sides. ``values`` is (rows, columns)."""
    return pd.DataFrame(values, index=numbered(rows), columns=numbered(columns))


def to_csv(frame: pd.DataFrame, *, index: bool = True) -> bytes:
    """The table as CSV in UTF-8 with a byte order mark, which spreadsheets need.

    Text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    safe = frame.copy()
    for place in range(safe.shape[1]):
        if not pd.api.types.is_numeric_dtype(safe.dtypes.iloc[place]):
            safe.isetitem(place, safe.iloc[:, place].map(_defused))
    safe.columns = [_defused(name) for name in safe.columns]
    if not pd.api.types.is_numeric_dtype(safe.index.dtype):
        safe.index = safe.index.map(_defused)
    # With this line end a lone carriage return gets quotes too: bare, it would start a new cell.
    return safe.to_csv(index=index, lineterminator="\r\n").encode("utf-8-sig")


def _defused(value: object) -> object:
    """Text that could start a formula, made plain text; everything else as it is."""
    if isinstance(value, str) and value.lstrip(" ").startswith(_FORMULA_STARTS):
        return "'" + value
    return value
