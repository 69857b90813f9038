"""The tables behind the boards and maps of heads."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from explorer.tables.base import by_head


def head_board(values: np.ndarray, *, first_index: int = 0) -> pd.DataFrame:
    """One number a head: layers in rows, heads in columns. Takes (L, H)."""
    return by_head(values, first_index)


def head_scores(boards: Mapping[str, np.ndarray], *, first_index: int = 0) -> pd.DataFrame:
    """Every measure of every head: one row a head. Values are (L, H)."""
    layers, heads = next(iter(boards.values())).shape
    frame = numbered_heads(layers * heads, heads, first_index)
    for name, board in boards.items():
        frame[name] = board.ravel()
    return frame


def numbered_heads(count: int, heads: int, first_index: int) -> pd.DataFrame:
    """The numbers of all heads, one row each, layer by layer."""
    layers, places = np.divmod(np.arange(count), heads)
    return pd.DataFrame({"layer": layers + first_index, "head": places + first_index})
