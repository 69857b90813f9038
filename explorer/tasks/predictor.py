"""Predictor: a body with a head plugged in, and what one forward pass through both leaves behind.

A head comes with a checkpoint (hub or folder) or is a small teaching head on the bundled body;
pages and figures cannot tell the difference. No torch is imported until a predictor is loaded.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol, runtime_checkable

import numpy as np

from explorer import catalog
from explorer.catalog import ModelSpec
from explorer.errors import ModelUnavailable
from explorer.text import TextInput
from explorer.trace import Trace

if TYPE_CHECKING:
    from explorer.engine import Engine

Task = Literal[
    "fill-mask", "next-sentence", "classify", "entail", "entities", "part-of-speech", "answer"
]

TASKS: dict[Task, str] = {
    "fill-mask": "masked words",
    "next-sentence": "next sentence",
    "classify": "classifying a text",
    "entail": "entailment",
    "entities": "named entities",
    "part-of-speech": "parts of speech",
    "answer": "question answering",
}
"""What a reader calls each task, as in "has no head for ..."."""


@dataclass(frozen=True, eq=False)
class HeadStep:
    """One step of a head in the running pass: what went by and in which shape."""

    name: str  # the module's path in the model, such as "classifier"
    kind: str  # such as "Linear 384 → 2"
    output: np.ndarray  # without the batch axis
    parameters: int = 0


@dataclass(frozen=True, eq=False)
class Prediction:
    """A Trace and the logits that the head made of it, both from one forward pass.

    Shapes of ``logits``: fill-mask (M, V), a row for each masked token; next-sentence (2,), column
    0 = "B follows A"; classify and entail (C,); entities and part-of-speech (T, C); answer (T, 2),
    columns start and end. ``labels`` names the columns (the vocabulary for fill-mask).
    ``positions`` says which token each row belongs to; empty where there is one row for the text.
    ``independent`` labels are judged one by one (sigmoid) and do not share out one probability.
    """

    task: Task
    trace: Trace
    logits: np.ndarray
    labels: tuple[str, ...]
    positions: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int64))
    steps: tuple[HeadStep, ...] = ()
    independent: bool = False

    def __post_init__(self) -> None:
        """Check the shapes once and make the arrays read-only."""
        rows = self.logits.shape[0] if self.logits.ndim == 2 else 0
        if self.logits.ndim not in {1, 2} or self.logits.shape[-1] != len(self.labels):
            raise ValueError(f"logits {self.logits.shape} do not fit {len(self.labels)} labels")
        if len(self.positions) != rows:
            raise ValueError(f"{rows} rows of logits, but {len(self.positions)} positions")
        for array in (self.logits, self.positions, *(step.output for step in self.steps)):
            array.flags.writeable = False

    @property
    def nbytes(self) -> int:
        """Bytes held by the arrays; caches are bounded by this."""
        steps = sum(step.output.nbytes for step in self.steps)
        return self.trace.nbytes + self.logits.nbytes + steps


@runtime_checkable
class Predictor(Protocol):
    """A body with a head for one task. Shared by threads, never changed."""

    task: Task
    spec: ModelSpec
    note: str
    """One line for the reader: the checkpoint's id, or "teaching head on a frozen body, ..."."""
    labels: tuple[str, ...]
    """Names of the logits' columns."""
    untrained: tuple[str, ...]
    """Names of head weights that the checkpoint lacks: never show the output without saying so."""
    engine: Engine
    """The body: its tokenizer (``engine.encoder``) and its limit (``engine.spec.max_tokens``)."""

    def run(self, source: TextInput) -> Prediction:
        """One forward pass through body and head. Raises InputError."""
        ...


@runtime_checkable
class MaskPredictor(Predictor, Protocol):
    """A predictor for "fill-mask": it can also read words out of any hidden state."""

    def read_out(self, states: np.ndarray) -> np.ndarray:
        """What the head makes of hidden states (N, D), of any layer. Returns logits (N, V)."""
        ...

    def trace(self, source: TextInput) -> Trace:
        """The body's own Trace of a text, whether or not anything in it is masked."""
        ...


def load_predictor(
    task: Task,
    model: str | Path | ModelSpec = catalog.BUNDLED_ID,
    *,
    body: Engine | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Predictor:
    """A predictor for a task: a checkpoint with its head, or a teaching head on the bundled body.

    ``body`` is the bundled model's engine where that is loaded already;
    ``progress(bytes so far, bytes in all)`` is called while files are fetched from the hub.
    Raises ModelUnavailable or CheckpointError, each with a sentence for the reader.
    """
    spec = catalog.resolve(model)
    if spec.source == "bundled":
        return _bundled(task, body)
    from explorer.tasks.checkpoint import load  # torch takes seconds; figures need only the types

    return load(task, spec, progress=progress)


def shipped() -> tuple[str, ...]:
    """Tasks for which a teaching head on the bundled body is shipped."""
    if find_spec("explorer.heads") is None:
        return ()
    return tuple(import_module("explorer.heads").available())


def _bundled(task: Task, body: Engine | None) -> Predictor:
    """The teaching head for a task, when one is shipped. Raises ModelUnavailable.

    ``explorer.heads`` offers ``available()`` (the tasks it has) and ``load(task, engine)``.
    """
    if task not in shipped():
        raise ModelUnavailable(_no_bundled_head(task))
    return import_module("explorer.heads").load(task, body)


def _no_bundled_head(task: Task) -> str:
    return (
        f"The bundled model has no head for {TASKS[task]} here: choose a checkpoint that was "
        "trained for it, from the hub or from a folder."
    )
