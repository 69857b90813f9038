"""Every picture as a pure function of a Trace: numbers in, plotly Figure out. No torch.

>>> import explorer
>>> trace = explorer.load().run("The cat sat.")
>>> figure = explorer.figures.attention_heatmap(trace, layer=0, head=3)
>>> figure.data[0].z.shape
(6, 6)
"""

from explorer.figures.adjusted_similarity import (
    adjusted_similarity,
    pair_curves,
    share_of_dimensions,
)
from explorer.figures.alike_words import alike_lines, alike_words
from explorer.figures.anatomy import module_tree, parameter_shares
from explorer.figures.answer import answer_logits, answer_matrix, marked_answer
from explorer.figures.attention import (
    attention_heatmap,
    head_grid,
    head_mean_heatmap,
    layer_mean_heatmap,
    overall_mean_heatmap,
)
from explorer.figures.attention_lines import attention_lines
from explorer.figures.attributions import attribution_bars, layer_effect_bars
from explorer.figures.base import DARK, LIGHT, PRINT, Look
from explorer.figures.batches import batch_grid, mask_experiment, padding_waste, vector_change
from explorer.figures.cross_attention import cross_attention
from explorer.figures.differences import difference_heatmap, vector_change_heatmap
from explorer.figures.embeddings import embedding_geometry, embedding_shares, embedding_sum
from explorer.figures.faithfulness import (
    deletion_curves,
    method_ranking,
    scoreboard_intervals,
)
from explorer.figures.fill_mask import (
    fill_mask_targets,
    fill_mask_top,
    lens_curves,
    logit_lens,
    mask_attention,
    mask_effect,
)
from explorer.figures.head_boards import Board, head_board, head_scores
from explorer.figures.head_map import head_map
from explorer.figures.head_patterns import pattern_board
from explorer.figures.identities import proof_by_layer, proofs
from explorer.figures.layer_film import film_panels, layer_film
from explorer.figures.layers import (
    beside_published,
    layer_curves,
    special_tokens_effect,
    state_changes,
    state_norms,
    static_retention,
)
from explorer.figures.learning import learning_curve
from explorer.figures.linear_probe import (
    decision_by_dimension,
    decision_by_token,
    probe_accuracy,
    probe_confusion,
)
from explorer.figures.logit_parts import coloured_text, logit_bars
from explorer.figures.methods import (
    agreement_matrix,
    disagreement_bars,
    method_heatmap,
    method_panels,
    mixing_bars,
)
from explorer.figures.neuron import neuron
from explorer.figures.next_token import next_token_top
from explorer.figures.patching import patched_parts, patched_states
from explorer.figures.prediction_graph import prediction_graph
from explorer.figures.predictions import (
    label_logits,
    label_probabilities,
    next_sentence,
    state_strips,
    zero_shot,
)
from explorer.figures.relations import link_bars, relation_bars
from explorer.figures.score_parts import score_pair, score_parts
from explorer.figures.sentences import pooling_panels, sentence_map, sentence_matrix
from explorer.figures.similarity import similarity_heatmap
from explorer.figures.sinks import sink_clinic
from explorer.figures.syntax import syntax_by_state, syntax_tree
from explorer.figures.tag import labelled_text, strategies, tag_logits, tag_probabilities
from explorer.figures.teaching_heads import (
    head_sizes,
    layer_mixes,
    many_heads_texts,
    many_heads_words,
)
from explorer.figures.token_chips import token_chips
from explorer.figures.word_in_context import context_curves, context_map, context_matrix

__all__ = [
    "DARK",
    "LIGHT",
    "PRINT",
    "Board",
    "Look",
    "adjusted_similarity",
    "agreement_matrix",
    "alike_lines",
    "alike_words",
    "answer_logits",
    "answer_matrix",
    "attention_heatmap",
    "attention_lines",
    "attribution_bars",
    "batch_grid",
    "beside_published",
    "coloured_text",
    "context_curves",
    "context_map",
    "context_matrix",
    "cross_attention",
    "decision_by_dimension",
    "decision_by_token",
    "deletion_curves",
    "difference_heatmap",
    "disagreement_bars",
    "embedding_geometry",
    "embedding_shares",
    "embedding_sum",
    "fill_mask_targets",
    "fill_mask_top",
    "film_panels",
    "head_board",
    "head_grid",
    "head_map",
    "head_mean_heatmap",
    "head_scores",
    "head_sizes",
    "label_logits",
    "label_probabilities",
    "labelled_text",
    "layer_curves",
    "layer_effect_bars",
    "layer_film",
    "layer_mean_heatmap",
    "layer_mixes",
    "learning_curve",
    "lens_curves",
    "link_bars",
    "logit_bars",
    "logit_lens",
    "many_heads_texts",
    "many_heads_words",
    "marked_answer",
    "mask_attention",
    "mask_effect",
    "mask_experiment",
    "method_heatmap",
    "method_panels",
    "method_ranking",
    "mixing_bars",
    "module_tree",
    "neuron",
    "next_sentence",
    "next_token_top",
    "overall_mean_heatmap",
    "padding_waste",
    "pair_curves",
    "parameter_shares",
    "patched_parts",
    "patched_states",
    "pattern_board",
    "pooling_panels",
    "prediction_graph",
    "probe_accuracy",
    "probe_confusion",
    "proof_by_layer",
    "proofs",
    "relation_bars",
    "score_pair",
    "score_parts",
    "scoreboard_intervals",
    "sentence_map",
    "sentence_matrix",
    "share_of_dimensions",
    "similarity_heatmap",
    "sink_clinic",
    "special_tokens_effect",
    "state_changes",
    "state_norms",
    "state_strips",
    "static_retention",
    "strategies",
    "syntax_by_state",
    "syntax_tree",
    "tag_logits",
    "tag_probabilities",
    "token_chips",
    "vector_change",
    "vector_change_heatmap",
    "zero_shot",
]
