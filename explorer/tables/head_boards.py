"""The table twins of the boards, maps and lists of heads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from explorer.measures.head_distances import PATTERNS


def head_board(values: np.ndarray, *, first_index: int = 0) -> pd.DataFrame:
    """One number a head: layers in rows, heads in columns. Takes (L, H)."""
    return pd.DataFrame(
        values,
        index=[f"layer {i + first_index}" for i in range(values.shape[0])],
        columns=[f"head {i + first_index}" for i in range(values.shape[1])],
    )


def head_scores(boards: Mapping[str, np.ndarray], *, first_index: int = 0) -> pd.DataFrame:
    """Every measure of every head: one row a head. Values are (L, H)."""
    layers, heads = next(iter(boards.values())).shape
    rows, columns = np.divmod(np.arange(layers * heads), heads)
    frame = pd.DataFrame({"layer": rows + first_index, "head": columns + first_index})
    for name, board in boards.items():
        frame[name] = board.ravel()
    return frame


def head_patterns(
    patterns: np.ndarray, shares: np.ndarray, *, first_index: int = 0
) -> pd.DataFrame:
    """Each head's pattern and the shares that decide it. Takes (L, H) and (L, H, 3)."""
    frame = head_scores(
        {
            "to special tokens": shares[..., 0],
            "to itself and neighbours": shares[..., 1],
            "own text beyond an even spread": shares[..., 2],
        },
        first_index=first_index,
    )
    frame["pattern"] = [PATTERNS[kind] for kind in patterns.ravel().tolist()]
    return frame


def head_map(
    points: np.ndarray,
    groups: np.ndarray,
    names: Sequence[str],
    heads: int,
    *,
    first_index: int = 0,
) -> pd.DataFrame:
    """Where each head lies on the map, and its group. Takes (N, 2), (N,)."""
    rows, columns = np.divmod(np.arange(len(points)), heads)
    return pd.DataFrame(
        {
            "layer": rows + first_index,
            "head": columns + first_index,
            "x": points[:, 0],
            "y": points[:, 1],
            "group": [names[group] for group in groups.tolist()],
        }
    )
