"""A Predictor by task and model: a checkpoint's own head, or a teaching head that ships here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from explorer import catalog, teaching
from explorer.catalog import ModelSpec
from explorer.errors import ModelUnavailable
from explorer.prediction import TASKS, Predictor, Task

if TYPE_CHECKING:
    from explorer.engine import Engine


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

    >>> from explorer.tasks import fill_mask
    >>> from explorer.text import TextInput
    >>> prediction = load_predictor("fill-mask").run(TextInput("Paris is the [MASK] of France."))
    >>> fill_mask.best(prediction)[0].token
    'city'
    """
    spec = catalog.resolve(model)
    if spec.source == "bundled":
        return _bundled(task, body)
    from explorer.predictors.checkpoint import (
        load,  # torch takes seconds; figures need only the types
    )

    return load(task, spec, progress=progress)


def shipped() -> tuple[str, ...]:
    """Tasks for which a teaching head on the bundled body is shipped."""
    return tuple(teaching.available())


def _bundled(task: Task, body: Engine | None) -> Predictor:
    """The teaching head for a task, when one is shipped. Raises ModelUnavailable."""
    if task not in shipped():
        raise ModelUnavailable(
            f"The bundled model has no head for {TASKS[task]} here: choose a checkpoint that was "
            "trained for it, from the hub or from a folder."
        )
    return teaching.load(task, body)
