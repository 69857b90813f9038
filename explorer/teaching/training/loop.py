"""One loop for every head: AdamW, a learning rate with warm-up and linear decay, a fixed seed."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import torch
from torch import Tensor, nn

Report = Callable[[str], None]


@dataclass(frozen=True)
class Recipe:
    """How a head is trained; written into its card."""

    epochs: int = 8
    rate: float = 1.5e-3
    batch_rows: int = 1024  # padded rows (words or tokens) of one batch
    inner: int = 256  # width of the head's own vectors
    decay: float = 0.02
    seed: int = 7
    most: int | None = None  # at most so many texts; None: all of them


class TrainingSet(Protocol):
    """Examples of one task in batches, and a head's loss on one of them."""

    def batches(self, rng: random.Random, epoch: int) -> Iterable[Any]:
        """All examples once, in random order."""
        ...

    def loss(self, net: Any, batch: Any) -> Tensor:
        """Mean loss of a batch."""
        ...


def fit(
    make: Callable[[], nn.Module],
    examples: TrainingSet,
    recipe: Recipe,
    *,
    report: Report = lambda line: None,
) -> nn.Module:
    """Train a head from scratch. The same examples and recipe give the same weights on one
    machine.

    One thread only: several threads add up in any order, which changes the last digits.
    """
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        torch.manual_seed(recipe.seed)
        net = make()
        _loop(net, examples, recipe, report)
        return net.eval()
    finally:
        torch.set_num_threads(threads)


def _loop(net: nn.Module, examples: TrainingSet, recipe: Recipe, report: Report) -> None:
    rng = random.Random(recipe.seed)
    steps = recipe.epochs * sum(1 for _ in examples.batches(random.Random(recipe.seed), 0))
    optimizer = torch.optim.AdamW(_groups(net, recipe), weight_decay=recipe.decay)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(step, steps))
    for epoch in range(recipe.epochs):
        net.train()
        begun, losses = time.monotonic(), []
        for batch in examples.batches(rng, epoch):
            loss = examples.loss(net, batch)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            losses.append(float(loss.detach()))
        spent = time.monotonic() - begun
        report(f"epoch {epoch + 1}/{recipe.epochs}: loss {np.mean(losses):.4f}, {spent:.0f} s")


def _rate(step: int, steps: int) -> float:
    return min((step + 1) / max(1, steps // 20), max(0.0, 1 - step / (steps + 1)))


def _groups(net: nn.Module, recipe: Recipe) -> list[dict[str, Any]]:
    """The layer mix, a few weights that must move far, learns ten times faster."""
    mix = [value for name, value in net.named_parameters() if name == "mix"]
    rest = [value for name, value in net.named_parameters() if name != "mix"]
    return [
        {"params": rest, "lr": recipe.rate},
        {"params": mix, "lr": 10 * recipe.rate, "weight_decay": 0.0},
    ]
