"""Train a head from the data folder, measure it, and write its file and its card."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from safetensors.numpy import save_file
from torch import nn

from explorer.teaching import artifacts
from explorer.teaching.heads import KINDS
from explorer.teaching.training import evaluation
from explorer.teaching.training.loop import Recipe, Report, fit
from explorer.teaching.training.model_cards import LIMITATIONS, as_markdown, note
from explorer.teaching.training.recipes import CONFIGS, config, settings

if TYPE_CHECKING:
    from explorer.engine import Engine


def train(
    task: str,
    engine: Engine,
    data: Path,
    *,
    cache: Path | None = None,
    recipe: Recipe | None = None,
    report: Report = lambda line: None,
) -> dict[str, np.ndarray]:
    """The tensors of a freshly trained head, float16. The body is frozen and stays as it is."""
    chosen = config(task)
    recipe = recipe or chosen.recipe
    engine.body.requires_grad_(False)
    examples = chosen.examples(engine, data, cache, recipe)
    net = fit(lambda: chosen.net(engine, recipe), examples, recipe, report=report)
    return tensors(net)


def tensors(net: nn.Module) -> dict[str, np.ndarray]:
    """A network's weights as they are shipped: float16, but the layer mix float32."""
    return {
        name: value.detach().to(torch.float32 if name == "mix" else torch.float16).numpy()
        for name, value in net.state_dict().items()
    }


def write(task: str, weights: dict[str, np.ndarray], folder: Path = artifacts.FOLDER) -> None:
    """Write the safetensors file, and a card that has no figures yet."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{task}.safetensors"
    save_file(weights, path)
    chosen = CONFIGS[task]
    write_card(
        artifacts.Card(
            task=task,
            kind=chosen.kind,
            labels=chosen.labels,
            note="",
            sha256=artifacts.sha256(path),
            bytes=path.stat().st_size,
            parameters=sum(value.size for value in weights.values()),
            figures={},
            sample={},
            recipe=settings(chosen.recipe),
            sources=chosen.sources,
            limitations=LIMITATIONS[task],
        ),
        folder,
    )


def measured(
    task: str, engine: Engine, data: Path | None, folder: Path = artifacts.FOLDER
) -> artifacts.Card:
    """The card of a written head with fresh figures; the held-out ones only with ``data``."""
    known = artifacts.card(task, folder)
    head = KINDS[known.kind](engine, known, artifacts.weights(task, folder))
    figures = evaluation.held_out(head, data) if data else known.figures
    return artifacts.Card(
        **{
            **vars(known),
            "figures": {name: round(value, 4) for name, value in figures.items()},
            "sample": {k: round(v, 4) for k, v in evaluation.on_sample(head).items()},
            "note": note(task, figures, modifies_body=head.modifies_body),
        }
    )


def write_card(card: artifacts.Card, folder: Path) -> None:
    """Write a card, for programs (JSON) and for people (markdown)."""
    text = json.dumps(vars(card), indent=1, ensure_ascii=False)
    (folder / f"{card.task}.json").write_text(text + "\n", "utf-8")
    (folder / f"{card.task}.md").write_text(as_markdown(card), "utf-8")
