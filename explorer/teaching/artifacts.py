"""The shipped heads: one safetensors file a task, checked against its sha256 before it is read."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import load_file

from explorer.errors import CheckpointError

FOLDER = Path(__file__).parent / "shipped"


@dataclass(frozen=True)
class Card:
    """What is known about a shipped head; ``shipped/<task>.md`` is the same for people."""

    task: str
    kind: str  # the class of head: "tagger", "classifier", "comparer", "reader", "filler"
    labels: tuple[str, ...]
    note: str  # one line for the reader, with a held-out figure
    sha256: str
    bytes: int
    parameters: int
    figures: dict[str, float]  # held-out figures, by name
    sample: dict[str, float]  # figures on the small sample that is shipped
    recipe: dict[str, Any]
    sources: str  # training data and their licences
    limitations: str


def available(folder: Path = FOLDER) -> tuple[str, ...]:
    """Tasks that have a shipped head, in alphabetical order."""
    return tuple(sorted(path.stem for path in folder.glob("*.json")))


def card(task: str, folder: Path = FOLDER) -> Card:
    """The card of a task's head. Raises CheckpointError when there is none."""
    path = folder / f"{task}.json"
    if task not in available(folder):
        raise CheckpointError(
            f"There is no teaching head for “{task}”: choose a checkpoint that was trained for it."
        )
    fields = json.loads(path.read_text("utf-8"))
    if "weak" in fields:  # what cards called their limitations at first
        fields["limitations"] = fields.pop("weak")
    return Card(**{**fields, "labels": tuple(fields["labels"])})


def weights(task: str, folder: Path = FOLDER) -> dict[str, np.ndarray]:
    """The head's tensors as float32. Raises CheckpointError unless the file is the shipped one."""
    path = folder / f"{task}.safetensors"
    if sha256(path) != card(task, folder).sha256:
        raise CheckpointError(
            f"The file {path.name} of the teaching heads is not the shipped one (its sha256 "
            "differs): install BERT Explorer again."
        )
    return {name: value.astype(np.float32) for name, value in load_file(path).items()}


def sha256(path: Path) -> str:
    """The file's sha256 in hexadecimal digits. Raises CheckpointError when it is missing."""
    if not path.is_file():
        raise CheckpointError(
            f"The file {path.name} of the teaching heads is missing: install BERT Explorer again."
        )
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
