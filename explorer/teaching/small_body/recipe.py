"""The recipe of the small BERT: sizes, first weights, texts and training."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from explorer.engine import Engine
from explorer.teaching.small_body.masking import MaskedTexts
from explorer.teaching.small_body.training import MaskedTraining, Schedule
from explorer.teaching.training import corpora
from explorer.text import TextInput

Report = Callable[[str], None]

REPORT_EVERY = 50
SAVE_EVERY = 200
_SPREAD = 0.05  # standard deviation of the first word embeddings


@dataclass(frozen=True)
class SmallBertRecipe:
    """All settings that make the model; the same give the same bytes on one kind of machine."""

    width: int = 128
    inner: int = 512
    layers: int = 4
    heads: int = 4
    positions: int = 128  # tokens of one text at most, here and ever after
    share: float = 0.2  # of the tokens that are masked
    batch: int = 32  # texts
    steps: int = 4000
    learning_rate: float = 2e-3
    warmup: int = 100
    cooldown: int = 1200
    seed: int = 0

    @property
    def schedule(self) -> Schedule:
        """The learning rate over the steps."""
        return Schedule(self.steps, self.learning_rate, self.warmup, self.cooldown)


def train(
    engine: Engine,
    texts: Sequence[Sequence[int]],
    recipe: SmallBertRecipe,
    *,
    checkpoint: Path | None = None,
    report: Report = lambda line: None,
) -> Any:
    """Train on texts of token ids; returns transformers' model, in evaluation mode and float32.

    With a ``checkpoint`` file the training is saved there now and then, and goes on from it.
    """
    training = new_training(engine, texts, recipe)
    if checkpoint and checkpoint.is_file():
        training.restore(checkpoint)
    started, losses = time.process_time(), []
    while not training.finished:
        losses.append(training.step())
        if training.done % REPORT_EVERY == 0 or training.finished:
            spent = time.process_time() - started
            report(f"step {training.done}/{recipe.steps}, loss {np.mean(losses):.3f}, {spent:.0f} s")
            losses.clear()
        if checkpoint and training.done % SAVE_EVERY == 0:
            training.save(checkpoint)
    return training.model.eval()


def new_training(
    engine: Engine, texts: Sequence[Sequence[int]], recipe: SmallBertRecipe
) -> MaskedTraining:
    """The training before its first step."""
    # Its threads would take turns with torch's one; the order of results is the same either way.
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    masked = MaskedTexts(
        texts, mask_id=int(engine.encoder.backend.token_to_id("[MASK]")), share=recipe.share,
        size=recipe.batch, seed=recipe.seed,
    )  # fmt: skip
    return MaskedTraining(first_model(engine, texts, recipe), masked, recipe.schedule)


def first_model(engine: Engine, texts: Sequence[Sequence[int]], recipe: SmallBertRecipe) -> Any:
    """Random weights, but for three parts, so that an hour is enough.

    Word embeddings are the bundled body's, made narrower, and stay as they are; positions begin
    as sines, in which a shift is a rotation (Vaswani et al., 2017), so that heads soon find the
    neighbours; the output's bias begins as the logarithm of each token's share of the texts.
    """
    table = engine.body.embeddings.word_embeddings.weight.detach().float()  # (V, 384)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(recipe.seed)
        model = new_model(recipe, len(table))
    shares = log_shares(texts, len(table))  # (V,)
    words = model.bert.embeddings.word_embeddings.weight.requires_grad_(False)
    with torch.no_grad():
        words.copy_(narrower(table, shares.exp().sqrt(), recipe.width))
        model.bert.embeddings.position_embeddings.weight.copy_(sines(recipe))
        model.cls.predictions.bias.copy_(shares)
    return model


def new_model(recipe: SmallBertRecipe, vocabulary: int) -> Any:
    """A BertForMaskedLM with fresh weights; call it under a seed."""
    from transformers import BertConfig, BertForMaskedLM

    return BertForMaskedLM(
        BertConfig(
            vocab_size=vocabulary, hidden_size=recipe.width, num_hidden_layers=recipe.layers,
            num_attention_heads=recipe.heads, intermediate_size=recipe.inner,
            max_position_embeddings=recipe.positions, hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0, initializer_range=0.04,
        )
    )  # fmt: skip


def narrower(table: Tensor, weights: Tensor, width: int) -> Tensor:
    """The rows' ``width`` principal components (V, width), each row counted by its weight (V,)."""
    weights = (weights / weights.sum()).double()[:, None]
    centred = table.double() - (weights * table).sum(0)  # (V, D)
    axes = torch.linalg.eigh(centred.T @ (weights * centred)).eigenvectors  # (D, D)
    rows = centred @ axes.flip(1)[:, :width]
    return (rows * (_SPREAD / rows.std())).float()


def sines(recipe: SmallBertRecipe) -> Tensor:
    """Sines and cosines of each position, all with the spread of the words. (P, width)"""
    half = recipe.width // 2
    periods = 10_000.0 ** (torch.arange(half) / half)  # (width / 2,)
    angles = torch.arange(recipe.positions)[:, None] / periods  # (P, width / 2)
    return torch.cat([angles.sin(), angles.cos()], dim=1) * (_SPREAD * 2**0.5)


def log_shares(texts: Sequence[Sequence[int]], vocabulary: int) -> Tensor:
    """The logarithm of each token's share of all, with one half added to each count. (V,)"""
    counts = Counter(token for ids in texts for token in ids[1:-1])
    found = torch.tensor([counts[token] + 0.5 for token in range(vocabulary)])
    return (found / found.sum()).log()


def token_ids(engine: Engine, data: Path, recipe: SmallBertRecipe, *, held_out: bool) -> list[Any]:
    """The prose as texts of at most ``recipe.positions`` tokens: those to learn from, or not."""
    texts = corpora.prose_chunks(
        data, engine.encoder, held_out=held_out, most_tokens=recipe.positions
    )
    encoded = (engine.encoder.encode(TextInput(text), recipe.positions).ids for text in texts)
    return [list(map(int, ids)) for ids in encoded if len(ids) > 4]
