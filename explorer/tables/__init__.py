"""The numbers behind every picture as pandas DataFrames, and their way into a CSV file."""

from explorer.tables.adjusted_similarity import pair_curves, share_of_dimensions, trusted_similarity
from explorer.tables.anatomy import modules
from explorer.tables.answer import answer_logits, answer_matrix, best_answers
from explorer.tables.attention import attention, head_grid, head_mean, layer_mean, overall_mean
from explorer.tables.attributions import attributions
from explorer.tables.base import to_csv
from explorer.tables.batches import batch, mask_experiment, waste
from explorer.tables.differences import by_state, paired
from explorer.tables.embeddings import embedding_geometry, embedding_shares, embedding_sum
from explorer.tables.fill_mask import (
    fill_mask_targets,
    fill_mask_top,
    lens_curves,
    logit_lens,
    mask_attention,
    mask_effect,
)
from explorer.tables.head_boards import head_board, head_map, head_patterns, head_scores
from explorer.tables.identities import proof_by_layer, proofs
from explorer.tables.layer_film import layer_film
from explorer.tables.layers import (
    kept_of_static,
    layer_curves,
    published_curves,
    special_tokens_effect,
    state_changes,
    state_norms,
    states,
)
from explorer.tables.linear_probe import (
    decision,
    decision_dimensions,
    head_accuracy,
    head_confusion,
)
from explorer.tables.methods import agreement, by_layer, method_panels
from explorer.tables.predictions import (
    head_steps,
    labels,
    losses,
    model_inputs,
    next_sentence,
    stages,
    zero_shot,
)
from explorer.tables.relations import links, relations
from explorer.tables.sentences import nearest, pairs, pooling_panels, sentence_map, sentence_matrix
from explorer.tables.similarity import token_similarity
from explorer.tables.tag import strategies, tags, word_tags
from explorer.tables.teaching_heads import (
    head_sizes,
    layer_mixes,
    many_heads_texts,
    many_heads_words,
)
from explorer.tables.tokens import tokens
from explorer.tables.word_in_context import context_curves, context_matrix

__all__ = [
    "agreement",
    "answer_logits",
    "answer_matrix",
    "attention",
    "attributions",
    "batch",
    "best_answers",
    "by_layer",
    "by_state",
    "context_curves",
    "context_matrix",
    "decision",
    "decision_dimensions",
    "embedding_geometry",
    "embedding_shares",
    "embedding_sum",
    "fill_mask_targets",
    "fill_mask_top",
    "head_accuracy",
    "head_board",
    "head_confusion",
    "head_grid",
    "head_map",
    "head_mean",
    "head_patterns",
    "head_scores",
    "head_sizes",
    "head_steps",
    "kept_of_static",
    "labels",
    "layer_curves",
    "layer_film",
    "layer_mean",
    "layer_mixes",
    "lens_curves",
    "links",
    "logit_lens",
    "losses",
    "many_heads_texts",
    "many_heads_words",
    "mask_attention",
    "mask_effect",
    "mask_experiment",
    "method_panels",
    "model_inputs",
    "modules",
    "nearest",
    "next_sentence",
    "overall_mean",
    "pair_curves",
    "paired",
    "pairs",
    "pooling_panels",
    "proof_by_layer",
    "proofs",
    "published_curves",
    "relations",
    "sentence_map",
    "sentence_matrix",
    "share_of_dimensions",
    "special_tokens_effect",
    "stages",
    "state_changes",
    "state_norms",
    "states",
    "strategies",
    "tags",
    "to_csv",
    "token_similarity",
    "tokens",
    "trusted_similarity",
    "waste",
    "word_tags",
    "zero_shot",
]
