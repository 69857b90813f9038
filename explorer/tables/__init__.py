"""The numbers behind every picture as pandas DataFrames, and their way into a CSV file.

The table behind ``figures.<name>`` is ``tables.<name>``; a few tables have no figure.

>>> import explorer
>>> trace = explorer.load().run("The cat sat.")
>>> explorer.tables.attention_heatmap(trace, layer=0, head=3).shape
(6, 6)
"""

from explorer.tables.adjusted_similarity import (
    adjusted_similarity,
    pair_curves,
    share_of_dimensions,
)
from explorer.tables.alike_words import alike_lines, alike_words
from explorer.tables.anatomy import module_tree, parameter_shares
from explorer.tables.answer import answer_logits, answer_matrix, best_answers, marked_answer
from explorer.tables.attention import (
    attention_heatmap,
    head_grid,
    head_mean_heatmap,
    layer_mean_heatmap,
    overall_mean_heatmap,
)
from explorer.tables.attention_lines import attention_lines
from explorer.tables.attributions import attribution_bars, layer_effect_bars
from explorer.tables.base import to_csv
from explorer.tables.batches import batch_grid, mask_experiment, padding_waste, vector_change
from explorer.tables.cross_attention import cross_attention
from explorer.tables.differences import difference_heatmap, vector_change_heatmap
from explorer.tables.embeddings import embedding_geometry, embedding_shares, embedding_sum
from explorer.tables.faithfulness import (
    deletion_curves,
    method_ranking,
    scoreboard_intervals,
)
from explorer.tables.fill_mask import (
    fill_mask_targets,
    fill_mask_top,
    lens_curves,
    logit_lens,
    mask_attention,
    mask_effect,
)
from explorer.tables.head_boards import head_board, head_scores
from explorer.tables.head_map import head_map
from explorer.tables.head_patterns import pattern_board
from explorer.tables.identities import proof_by_layer, proofs
from explorer.tables.layer_film import film_panels, layer_film
from explorer.tables.layers import (
    beside_published,
    layer_curves,
    special_tokens_effect,
    state_changes,
    state_norms,
    static_retention,
)
from explorer.tables.learning import learning_curve
from explorer.tables.linear_probe import (
    decision_by_dimension,
    decision_by_token,
    probe_accuracy,
    probe_confusion,
)
from explorer.tables.logit_parts import coloured_text, logit_bars
from explorer.tables.methods import (
    agreement_matrix,
    disagreement_bars,
    method_heatmap,
    method_panels,
    mixing_bars,
)
from explorer.tables.neuron import neuron
from explorer.tables.next_token import next_token_top
from explorer.tables.patching import patched_parts, patched_states
from explorer.tables.prediction_graph import prediction_graph
from explorer.tables.predictions import (
    head_steps,
    label_logits,
    label_probabilities,
    losses,
    model_inputs,
    next_sentence,
    stages,
    state_strips,
    verdicts,
    zero_shot,
)
from explorer.tables.relations import link_bars, relation_bars
from explorer.tables.score_parts import score_pair, score_parts
from explorer.tables.sentences import nearest, pairs, pooling_panels, sentence_map, sentence_matrix
from explorer.tables.similarity import similarity_heatmap
from explorer.tables.sinks import sink_clinic
from explorer.tables.syntax import syntax_by_state, syntax_tree
from explorer.tables.tag import (
    labelled_text,
    strategies,
    tag_logits,
    tag_probabilities,
    word_tags,
)
from explorer.tables.teaching_heads import (
    head_sizes,
    layer_mixes,
    many_heads_texts,
    many_heads_words,
)
from explorer.tables.token_chips import token_chips
from explorer.tables.tokens import tokens
from explorer.tables.word_in_context import context_curves, context_map, context_matrix

__all__ = [
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
    "best_answers",
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
    "head_steps",
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
    "losses",
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
    "model_inputs",
    "module_tree",
    "nearest",
    "neuron",
    "next_sentence",
    "next_token_top",
    "overall_mean_heatmap",
    "padding_waste",
    "pair_curves",
    "pairs",
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
    "stages",
    "state_changes",
    "state_norms",
    "state_strips",
    "static_retention",
    "strategies",
    "syntax_by_state",
    "syntax_tree",
    "tag_logits",
    "tag_probabilities",
    "to_csv",
    "token_chips",
    "tokens",
    "vector_change",
    "vector_change_heatmap",
    "verdicts",
    "word_tags",
    "zero_shot",
]
