"""The tables behind the boards and maps of heads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from explorer.tables.base import by_head
from explorer.trace import Trace


def head_board(values: np.ndarray, *, first_index: int = 0) -> pd.DataFrame:
    """One number a head: layers in rows, heads in columns. Takes (L, H)."""
    return by_head(values, first_index)


def head_scores(boards: Mapping[str, np.ndarray], *, first_index: int = 0) -> pd.DataFrame:
    """Every measure of every head: one row a head. Values are (L, H)."""
    layers, heads = next(iter(boards.values())).shape
    frame = _heads(layers * heads, heads, first_index)
    for name, board in boards.items():
        frame[name] = board.ravel()
    return frame


def head_map(
    trace: Trace,
    points: np.ndarray,
    groups: np.ndarray,
    names: Sequence[str],
    *,
    first_index: int = 0,
) -> pd.DataFrame:
    """Where each head lies on the map, and its group. Takes (N, 2), (N,)."""
    return _heads(len(points), trace.num_heads, first_index).assign(
        x=points[:, 0], y=points[:, 1], group=[names[group] for group in groups.tolist()]
    )


def _heads(count: int, heads: int, first_index: int) -> pd.DataFrame:
    """The numbers of all heads, one row each, layer by layer."""
    layers, places = np.divmod(np.arange(count), heads)
    return pd.DataFrame({"layer": layers + first_index, "head": places + first_index})
