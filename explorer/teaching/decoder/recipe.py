"""The recipe: a GPT-2 of two layers, trained on prose and on repetition from a seed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from explorer.teaching.decoder import texts
from explorer.teaching.decoder.start import set_up
from explorer.teaching.decoder.tokens import MAX_TOKENS, START, make_tokenizer
from explorer.teaching.training.from_scratch import Report, learn

Batches = Iterator[tuple[torch.Tensor, torch.Tensor]]
"""Ids and labels, (B, N) each."""


@dataclass(frozen=True)
class DecoderRecipe:
    """All settings that make the model; the same give the same bytes on one kind of machine."""

    vocabulary: int = 1024
    width: int = 192
    inner: int = 384
    layers: int = 2
    heads: int = 4
    steps: int = 1300
    batch: int = 16
    learning_rate: float = 2e-3
    warmup: int = 100
    weight_decay: float = 0.01
    clip: float = 1.0
    random: float = 0.2
    again: float = 0.2
    spread: float = 0.02  # standard deviation of fresh weights
    seed: int = 0


def new_model(recipe: DecoderRecipe, tokenizer: Any) -> Any:
    """A GPT2LMHeadModel with fresh weights; call it under a seed."""
    from transformers import GPT2Config, GPT2LMHeadModel

    start = tokenizer.convert_tokens_to_ids(START)
    config = GPT2Config(
        vocab_size=len(tokenizer), n_positions=MAX_TOKENS, n_embd=recipe.width,
        n_layer=recipe.layers, n_head=recipe.heads, n_inner=recipe.inner,
        initializer_range=recipe.spread, resid_pdrop=0.0, embd_pdrop=0.0, attn_pdrop=0.0,
        bos_token_id=start, eos_token_id=start, pad_token_id=tokenizer.pad_token_id,
    )  # fmt: skip
    model: Any = GPT2LMHeadModel(config)
    set_up(model, recipe.heads)
    return model


def train(
    documents: Sequence[str],
    recipe: DecoderRecipe | None = None,
    *,
    report: Report = lambda line: None,
) -> tuple[Any, Any]:
    """Train from fresh weights: transformers' model (evaluation mode, float32) and tokenizer."""
    recipe = recipe or DecoderRecipe()
    tokenizer = make_tokenizer(documents, recipe.vocabulary)
    ids = texts.stream(tokenizer, documents)
    report(f"{len(documents)} documents, {len(ids):,} tokens")
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(recipe.seed)
        model = new_model(recipe, tokenizer).train()
        batches = _batches(ids, recipe, len(tokenizer))
        learn(model, lambda: _loss(model, *next(batches)), recipe, report)
    return model.eval(), tokenizer


def _loss(model: Any, ids: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Mean cross entropy in nats of each counted token, foretold from those before it."""
    logits = model(input_ids=ids).logits[:, :-1]  # (B, N-1, V)
    return torch.nn.functional.cross_entropy(
        logits.flatten(0, 1), labels[:, 1:].flatten(), ignore_index=texts.IGNORED
    )


def _batches(ids: np.ndarray, recipe: DecoderRecipe, vocabulary: int) -> Batches:
    """Batches without end, every row as long as the window."""
    rng = np.random.default_rng(recipe.seed)
    mix = texts.Mix(recipe.random, recipe.again)
    while True:
        batch = [texts.row(rng, ids, MAX_TOKENS, vocabulary, mix) for _ in range(recipe.batch)]
        yield (
            torch.from_numpy(np.stack([row.ids for row in batch])),
            torch.from_numpy(np.stack([row.labels for row in batch])),
        )
