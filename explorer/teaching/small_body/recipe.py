"""The recipe of the small BERT: sizes, first weights, texts and training."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from explorer.engine import Engine
from explorer.teaching.small_body.first_weights import Sizes, first_model
from explorer.teaching.small_body.masking import MaskedTexts
from explorer.teaching.small_body.training import MaskedTraining, Schedule
from explorer.teaching.training import corpora
from explorer.text import TextInput

Report = Callable[[str], None]

REPORT_EVERY = 50
SAVE_EVERY = 200


@dataclass(frozen=True)
class SmallBertRecipe(Sizes):
    """All settings that make the model; the same give the same bytes on one kind of machine."""

    share: float = 0.2  # of the tokens that are masked
    batch: int = 32  # texts
    steps: int = 3700
    learning_rate: float = 1e-3
    warmup: int = 50
    cooldown: int = 1100

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
            report(
                f"step {training.done}/{recipe.steps}, loss {np.mean(losses):.3f}, {spent:.0f} s"
            )
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
    table = engine.body.embeddings.word_embeddings.weight.detach().float()  # (V, 384)
    return MaskedTraining(first_model(table, texts, recipe), masked, recipe.schedule)


def token_ids(engine: Engine, data: Path, recipe: SmallBertRecipe, *, held_out: bool) -> list[Any]:
    """The prose as texts of at most ``recipe.positions`` tokens: those to learn from, or not."""
    texts = corpora.prose_chunks(
        data, engine.encoder, held_out=held_out, most_tokens=recipe.positions
    )
    encoded = (engine.encoder.encode(TextInput(text), recipe.positions).ids for text in texts)
    return [list(map(int, ids)) for ids in encoded if len(ids) > 4]
