"""Every picture as a pure function of a Trace: numbers in, plotly Figure out. No torch."""

from explorer.figures.attention import (
    attention_heatmap,
    head_grid,
    head_mean_heatmap,
    layer_mean_heatmap,
    overall_mean_heatmap,
)
from explorer.figures.attributions import attribution_bars, layer_effect_bars
from explorer.figures.base import DARK, LIGHT, PRINT, Look
from explorer.figures.differences import difference_heatmap, vector_change_heatmap
from explorer.figures.embeddings import embedding_geometry, embedding_shares, embedding_sum
from explorer.figures.heads import Board, head_board, head_map, pattern_board
from explorer.figures.lenses import (
    agreement_matrix,
    disagreement_bars,
    lens_heatmap,
    lens_panels,
    mixing_bars,
)
from explorer.figures.relations import link_bars, relation_bars
from explorer.figures.similarity import similarity_heatmap

__all__ = [
    "DARK",
    "LIGHT",
    "PRINT",
    "Board",
    "Look",
    "agreement_matrix",
    "attention_heatmap",
    "attribution_bars",
    "difference_heatmap",
    "disagreement_bars",
    "embedding_geometry",
    "embedding_shares",
    "embedding_sum",
    "head_board",
    "head_grid",
    "head_map",
    "head_mean_heatmap",
    "layer_effect_bars",
    "layer_mean_heatmap",
    "lens_heatmap",
    "lens_panels",
    "link_bars",
    "mixing_bars",
    "overall_mean_heatmap",
    "pattern_board",
    "relation_bars",
    "similarity_heatmap",
    "vector_change_heatmap",
]
