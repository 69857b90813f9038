"""Figures of a model that guesses masked words: how often it is right, and its perplexity."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from explorer.prediction import Prediction, Predictor
from explorer.teaching.training import corpora
from explorer.teaching.training.evaluation import SAMPLE, masked_texts
from explorer.text import TextInput

Figures = dict[str, float]
Masked = tuple[TextInput, list[str]]
"""A text with tokens masked, and the tokens that stood there."""

HELD_OUT_TEXTS = 600


def held_out(data: Path, encoder: Any) -> list[Masked]:
    """Texts of held-out documents, 15 % of their tokens masked: those of the fill-mask head."""
    texts = corpora.prose_chunks(data, encoder, held_out=True)
    return masked_texts(texts[:HELD_OUT_TEXTS], encoder)


def sample(folder: Path = SAMPLE) -> list[Masked]:
    """The 30 everyday prompts that are shipped."""
    lines = (folder / "fill-mask.jsonl").read_text("utf-8").splitlines()
    return [(TextInput(row["text"]), [row["word"]]) for row in map(json.loads, lines)]


def scores(head: Predictor, items: Iterable[Masked]) -> Figures:
    """Shares of masked tokens guessed at once and among five, and the perplexity there.

    Perplexity is exp of the mean negative log probability of the right token: as if the model
    chose among so many tokens, all equally likely.
    """
    runs = ((head.run(source), words) for source, words in items)
    found = np.concatenate([_rank_and_loss(prediction, words) for prediction, words in runs])
    ranks, losses = found.T  # (M,) each
    return {
        "top 1": float(np.mean(ranks < 1)),
        "top 5": float(np.mean(ranks < 5)),
        "perplexity": float(np.exp(losses.mean())),
    }


def _rank_and_loss(prediction: Prediction, words: list[str]) -> np.ndarray:
    """For each masked token, how many words are likelier, and -log p of the right one. (M, 2)"""
    columns = [prediction.labels.index(word) for word in words]
    logits = prediction.logits.astype(np.float64)  # (M, V)
    right = logits[np.arange(len(words)), columns][:, None]  # (M, 1)
    top = logits.max(axis=1, keepdims=True)
    losses = np.log(np.exp(logits - top).sum(axis=1)) + (top - right)[:, 0]
    return np.stack([(logits > right).sum(axis=1), losses], axis=1)
