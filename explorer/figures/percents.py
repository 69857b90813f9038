"""Shares of a whole, which pictures write in percent; the numbers drawn stay fractions."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.text import percent

PERCENT, POINTS = "%", "percentage points"
"""Units of a share, and of a difference of two."""
STEPS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5)
MOST_TICKS = 6  # that a phone's screen has room for


def ticks(
    low: float, high: float, unit: str = PERCENT, *, most: int = MOST_TICKS
) -> dict[str, Any]:
    """Ticks of an axis or of a colour bar from ``low`` to ``high``, both fractions.

    >>> ticks(0.0, 0.5)["ticktext"]
    ['0 %', '10 %', '20 %', '30 %', '40 %', '50 %']
    """
    span = max(high - low, 1e-9)
    step = next((one for one in STEPS if span / one < most), max(span / 2, 0.5))
    first, last = int(np.ceil(low / step - 1e-6)), int(np.floor(high / step + 1e-6))
    places = [round(number * step, 9) for number in range(first, last + 1)]
    after = f" {unit}" if unit == PERCENT else ""
    return {"tickmode": "array", "tickvals": places,
            "ticktext": [f"{100 * place:.4g}{after}" for place in places]}  # fmt: skip


def written(values: np.ndarray, unit: str = PERCENT) -> np.ndarray:
    """Each number as a hover text says it: "68.30 %", or "+12.00 percentage points"; gaps as "".

    >>> written(np.array([0.683, np.nan])).tolist()
    ['68.30 %', '']
    """
    texts = [
        percent(value, 2) if unit == PERCENT else f"{100 * value:+.2f} {unit}"
        for value in values.ravel().tolist()
    ]
    known = ~np.isnan(values)
    return np.where(known, np.array(texts, object).reshape(values.shape), "")
