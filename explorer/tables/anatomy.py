"""The table behind the pictures of a model's modules."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from explorer.measures.anatomy import Anatomy

if TYPE_CHECKING:
    pass


def modules(made: Anatomy) -> pd.DataFrame:
    """Every module with its class, its own tensors and all parameters below it."""
    rows = [
        (m.path or "(model)", m.kind, m.depth,
         ", ".join(f"{p.name} {list(p.shape)}" for p in m.own), m.total)
        for m in made.modules
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["module", "class", "depth", "own tensors", "parameters"])
