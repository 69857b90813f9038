"""The structural probe of every state: trained, measured and written with its card."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

from explorer.data import treebank
from explorer.data.treebank import Sentence
from explorer.engine import Engine
from explorer.teaching.artifacts import sha256
from explorer.teaching.training import structural
from explorer.teaching.training.loop import Report
from explorer.teaching.training.structural import Example, ProbeRecipe

LIMITATIONS = (
    "It links words and names neither heads nor relations. Trained on few English sentences of "
    "weblogs and e-mails, at most 40 words long; long sentences, lists and "
    "questions come out worse."
)


@dataclass(frozen=True, eq=False)
class Data:
    """What a probe is made from, in the four sets of sentences that it needs."""

    train: Sequence[Example]
    test: Sequence[Example]
    sample: Sequence[Example]
    control_train: Sequence[Example]
    control_test: Sequence[Example]


def read(engine: Engine, train: Path, test: Path, recipe: ProbeRecipe) -> Data:
    """The states and trees of two CoNLL-U files, of the sample, and of the control task."""
    sets = [_sentences(train), _sentences(test), treebank.sample()]
    controls = [[structural.control(one) for one in sentences] for sentences in sets[:2]]
    return Data(*(
        list(structural.examples(engine, sentences, recipe.longest))
        for sentences in (*sets, *controls)
    ))  # fmt: skip


def _sentences(path: Path) -> Sequence[Sentence]:
    return treebank.from_conllu(path.read_text("utf-8"), most=None)


def write(data: Data, recipe: ProbeRecipe, folder: Path, *, sources: str, report: Report) -> None:
    """Train a probe for each state, measure all, and write ``probe.safetensors`` and its card."""
    maps, found, control, sample = [], [], [], []
    for state in range(len(data.train[0].states)):
        probe = structural.train(data.train, state, recipe).astype(np.float16)
        other = structural.train(data.control_train, state, recipe)
        maps.append(probe)
        found.append(structural.score(data.test, state, probe.astype(np.float32)))
        sample.append(structural.score(data.sample, state, probe.astype(np.float32)))
        control.append(structural.score(data.control_test, state, other))
        report(f"state {state}: UUAS {found[-1]:.3f}, control task {control[-1]:.3f}")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "probe.safetensors"
    save_file({"maps": np.stack(maps)}, path)
    card = {
        "sha256": sha256(path),
        "found": _rounded(found),
        "control": _rounded(control),
        "sample": _rounded(sample),
        "neighbours": round(structural.neighbour_score(data.test), 4),
        "sample_neighbours": round(structural.neighbour_score(data.sample), 4),
        "trained_on": len(data.train),
        "tested_on": len(data.test),
        "recipe": vars(recipe),
        "sources": sources,
        "limitations": LIMITATIONS,
    }
    (folder / "probe.json").write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n")


def _rounded(values: Sequence[float]) -> list[float]:
    return [round(value, 4) for value in values]
