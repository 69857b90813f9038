"""The shipped table of which method of attribution ranks words best; see "about" in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "scoreboard.json"


@cache
def scoreboard() -> dict[str, Any]:
    """The file's entries. Shared, so not to be changed."""
    return json.loads(FILE.read_text("utf-8"))


def compared(board: Mapping[str, Any], pair: str, measure: str = "deletion") -> dict[str, str]:
    """For each task whether the first of two methods comes before the second, by 95 % intervals.

    ``pair`` is a name of "differences", such as "DecompX - integrated gradients"; the answers are
    "before", "behind", and "undecided" where the interval of the difference holds 0.
    """
    found = {}
    for task, entry in board["tasks"].items():
        _, low, high = entry["differences"][pair][measure]
        found[task] = "before" if low > 0 else "behind" if high < 0 else "undecided"
    return found
