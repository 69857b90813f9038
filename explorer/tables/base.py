"""What every table shares: unique column names for tokens, and CSV that no spreadsheet executes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from explorer.errors import InputError
from explorer.figures.base import state_name

MOST_CELLS = 5_000_000
"""Cells of a table of tokens by tokens: those of some 2,200 tokens, about 60 MB as CSV."""

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def numbered(labels: Iterable[str]) -> list[str]:
    """Token labels with their place in front, so that equal tokens stay apart: "3 the"."""
    return [f"{place} {label}" for place, label in enumerate(labels)]


def matrix(values: np.ndarray, rows: Sequence[str], columns: Sequence[str]) -> pd.DataFrame:
    """A matrix with numbered token labels on both sides. ``values`` is (rows, columns).

    Raises InputError for more cells than a spreadsheet can hold.
    """
    if values.size > MOST_CELLS:
        raise InputError(
            f"A table of {len(rows):,} x {len(columns):,} tokens would have {values.size:,} cells, "
            f"and at most {MOST_CELLS:,} are written: shorten the text, or save the arrays instead."
        )
    return pd.DataFrame(values, index=numbered(rows), columns=numbered(columns))


def by_layer(curves: Mapping[str, np.ndarray | pd.Series], first_index: int = 0) -> pd.DataFrame:
    """Numbers of each layer, one column a name. Values are (L,)."""
    frame = pd.DataFrame(dict(curves))
    frame.index = [f"layer {layer + first_index}" for layer in range(len(frame))]
    return frame


def by_state(values: np.ndarray, columns: Sequence[str], first_index: int = 0) -> pd.DataFrame:
    """Numbers of each hidden state, (L+1, N), under these names."""
    return pd.DataFrame(values, index=states(len(values), first_index), columns=list(columns))


def by_head(values: np.ndarray, first_index: int = 0) -> pd.DataFrame:
    """One number a head, (L, H): layers in rows, heads in columns."""
    return pd.DataFrame(
        values,
        index=[f"layer {layer + first_index}" for layer in range(values.shape[0])],
        columns=[f"head {head + first_index}" for head in range(values.shape[1])],
    )


def states(count: int, first_index: int = 0) -> list[str]:
    """Names of the hidden states, for the rows of a table."""
    return [state_name(state, first_index=first_index) for state in range(count)]


def names_rows(frame: pd.DataFrame) -> bool:
    """Whether the index says something: a running number without a name does not."""
    return frame.index.name is not None or not isinstance(frame.index, pd.RangeIndex)


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
