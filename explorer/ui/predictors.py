"""Checkpoints with a head: choosing one, getting it ready, and keeping it and what it said.

Each task page has its own choice, which stands in the link; shared by all sessions once loaded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from explorer import catalog
from explorer.catalog import ModelSpec
from explorer.prediction import TASKS, Prediction, Predictor, Task
from explorer.predictors import catalogue, load_predictor
from explorer.predictors.loading import shipped
from explorer.text import TextInput
from explorer.ui import cache, models, show
from explorer.ui.forward_slots import forward_slot

if TYPE_CHECKING:
    from explorer.engine.checkpoint import Progress


def choose(task: Task) -> Predictor:
    """A checkpoint for the task, chosen by the reader and made ready.

    Stops the page while a download waits to be agreed to. Raises ExplorerError, also for a
    checkpoint that has no trained head for the task.
    """
    spec = _choice(task)
    absent = spec.source == "hub" and ("predictor", task, spec.id) not in cache.MODELS
    if absent and not models.may_fetch(spec, lambda seen: get_predictor(task, spec.id, seen)):
        st.stop()
    with st.spinner(f"Loading {show.plain(spec.label)}", show_time=True):
        predictor = get_predictor(task, spec.id)
    models.beside(predictor.engine)
    catalogue.require_trained(spec.label, TASKS[task], predictor.untrained)
    if predictor.note != spec.label:
        show.note(f"{predictor.note[:1].upper()}{predictor.note[1:]}.".replace("..", "."))
    if spec.source == "bundled":
        _card(task)
    return predictor


def _card(task: Task) -> None:
    """The limitations of a shipped head, and its training data."""
    from explorer import teaching

    card = teaching.card(task)
    with st.expander("Limitations", icon="🎓"):
        show.note(card.limitations)
        show.note(f"Trained on: {card.sources}.")


def _choice(task: Task) -> ModelSpec:
    """Which checkpoint the reader asks for: one from the list, or any id of the hub."""
    offered = {spec.id: spec for spec in catalogue.choices(task)}
    working = [place for place, spec in enumerate(offered.values()) if _at_once(task, spec)]
    chosen = st.selectbox(
        f"Checkpoint with a head for {TASKS[task]}",
        list(offered),
        index=working[0] if working else 0,
        key=f"{task.replace('-', '_')}_model",
        bind="query-params",
        accept_new_options=True,
        help="Choose one from the list, or type any model id of the hub.",
    )
    spec = offered.get(str(chosen)) or catalog.find(str(chosen or ""))
    if spec.source != "bundled":
        show.note(spec.about or "A model of the hub, by its id.")
    return spec


def _at_once(task: Task, spec: ModelSpec) -> bool:
    """Whether it answers without a download: a shipped head, or a folder."""
    return spec.source == "folder" or (spec.source == "bundled" and task in shipped())


def get_predictor(task: Task, model_id: str, progress: Progress | None = None) -> Predictor:
    """The predictor of a checkpoint, loaded on first use. Raises ExplorerError."""
    spec = catalog.find(model_id)  # a restriction may have come since it was loaded

    def made() -> Predictor:
        body = cache.get_engine(catalog.BUNDLED_ID) if spec.source == "bundled" else None
        return cache.loading(spec, lambda: load_predictor(task, spec, body=body), progress)

    return cache.MODELS.get(("predictor", task, model_id), made)


def predict(predictor: Predictor, source: TextInput) -> Prediction:
    """One forward pass, kept for the next look at the same text; says what was cut off.

    Raises ExplorerError.
    """
    key = (predictor.task, predictor.spec.id, source)

    def run() -> Prediction:
        with forward_slot():  # a teaching head's own layers, too
            return predictor.run(source)

    made = cache.PREDICTIONS.get(key, run)
    note_cut(made.trace.dropped, predictor)
    for remark in made.remarks:
        show.notice(remark)
    return made


def note_cut(dropped: tuple[str, ...], predictor: Predictor) -> None:
    """Say what the model could not read any more."""
    if dropped:
        show.notice(
            f"This model reads at most {predictor.spec.max_tokens} tokens: the last "
            f"{len(dropped):,} were cut off, from “{' '.join(dropped[:8])}” on."
        )
