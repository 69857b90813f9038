"""What the decoder starts from: two heads are set up as an induction circuit, the rest is random.

A two-layer model finds such a circuit by itself, but not in a short training the textbook's one: in
trials from random weights (1,000 steps on repeated random tokens) the first layer carried tokens on
by as many places as lay between their repetitions, and the second looked as far past the earlier
place. So one head of each layer begins where long trainings lead: the first carries each token one
place on, the second compares it with the present token and copies what it finds (Elhage et al.,
2021). From there every weight is trained like all the others; whether the heads are still induction
heads afterwards is measured, not assumed.

In GPT-2's matrices columns are outputs: (D, 3 D) makes queries, keys and values, head by head.
"""

from __future__ import annotations

import math
from typing import Any

import torch

POSITION_SIZE = 0.07  # of sines and cosines
TOKEN_SIZE = 0.05  # standard deviation of token embeddings
TURN, MATCH, CARRY, COPY = 2.0, 2.0, 0.4, 1.5


def set_up(model: Any, heads: int) -> None:
    """Write positions and the first head of both layers; changes the model, draws from torch."""
    body = model.transformer
    width = body.wte.weight.shape[1]
    part = width // heads
    with torch.no_grad():
        body.wte.weight.mul_(TOKEN_SIZE / float(body.wte.weight.std()))
        body.wpe.weight.copy_(positions(len(body.wpe.weight), width))
        first, second = (block.attn for block in body.h[:2])
        _look_back(first.c_attn.weight, heads)
        carried, place = _axes(width, 2 * part).chunk(2, dim=1)  # (D, d): what is put where
        first.c_attn.weight[:, 2 * width : 2 * width + part] = carried
        first.c_proj.weight[:part] = CARRY * place.T
        second.c_attn.weight[:, :part] = MATCH * carried
        second.c_attn.weight[:, width : width + part] = MATCH * place
        copied = _axes(width, part)
        second.c_attn.weight[:, 2 * width : 2 * width + part] = copied
        second.c_proj.weight[:part] = COPY * copied.T


def positions(count: int, width: int) -> torch.Tensor:
    """Sines and cosines for positions (Vaswani et al., 2017, section 3.5). (count, width)

    Their angles are evenly spaced: one place further is a rotation, and no two places look alike.
    They take half of the axes; on the others a token is read whatever its place.
    """
    turned = torch.arange(count)[:, None] * _speeds(width)  # (N, D / 4)
    waves = torch.stack([turned.sin(), turned.cos()], dim=-1).flatten(1)  # (N, D / 2)
    return POSITION_SIZE * torch.nn.functional.pad(waves, (0, width - waves.shape[1]))


def _speeds(width: int) -> torch.Tensor:
    """Angles by which the positions turn from place to place. (D / 4,)"""
    pairs = width // 4
    return math.pi * (torch.arange(pairs) + 0.5) / pairs


def _look_back(weight: torch.Tensor, heads: int) -> None:
    """The first head's keys are positions, its queries the same turned back by one place."""
    width = len(weight)
    part = width // heads
    weight[:, :part] = 0
    weight[:, width : width + part] = 0
    step = heads // 2
    for place, speed in enumerate(_speeds(width)[::step][: part // 2]):
        sine, cosine, at = 2 * step * place, 2 * step * place + 1, 2 * place
        weight[sine, width + at] = weight[cosine, width + at + 1] = TURN
        weight[sine, at], weight[cosine, at] = TURN * speed.cos(), -TURN * speed.sin()
        weight[cosine, at + 1], weight[sine, at + 1] = TURN * speed.cos(), TURN * speed.sin()


def _axes(width: int, count: int) -> torch.Tensor:
    """Random directions at right angles to each other and to all positions. (D, count)"""
    half = width // 2
    found = torch.zeros(width, count)
    found[half:] = torch.linalg.qr(torch.randn(width - half, count)).Q
    return found
