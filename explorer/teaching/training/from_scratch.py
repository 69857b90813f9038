"""The loop of a model that is trained from fresh weights: AdamW, up in a line, down in a cosine."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Any, Protocol

import torch

Report = Callable[[str], None]

REPORT_EVERY = 100


class Pace(Protocol):
    """What the loop reads of a recipe."""

    @property
    def steps(self) -> int:
        """Batches to learn from."""
        ...

    @property
    def learning_rate(self) -> float:
        """The highest."""
        ...

    @property
    def warmup(self) -> int:
        """Steps until it is reached."""
        ...

    @property
    def weight_decay(self) -> float:
        """AdamW's."""
        ...

    @property
    def clip(self) -> float:
        """The largest norm of a gradient."""
        ...


def learn(model: Any, loss: Callable[[], torch.Tensor], pace: Pace, report: Report) -> None:
    """Take all steps; ``loss()`` is the mean loss of the next batch. Changes the model."""
    optimizer = torch.optim.AdamW(
        model.parameters(), lr=pace.learning_rate, weight_decay=pace.weight_decay,
        betas=(0.9, 0.98),
    )  # fmt: skip
    slope = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(step, pace))
    started = time.monotonic()
    for step in range(pace.steps):
        found = loss()
        found.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), pace.clip)
        optimizer.step()
        slope.step()
        optimizer.zero_grad()
        if (step + 1) % REPORT_EVERY == 0 or step + 1 == pace.steps:
            seconds = time.monotonic() - started
            report(f"step {step + 1}/{pace.steps}, loss {found.item():.4f}, {seconds:.0f} s")


def _rate(step: int, pace: Pace) -> float:
    """The learning rate at a step as a share of the highest."""
    if step < pace.warmup:
        return (step + 1) / pace.warmup
    done = (step - pace.warmup) / max(1, pace.steps - pace.warmup)
    return 0.5 * (1 + math.cos(math.pi * done))
