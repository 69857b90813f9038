"""Every picture as a pure function of a Trace: numbers in, plotly Figure out. No torch."""

from explorer.figures.attention import (
    attention_heatmap,
    head_grid,
    head_mean_heatmap,
    layer_mean_heatmap,
    overall_mean_heatmap,
)
from explorer.figures.base import DARK, LIGHT, PRINT, Look
from explorer.figures.embeddings import embedding_geometry, embedding_shares, embedding_sum
from explorer.figures.similarity import similarity_heatmap

__all__ = [
    "DARK",
    "LIGHT",
    "PRINT",
    "Look",
    "attention_heatmap",
    "embedding_geometry",
    "embedding_shares",
    "embedding_sum",
    "head_grid",
    "head_mean_heatmap",
    "layer_mean_heatmap",
    "overall_mean_heatmap",
    "similarity_heatmap",
]
