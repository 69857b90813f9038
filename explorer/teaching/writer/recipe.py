"""The recipe: a BART of two and two layers, trained on fresh synthetic texts from a seed."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import torch

from explorer.teaching.training.from_scratch import Report, learn
from explorer.teaching.writer.texts import rewritings
from explorer.teaching.writer.tokens import MAX_TOKENS, make_tokenizer

POOL = 16  # batches that are sorted by length together
IGNORED = -100  # transformers' number for what does not count in the loss


@dataclass(frozen=True)
class WriterRecipe:
    """All settings that make the model; the same give the same bytes on one kind of machine."""

    width: int = 128
    inner: int = 512
    layers: int = 2  # of the encoder, and of the decoder
    heads: int = 4
    dropout: float = 0.05
    steps: int = 1500
    batch: int = 128
    learning_rate: float = 1.5e-3
    warmup: int = 300
    weight_decay: float = 0.01
    clip: float = 1.0
    dates: float = 0.6
    typos: float = 0.2
    seed: int = 0


def new_model(recipe: WriterRecipe, tokenizer: Any) -> Any:
    """A BartForConditionalGeneration with fresh weights; call it under a seed."""
    from transformers import BartConfig, BartForConditionalGeneration

    sizes: dict[str, Any] = {
        f"{side}_{name}": value
        for side in ("encoder", "decoder")
        for name, value in (
            ("layers", recipe.layers), ("attention_heads", recipe.heads), ("ffn_dim", recipe.inner),
        )
    }  # fmt: skip
    config = BartConfig(
        vocab_size=len(tokenizer), d_model=recipe.width, max_position_embeddings=MAX_TOKENS,
        dropout=recipe.dropout, attention_dropout=0.0, activation_dropout=0.0,
        init_std=recipe.width**-0.5, scale_embedding=True,
        bos_token_id=tokenizer.bos_token_id, pad_token_id=tokenizer.pad_token_id,
        eos_token_id=tokenizer.eos_token_id, decoder_start_token_id=tokenizer.bos_token_id,
        forced_eos_token_id=None, **sizes,
    )  # fmt: skip
    return BartForConditionalGeneration(config)


def train(recipe: WriterRecipe | None = None, *, report: Report = lambda line: None) -> Any:
    """Train from fresh weights; returns transformers' model, in evaluation mode and float32."""
    recipe = recipe or WriterRecipe()
    # Its threads would take turns with torch's one; the order of results is the same either way.
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    tokenizer = make_tokenizer()
    batches = _batches(tokenizer, recipe)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(recipe.seed)
        model = new_model(recipe, tokenizer).train()
        learn(model, lambda: model(**next(batches)).loss, recipe, report)
    return model.eval()


def _batches(tokenizer: Any, recipe: WriterRecipe) -> Iterator[dict[str, torch.Tensor]]:
    """Batches without end. Texts of about one length stand together, so that few are padded."""
    texts = rewritings(recipe.seed, dates=recipe.dates, typos=recipe.typos)
    rng = random.Random(recipe.seed)
    while True:
        pool = list(islice(texts, recipe.batch * POOL))
        pool.sort(key=lambda example: len(tokenizer.tokenize(example.source)))
        starts = list(range(0, len(pool), recipe.batch))
        rng.shuffle(starts)
        for start in starts:
            yield batch(tokenizer, pool[start : start + recipe.batch])


def batch(tokenizer: Any, examples: list[Any]) -> dict[str, torch.Tensor]:
    """Token ids of both sides, padded: input_ids (B, S), attention_mask (B, S), labels (B, T)."""
    read = tokenizer([example.source for example in examples], padding=True, return_tensors="pt")
    written = tokenizer([example.target for example in examples], padding=True, return_tensors="pt")
    labels = written.input_ids.masked_fill(written.attention_mask == 0, IGNORED)
    return {
        "input_ids": read.input_ids,
        "attention_mask": read.attention_mask,
        "labels": labels,
    }
