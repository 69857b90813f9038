"""The small BERT's weights before its training: random, but for what makes an hour enough."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

_SPREAD = 0.05
"""Standard deviation of the word embeddings, and of the positions'."""
_OFFSETS = (-1, 1, -2, 2)
"""Which neighbour each head of the first layer begins by looking at."""
_FASTEST = 2.8
"""Radians from one position to the next in the fastest sine: neighbours are far apart in it."""
_GAIN = 2.0
"""Of those heads' queries and keys; a neighbour then gets most of the attention."""


@dataclass(frozen=True)
class Sizes:
    """How large the model is, and the seed of its random weights."""

    width: int = 128
    inner: int = 512
    layers: int = 4
    heads: int = 4
    positions: int = 128  # tokens of one text at most, here and ever after
    seed: int = 0


def first_model(table: Tensor, texts: Sequence[Sequence[int]], sizes: Sizes) -> Any:
    """A BertForMaskedLM for texts of token ids. Random weights, but for four parts.

    Word embeddings are the rows of ``table`` (V, D), made narrower, and stay as they are. Positions
    begin as sines, in which a shift is a rotation (Vaswani et al., 2017), and the first layer's
    heads as those rotations: each looks at one neighbour. The output's bias begins as the logarithm
    of each token's share of the texts.
    """
    shares = log_shares(texts, len(table))  # (V,)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(sizes.seed)
        model = _random_model(len(table), sizes)
    words = model.bert.embeddings.word_embeddings.weight.requires_grad_(False)
    with torch.no_grad():
        words.copy_(narrower(table, shares.exp().sqrt(), sizes.width))
        model.bert.embeddings.position_embeddings.weight.copy_(sines(sizes))
        model.cls.predictions.bias.copy_(shares)
        _look_at_neighbours(model.bert.encoder.layer[0].attention.self, sizes)
    return model


def _random_model(vocabulary: int, sizes: Sizes) -> Any:
    from transformers import BertConfig, BertForMaskedLM

    return BertForMaskedLM(
        BertConfig(
            vocab_size=vocabulary, hidden_size=sizes.width, num_hidden_layers=sizes.layers,
            num_attention_heads=sizes.heads, intermediate_size=sizes.inner,
            max_position_embeddings=sizes.positions, hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0, initializer_range=0.06,
        )
    )  # fmt: skip


def narrower(table: Tensor, weights: Tensor, width: int) -> Tensor:
    """The rows' ``width`` principal components (V, width), each row counted by its weight (V,)."""
    weights = (weights / weights.sum()).double()[:, None]
    centred = table.double() - (weights * table).sum(0)  # (V, D)
    axes = torch.linalg.eigh(centred.T @ (weights * centred)).eigenvectors  # (D, D)
    rows = centred @ axes.flip(1)[:, :width]
    return (rows * (_SPREAD / rows.std())).float()


def log_shares(texts: Sequence[Sequence[int]], vocabulary: int) -> Tensor:
    """The logarithm of each token's share of all, with one half added to each count. (V,)"""
    counts = Counter(token for ids in texts for token in ids[1:-1])
    found = torch.tensor([counts[token] + 0.5 for token in range(vocabulary)])
    return (found / found.sum()).log()


def sines(sizes: Sizes) -> Tensor:
    """Sines, then cosines of each position, with the spread of the words. (P, width)"""
    angles = torch.arange(sizes.positions)[:, None] * _speeds(sizes)  # (P, width / 2)
    return torch.cat([angles.sin(), angles.cos()], dim=1) * (_SPREAD * 2**0.5)


def _speeds(sizes: Sizes) -> Tensor:
    """Radians from one position to the next, fastest first. (width / 2,)"""
    half = sizes.width // 2
    return _FASTEST * sizes.positions ** (-torch.arange(half) / half)


def _look_at_neighbours(attention: Any, sizes: Sizes) -> None:
    """Set queries and keys so that head h scores position p + offset best, seen from p.

    A head reads the fastest sines, as many as it is wide; its query turns them on by the offset.
    """
    width, half = sizes.width // sizes.heads, sizes.width // 2
    pairs = torch.arange(width // 2)  # the sines that a head reads, and their cosines
    for head in range(sizes.heads):
        turn = _OFFSETS[head % len(_OFFSETS)] * _speeds(sizes)[pairs]  # radians
        rows = head * width + pairs
        for module, angle in ((attention.query, turn), (attention.key, torch.zeros_like(turn))):
            weight = module.weight  # (width of the model, width of the model)
            weight[head * width : (head + 1) * width] = 0
            weight[rows, pairs] = _GAIN * angle.cos()  # sin(x + a) = cos a sin x + sin a cos x
            weight[rows, half + pairs] = _GAIN * angle.sin()
            weight[rows + width // 2, half + pairs] = _GAIN * angle.cos()
            weight[rows + width // 2, pairs] = -_GAIN * angle.sin()
