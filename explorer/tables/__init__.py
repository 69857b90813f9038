"""The numbers behind every picture as pandas DataFrames, and their way into a CSV file."""

from explorer.tables.base import to_csv
from explorer.tables.core import (
    attention,
    embedding_geometry,
    embedding_shares,
    embedding_sum,
    head_grid,
    head_mean,
    layer_mean,
    overall_mean,
    token_similarity,
    tokens,
)

__all__ = [
    "attention",
    "embedding_geometry",
    "embedding_shares",
    "embedding_sum",
    "head_grid",
    "head_mean",
    "layer_mean",
    "overall_mean",
    "to_csv",
    "token_similarity",
    "tokens",
]
