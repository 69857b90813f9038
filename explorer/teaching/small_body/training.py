"""Training a BertForMaskedLM step by step: AdamW, loss at masked places only, stop and go on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from explorer.teaching.small_body.masking import MaskedBatch, MaskedTexts

_MOMENTS = ("exp_avg", "exp_avg_sq")
"""AdamW's two running means of each weight; with the step they are all that it remembers."""


@dataclass(frozen=True)
class Schedule:
    """How many steps, and the learning rate: up in a line, level, and down in a line to 0."""

    steps: int
    learning_rate: float
    warmup: int
    cooldown: int  # the last so many steps
    weight_decay: float = 0.01
    clip: float = 1.0

    def rate(self, step: int) -> float:
        """The learning rate of a step, counted from 0."""
        up, down = (step + 1) / self.warmup, (self.steps - step) / self.cooldown
        return self.learning_rate * min(up, 1.0, down)


class MaskedTraining:
    """A model in training: ``step`` takes it on by one batch.

    The same model, texts and schedule give the same weights on one kind of machine with one
    thread, however often it was stopped in between.
    """

    def __init__(self, model: Any, texts: MaskedTexts, schedule: Schedule) -> None:
        self.model, self.texts, self.schedule = model, texts, schedule
        self.done = 0
        self._optimizer = torch.optim.AdamW(
            [value for _, value in self._named()], lr=schedule.learning_rate, betas=(0.9, 0.98),
            weight_decay=schedule.weight_decay,
        )  # fmt: skip

    @property
    def finished(self) -> bool:
        """Whether all steps were taken."""
        return self.done >= self.schedule.steps

    def step(self) -> float:
        """One batch; returns its loss in nats for each masked token."""
        for group in self._optimizer.param_groups:
            group["lr"] = self.schedule.rate(self.done)
        self.model.train()
        loss = masked_loss(self.model, self.texts.batch(self.done))
        self._optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), self.schedule.clip)
        self._optimizer.step()
        self.done += 1
        return float(loss.detach())

    def save(self, file: Path) -> None:
        """Write what is trained and what the optimizer remembers, so that ``restore`` can go on."""
        from safetensors.torch import save_file

        kept = {f"weight {name}": value.detach() for name, value in self._named()}
        for name, value in self._named():
            for moment in _MOMENTS:
                kept[f"{moment} {name}"] = self._optimizer.state[value][moment]
        fresh = file.with_suffix(".new")
        save_file(kept, fresh, {"done": str(self.done)})
        fresh.replace(file)  # so that a training that is killed here leaves the old file whole

    def restore(self, file: Path) -> None:
        """Go on from a saved state of the same model and texts."""
        from safetensors import safe_open

        with safe_open(file, "pt") as kept, torch.no_grad():
            self.done = int(kept.metadata()["done"])
            for name, value in self._named():
                value.copy_(kept.get_tensor(f"weight {name}"))
                moments = {moment: kept.get_tensor(f"{moment} {name}") for moment in _MOMENTS}
                self._optimizer.state[value] = {"step": torch.tensor(float(self.done)), **moments}

    def _named(self) -> list[tuple[str, Any]]:
        """The weights that are trained, with their names."""
        return [pair for pair in self.model.named_parameters() if pair[1].requires_grad]


def masked_loss(model: Any, batch: MaskedBatch) -> Tensor:
    """Mean cross-entropy over the whole vocabulary, at the masked tokens only."""
    return F.cross_entropy(masked_logits(model, batch).float(), batch.words)


def masked_logits(model: Any, batch: MaskedBatch) -> Tensor:
    """Logits of the vocabulary for each masked token, (M, V)."""
    states = model.bert(input_ids=batch.ids, attention_mask=batch.mask).last_hidden_state
    return model.cls(states[batch.hidden])
