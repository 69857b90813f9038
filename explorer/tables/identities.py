"""The tables of the identities that a model is checked against."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from explorer.measures.identities import Check
from explorer.tables.base import by_layer


def proofs(checks: Sequence[Check]) -> pd.DataFrame:
    """Each identity with its largest difference, what counts as equal, and the verdict."""
    return pd.DataFrame(
        {
            "identity": [check.name for check in checks],
            "largest difference": [check.residual for check in checks],
            "counts as equal up to": [check.tolerance for check in checks],
            "verdict": [check.verdict for check in checks],
            "remark": [check.note for check in checks],
        }
    )


def proof_by_layer(checks: Sequence[Check], *, first_index: int = 0) -> pd.DataFrame:
    """Largest difference of each identity in each layer."""
    columns = {check.name: pd.Series(check.residuals) for check in checks if check.applies}
    return by_layer(columns, first_index)
