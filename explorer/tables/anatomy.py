"""The tables behind the pictures of a model's modules."""

from __future__ import annotations

import pandas as pd

from explorer.figures.anatomy import shares
from explorer.measures.anatomy import Anatomy


def module_tree(parts: Anatomy) -> pd.DataFrame:
    """Every module with its class, its own tensors and all parameters below it."""
    rows = [
        (m.path or "(model)", m.kind, m.depth,
         ", ".join(f"{p.name} {list(p.shape)}" for p in m.own), m.total)
        for m in parts.modules
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["module", "class", "depth", "own tensors", "parameters"])


def parameter_shares(parts: Anatomy) -> pd.DataFrame:
    """Parameters of the word embeddings, of each block and of all the rest."""
    return pd.DataFrame({"parameters": shares(parts)}).rename_axis("part")
