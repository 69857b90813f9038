"""Large matrices in blocks: a screen has no more pixels than that."""

from __future__ import annotations

import numpy as np


def reduced(values: np.ndarray, side: int, *, signed: bool = False) -> tuple[np.ndarray, int]:
    """Matrices (N, rows, columns) of at most ``side`` cells a side, and the side of a block.

    A cell stands for the largest number of its block, in magnitude where numbers have a sign.
    """
    block = -(-max(values.shape[1:]) // side)
    if block <= 1:
        return values, 1
    found = _strongest(values, block, np.fmax)  # (N, down, across)
    if signed:
        lowest = _strongest(values, block, np.fmin)
        found = np.where(-lowest > found, lowest, found)
    return found, block


def _strongest(values: np.ndarray, block: int, strongest: np.ufunc) -> np.ndarray:
    """One number for each block of (N, rows, columns). Returns (N, down, across)."""
    for axis in (1, 2):
        starts = np.arange(0, values.shape[axis], block)
        values = strongest.reduceat(values, starts, axis=axis)
    return values


def block_words(block: int) -> str:
    """What to say behind a quantity's name where cells are blocks; nothing where they are not."""
    return "" if block == 1 else f"; each cell the largest of {block} x {block} tokens"
