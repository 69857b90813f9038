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
from explorer.ui import cache, choices, cut_text, models, notices, shell, show
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
    _in_place_of(task, spec)
    models.beside(predictor.engine)
    catalogue.require_trained(spec.label, TASKS[task], predictor.untrained)
    _about(predictor)
    return predictor


def _in_place_of(task: Task, answers: ModelSpec) -> None:
    """Say so where the model that all pages were asked for is none of this page's."""
    asked = {spec.id: spec for spec in catalog.teaching()}.get(choices.model_asked())
    offered = {spec.id for spec in catalogue.choices(task)}
    if asked and asked.id not in offered and answers.id in offered:
        show.note(f"“{asked.label}” has no head for {TASKS[task]}: {answers.label} answers here.")


def _about(predictor: Predictor) -> None:
    """What answers here, and of a shipped head its limitations and its training data."""
    from explorer import teaching

    spec, note = predictor.spec, predictor.note
    with shell.controls().popover("About this head", icon=":material/school:", key="about_head"):
        show.note(f"{note[:1].upper()}{note[1:]}.".replace("..", "."))
        if spec.source == "bundled":
            card = teaching.card(predictor.task)
            show.note(f"Limitations: {card.limitations}")
            show.note(f"Trained on: {card.sources}.")
        elif spec.about:
            show.note(spec.about)


def _choice(task: Task) -> ModelSpec:
    """Which checkpoint the reader asks for: one from the list, or any id of the hub."""
    offered = {spec.id: spec for spec in catalogue.choices(task)}
    working = [place for place, spec in enumerate(offered.values()) if _at_once(task, spec)]
    key = f"{task.replace('-', '_')}_model"
    choices.follow_model(key, [name for name, spec in offered.items() if _at_once(task, spec)])
    with shell.controls():
        chosen = st.selectbox(
            "Model",
            list(offered),
            index=working[0] if working else 0,
            key=key,
            bind="query-params",
            accept_new_options=True,
            help=f"A checkpoint with a head for {TASKS[task]}: choose one from the list, or type "
            "any model id of the hub.",
            width=230,
        )
    return offered.get(str(chosen)) or catalog.find(str(chosen or ""))


def _at_once(task: Task, spec: ModelSpec) -> bool:
    """Whether it answers without a download: a shipped head or model, or a folder."""
    return spec.source in {"folder", "teaching"} or (spec.source == "bundled" and task in shipped())


def get_predictor(task: Task, model_id: str, progress: Progress | None = None) -> Predictor:
    """The predictor of a checkpoint, loaded on first use. Raises ExplorerError."""
    spec = catalog.find(model_id)  # a restriction may have come since it was loaded

    def made() -> Predictor:
        body = cache.get_engine(catalog.BUNDLED_ID) if spec.source == "bundled" else None
        return cache.loading(spec, lambda: load_predictor(task, spec, body=body), progress)

    return cache.MODELS.get(("predictor", task, model_id), made)


def predict(predictor: Predictor, source: TextInput) -> Prediction:
    """One forward pass, kept for the next look at the same text; says how the text was read.

    Raises ExplorerError.
    """
    made = run(predictor, source)
    cut_text.note(made.trace, predictor.spec.max_tokens)
    notices.draw((*made.trace.notices, *made.remarks))
    return made


def run(predictor: Predictor, source: TextInput) -> Prediction:
    """One forward pass, kept for the next look at the same text. Raises ExplorerError."""

    def compute() -> Prediction:
        with forward_slot():  # a teaching head's own layers, too
            return predictor.run(source)

    return cache.PREDICTIONS.get((predictor.task, predictor.spec.id, source), compute)
