"""Figures of the small decoder: perplexity on held-out prose, repeated random tokens, heads."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from explorer.engine.induction import InductionScores, induction_scores
from explorer.teaching.decoder import texts
from explorer.teaching.decoder.tokens import MAX_TOKENS

if TYPE_CHECKING:
    from explorer.engine import Engine

SAMPLE = Path(__file__).parent / "sample.txt"
"""Texts written for this project, one a line; in the public domain (CC0)."""
WINDOWS, BATCH = 600, 20
PERIOD = 60  # random tokens before they come again
SEED = 1  # of what is drawn for the figures; training has its own


def losses(model: Any, ids: np.ndarray) -> np.ndarray:
    """Cross entropy in nats of each token but the first, given those before. (B, N) -> (B, N-1)"""
    found = []
    for start in range(0, len(ids), BATCH):
        given = torch.from_numpy(ids[start : start + BATCH])
        with torch.inference_mode():
            logs = model(input_ids=given, use_cache=False).logits[:, :-1].log_softmax(-1)
        found.append(-logs.gather(-1, given[:, 1:, None])[..., 0].numpy())  # (b, N-1)
    return np.concatenate(found)


def held_out(engine: Engine, data: Path) -> dict[str, float]:
    """Perplexity on prose of documents that were never trained on, in whole windows."""
    tokenizer, model = engine.tokenizer, engine.model
    ids = texts.stream(tokenizer, texts.prose(data, held_out=True)).astype(np.int64)
    count = len(ids) // (MAX_TOKENS - 1)
    windows = ids[: count * (MAX_TOKENS - 1)].reshape(count, -1)
    chosen = np.random.default_rng(SEED).permutation(count)[:WINDOWS]
    begun = np.concatenate([np.zeros((len(chosen), 1), np.int64), windows[chosen]], axis=1)
    loss = losses(model, begun)
    characters = sum(len(engine.encoder.decode(row)) for row in windows[chosen])
    return {
        "perplexity a token, held-out prose": math.exp(loss.mean()),
        "bits a character, held-out prose": float(loss.sum()) / math.log(2) / characters,
    }


def repetition(engine: Engine, count: int = 100) -> dict[str, float]:
    """Loss in nats on random tokens: as they come first, and as the same come again."""
    rng = np.random.default_rng(SEED)
    made = [
        texts.repeated_random(rng, MAX_TOKENS, engine.config.vocab_size, period=PERIOD)
        for _ in range(count)
    ]
    loss = losses(engine.model, np.stack([row.ids for row in made]))  # (B, N-1)
    return {
        "loss on random tokens, first time": float(loss[:, :PERIOD].mean()),
        "loss on random tokens, second time": float(loss[:, PERIOD + 1 :].mean()),
    }


def head_figures(scores: InductionScores) -> dict[str, float]:
    """The scores of every head by name; layers and heads counted from 0, as everywhere here."""
    found = {}
    for (layer, head), prefix in np.ndenumerate(scores.prefix):
        where = f"layer {layer} head {head}"
        found[f"prefix matching, {where}"] = float(prefix)
        found[f"copying, {where}"] = float(scores.copying[layer, head])
        found[f"previous token, {where}"] = float(scores.previous[layer, head])
    return found


def of_the_model(engine: Engine) -> dict[str, float]:
    """All figures that need no data."""
    return repetition(engine) | head_figures(induction_scores(engine))


def on_sample(engine: Engine) -> dict[str, float]:
    """Perplexity on the shipped sample, and its loss where each text is read a second time."""
    tokenizer, model = engine.tokenizer, engine.model
    once, again = [], []
    for line in SAMPLE.read_text("utf-8").splitlines():
        ids = np.array(tokenizer(line).input_ids)
        once.append(losses(model, ids[None])[0])
        twice = np.concatenate([ids, ids[1:]])[:MAX_TOKENS]
        again.append(losses(model, twice[None])[0, len(ids) :])
    first = np.concatenate(once)
    return {
        "perplexity a token": math.exp(first.mean()),
        "perplexity a token, read a second time": math.exp(np.concatenate(again).mean()),
    }
