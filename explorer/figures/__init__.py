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
from explorer.figures.film import film_panels, layer_film
from explorer.figures.heads import Board, head_board, head_map, pattern_board
from explorer.figures.layers import (
    beside_published,
    kept_of_static,
    layer_curves,
    state_changes,
    state_norms,
)
from explorer.figures.lenses import (
    agreement_matrix,
    disagreement_bars,
    lens_heatmap,
    lens_panels,
    mixing_bars,
)
from explorer.figures.relations import link_bars, relation_bars
from explorer.figures.sentences import pooling_panels, sentence_map, sentence_matrix
from explorer.figures.similarity import similarity_heatmap
from explorer.figures.trust import pair_curves, share_of_dimensions, trusted_similarity
from explorer.figures.word_context import context_curves, context_matrix

__all__ = [
    "DARK",
    "LIGHT",
    "PRINT",
    "Board",
    "Look",
    "agreement_matrix",
    "attention_heatmap",
    "attribution_bars",
    "beside_published",
    "context_curves",
    "context_matrix",
    "difference_heatmap",
    "disagreement_bars",
    "embedding_geometry",
    "embedding_shares",
    "embedding_sum",
    "film_panels",
    "head_board",
    "head_grid",
    "head_map",
    "head_mean_heatmap",
    "kept_of_static",
    "layer_curves",
    "layer_effect_bars",
    "layer_film",
    "layer_mean_heatmap",
    "lens_heatmap",
    "lens_panels",
    "link_bars",
    "mixing_bars",
    "overall_mean_heatmap",
    "pair_curves",
    "pattern_board",
    "pooling_panels",
    "relation_bars",
    "sentence_map",
    "sentence_matrix",
    "share_of_dimensions",
    "similarity_heatmap",
    "state_changes",
    "state_norms",
    "trusted_similarity",
    "vector_change_heatmap",
]
