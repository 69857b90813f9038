"""Which checkpoints to offer for each task: those of the catalog, and the reader's folders.

Reads config.json at most: no torch, no network.
"""

from __future__ import annotations

import json
from pathlib import Path

from explorer import catalog
from explorer.catalog import ModelSpec
from explorer.errors import ExplorerError
from explorer.prediction import Task

_ARCHITECTURES: dict[Task, tuple[str, ...]] = {
    "fill-mask": ("MaskedLM", "ForPreTraining"),
    "next-token": ("CausalLM", "LMHeadModel"),
    "next-sentence": ("NextSentencePrediction", "BertForPreTraining"),
    "classify": ("SequenceClassification",),
    "entail": ("SequenceClassification",),
    "entities": ("TokenClassification",),
    "part-of-speech": ("TokenClassification",),
    "answer": ("QuestionAnswering",),
}


def choices(task: Task) -> tuple[ModelSpec, ...]:
    """What to offer for a task: bundled, teaching models, folders, then the hub's known ones."""
    fitting = [spec for spec in catalog.choices() if spec.source == "folder"]
    folders = [spec for spec in fitting if carries(Path(spec.path), task)]
    # The bundled body reads both ways: no head could make it say what comes next.
    fits = task != "next-token" and catalog.is_allowed(catalog.BUNDLED_ID)
    bundled = [catalog.BUNDLED] if fits else []
    return (*bundled, *catalog.teaching(task=task), *folders, *catalog.known(task=task))


def carries(folder: Path, task: Task) -> bool:
    """Whether a folder's config.json names a head for the task; loading it shows the truth."""
    try:
        config = json.loads((folder / "config.json").read_text("utf-8"))
        names = [str(name) for name in config.get("architectures") or ()]
    except (OSError, ValueError, AttributeError, TypeError):
        return False
    entails = any(str(v).lower().startswith("entail") for v in _labels(config))
    if task == "entail" and not entails:
        return False
    return any(name.endswith(end) for name in names for end in _ARCHITECTURES[task])


def _labels(config: dict[str, object]) -> list[object]:
    labels = config.get("id2label")
    if isinstance(labels, dict):
        return list(labels.values())
    return labels if isinstance(labels, list) else []


def require_trained(label: str, task_name: str, untrained: tuple[str, ...]) -> None:
    """Refuse to show a head of random numbers. Raises HeadMissing."""
    if untrained:
        raise HeadMissing(
            f"“{label}” has no trained head for {task_name}: {untrained[0]} is not in the "
            "checkpoint, so its head would be random and its answers would mean nothing. Choose "
            "another checkpoint."
        )


class HeadMissing(ExplorerError):
    """The checkpoint lacks weights of the head that the task needs."""
