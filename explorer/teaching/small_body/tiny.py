"""A tiny BERT that learns the words of one text in a minute: the small one's recipe, shrunk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch

from explorer.teaching.small_body.class_text import MOST_TOKENS, ClassText
from explorer.teaching.small_body.masking import MaskedTexts
from explorer.teaching.small_body.training import MaskedTraining, Schedule


@dataclass(frozen=True)
class TinyRecipe:
    """All settings that make the tiny model; the same give the same weights."""

    width: int = 64
    inner: int = 128
    layers: int = 2
    heads: int = 2
    share: float = 0.25  # of the words that are masked
    batch: int = 24  # sentences
    steps: int = 500
    learning_rate: float = 3e-3
    warmup: int = 25
    cooldown: int = 150
    seed: int = 0


def new_training(text: ClassText, recipe: TinyRecipe) -> MaskedTraining:
    """The training before its first step, with random weights from the seed."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(recipe.seed)
        model = new_model(recipe, len(text.vocabulary))
    texts = MaskedTexts(
        [text.ids(sentence) for sentence in text.seen], mask_id=text.vocabulary["[MASK]"],
        share=recipe.share, size=recipe.batch, seed=recipe.seed,
    )  # fmt: skip
    schedule = Schedule(recipe.steps, recipe.learning_rate, recipe.warmup, recipe.cooldown)
    return MaskedTraining(model, texts, schedule)


def new_model(recipe: TinyRecipe, vocabulary: int) -> Any:
    """A BertForMaskedLM with fresh weights; call it under a seed."""
    from transformers import BertConfig, BertForMaskedLM

    return BertForMaskedLM(
        BertConfig(
            vocab_size=vocabulary, hidden_size=recipe.width, num_hidden_layers=recipe.layers,
            num_attention_heads=recipe.heads, intermediate_size=recipe.inner,
            max_position_embeddings=MOST_TOKENS, type_vocab_size=1, hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0, initializer_range=0.05,
        )
    )  # fmt: skip
