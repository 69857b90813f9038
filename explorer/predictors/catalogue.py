"""Which checkpoints to offer for each task: known ones of the hub, and the reader's folders.

Reads config.json at most: no torch, no network.
"""

from __future__ import annotations

import json
from pathlib import Path

from explorer import catalog
from explorer.catalog import ModelSpec
from explorer.errors import ExplorerError
from explorer.prediction import Task


def _hub(name: str, about: str, *tasks: Task) -> ModelSpec:
    return ModelSpec(name, name, "hub", tasks=tasks, about=about)


KNOWN: tuple[ModelSpec, ...] = (
    _hub(
        "bert-base-uncased",
        "The BERT of the paper, with both heads of its pre-training.",
        "fill-mask",
        "next-sentence",
    ),
    _hub("bert-base-cased", "Keeps capital letters.", "fill-mask", "next-sentence"),
    _hub("distilbert-base-uncased", "Half the layers of BERT.", "fill-mask"),
    _hub("roberta-base", "Longer training, byte-level pieces.", "fill-mask"),
    _hub("albert-base-v2", "All layers share one set of weights.", "fill-mask"),
    _hub(
        "distilbert-base-uncased-finetuned-sst-2-english",
        "Film reviews: negative or positive.",
        "classify",
    ),
    _hub("ProsusAI/finbert", "Finance news: positive, negative or neutral.", "classify"),
    _hub(
        "MoritzLaurer/DeBERTa-v3-base-mnli-fever-anli",
        "Natural language inference: entailment, neutral, contradiction.",
        "entail",
    ),
    _hub(
        "dbmdz/bert-large-cased-finetuned-conll03-english",
        "Persons, organisations, locations and more (CoNLL-2003).",
        "entities",
    ),
    _hub(
        "vblagoje/bert-english-uncased-finetuned-pos",
        "Universal parts of speech.",
        "part-of-speech",
    ),
    _hub(
        "deepset/roberta-base-squad2",
        "Questions with and without an answer (SQuAD 2.0).",
        "answer",
    ),
)

_ARCHITECTURES: dict[Task, tuple[str, ...]] = {
    "fill-mask": ("MaskedLM", "ForPreTraining"),
    "next-sentence": ("NextSentencePrediction", "BertForPreTraining"),
    "classify": ("SequenceClassification",),
    "entail": ("SequenceClassification",),
    "entities": ("TokenClassification",),
    "part-of-speech": ("TokenClassification",),
    "answer": ("QuestionAnswering",),
}


def choices(task: Task) -> tuple[ModelSpec, ...]:
    """What to offer for a task: the bundled body, fitting folders, then the hub's known ones."""
    fitting = [spec for spec in catalog.choices() if spec.source == "folder"]
    folders = [spec for spec in fitting if carries(Path(spec.path), task)]
    known = [spec for spec in KNOWN if task in spec.tasks and catalog.is_allowed(spec.id)]
    bundled = [catalog.BUNDLED] if catalog.is_allowed(catalog.BUNDLED_ID) else []
    return (*bundled, *folders, *known)


def find(model_id: str) -> ModelSpec:
    """The checkpoint of that id, with what is known about it. Raises ModelUnavailable."""
    spec = catalog.find(model_id)
    return next((known for known in KNOWN if known.id == spec.id), spec)


def carries(folder: Path, task: Task) -> bool:
    """Whether a folder's config.json names a head for the task; loading it shows the truth."""
    try:
        config = json.loads((folder / "config.json").read_text("utf-8"))
        names = [str(name) for name in config.get("architectures") or ()]
    except (OSError, ValueError, AttributeError):
        return False
    entails = any(str(v).lower().startswith("entail") for v in _labels(config))
    if task == "entail" and not entails:
        return False
    return any(name.endswith(end) for name in names for end in _ARCHITECTURES[task])


def _labels(config: dict[str, object]) -> list[object]:
    labels = config.get("id2label")
    return list(labels.values()) if isinstance(labels, dict) else []


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
