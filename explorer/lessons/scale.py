"""The numbers between which a prediction lies, as a slider or a box wants them."""

from __future__ import annotations

import math


def middle(low: float, high: float, step: float) -> float:
    """Where a slider starts: the middle, or the step below.

    >>> middle(1, 8, 1), middle(0, 1, 0.05)
    (4, 0.5)
    """
    return low + math.floor((high - low) / 2 / step + 1e-9) * step


def numbers(step: float, *values: float) -> list[float]:
    """Whole numbers where the scale steps by whole ones: Streamlit wants all of one kind.

    >>> numbers(5, 0.0, 100.0), numbers(0.5, 0, 1)
    ([0, 100], [0.0, 1.0])
    """
    kind = int if float(step).is_integer() else float
    return [kind(value) for value in values]


def written(step: float, unit: str) -> str:
    """How a slider writes its value, for printf: "%d %%".

    >>> written(1, " %"), written(0.05, "")
    ('%d %%', '%.2f')
    """
    digits = "%d" if float(step).is_integer() else "%.2f"
    return digits + unit.replace("%", "%%")
