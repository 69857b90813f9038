"""The number that a reader wants explained: a similarity, or what a head predicts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import streamlit as st

from explorer.errors import InputError
from explorer.measures import comparison
from explorer.prediction import EXPLAINED, TASKS, Prediction, Predictor, Task
from explorer.tasks import scores
from explorer.text import TextInput
from explorer.trace import Trace
from explorer.ui import cache, choices, predictors, shell, show
from explorer.ui.panels import what_matters_blank, what_matters_calls

if TYPE_CHECKING:
    from explorer.engine import Engine
    from explorer.engine.attribution import Target

SIMILARITY = "similarity"
OTHER_TEXT = "The dog was too exhausted to walk over the road."
OPENING = {"text": "The animal didn't cross the street because it was too tired."}


@dataclass(frozen=True)
class Question:
    """The number that is to be explained, and how to get it again after a change."""

    what: str  # for titles: "similarity to “...”"
    about: tuple[Any, ...]  # all that it depends on, for caches
    engine: Engine
    trace: Trace
    target: Target | None  # None for teaching heads: they read a finished Trace
    head: bool  # whether the target reads the output of the whole model with its head
    number: Callable[[], float] | None  # runs and reads off the number; for teaching heads
    effects: dict[str, Callable[[], float]]  # by name: run again and compare
    recipe: what_matters_calls.Recipe


def ask() -> Question:
    """What the reader wants explained. Raises ExplorerError."""
    options = [SIMILARITY, *EXPLAINED]
    chosen = shell.controls().selectbox(
        "Explain",
        options,
        format_func=lambda name: "similarity of two texts" if name == SIMILARITY else TASKS[name],
        width=230,
        key="matters_what",
        bind="query-params",
    )
    return _similarity() if chosen == SIMILARITY else _task(cast(Task, chosen))


def _similarity() -> Question:
    from explorer.engine.attribution import similarity_target  # torch takes seconds

    given = choices.source()
    if given.pair is None:
        other = shell.controls().text_input(
            "Compare with", OTHER_TEXT, width=380, key="matters_other", bind="query-params",
            max_chars=1000,
        )  # fmt: skip
    else:
        other = given.pair
    model_id = choices.model_in_use()
    engine = cache.get_engine(model_id)
    first = given if given.words else TextInput(given.text, special_tokens=given.special_tokens)
    second = TextInput(other, special_tokens=given.special_tokens)
    trace, against = cache.get_trace(model_id, first), cache.get_trace(model_id, second)
    before = comparison.text_similarity(trace, against)

    def without() -> float:
        return comparison.text_similarity(engine.run(first), engine.run(second)) - before

    return Question(
        f"similarity to “{_brief(other)}”",
        (model_id, first, second),
        engine,
        trace,
        similarity_target(against.hidden[-1].mean(axis=0)),
        False,
        None,
        {"similarity": without, "vectors": _vectors(engine, first, trace)},
        what_matters_calls.similarity(trace, against),
    )


def _task(task: Task) -> Question:
    predictor = predictors.choose(task)
    source = choices.source()
    if task == "fill-mask":
        source = what_matters_blank.with_blank(predictor, source)
    before = predictors.predict(predictor, source)
    source = before.trace.input  # the same text, a mask token spelled as this model spells it

    def without() -> float:
        return scores.prediction_change(before, predictor.run(source))

    chosen = _chosen_number(predictor, before)

    def number() -> float:
        return chosen.read(predictor.run(source).logits)

    teaching = predictor.spec.source == "bundled"
    return Question(
        chosen.name,
        (predictor.spec.id, task, source, chosen.name),
        predictor.engine,
        before.trace,
        None if teaching else chosen.target,
        True,
        number if teaching else None,
        {"prediction": without, "vectors": _vectors(predictor.engine, source, before.trace)},
        what_matters_calls.predicted(before, chosen.call, *chosen.terms),
    )


def _vectors(engine: Engine, source: TextInput, before: Trace) -> Callable[[], float]:
    def without() -> float:
        return comparison.mean_vector_change(before, engine.run(source))

    return without


@dataclass(frozen=True)
class _Number:
    """The logit of what is predicted: in words, in torch, in numpy, and as expressions."""

    name: str
    target: Target
    read: Callable[[np.ndarray], float]
    call: str  # the target
    terms: tuple[str, str]  # the first logit's place, and what is added to it or taken from it


def _chosen_number(predictor: Predictor, found: Prediction) -> _Number:
    """The number to be explained."""
    from explorer.engine.attribution import logit_target, span_target

    labels, logits = predictor.labels, found.logits
    if found.task == "answer":
        start = int(logits[:, 0].argmax())
        end = start + int(logits[start:, 1].argmax())
        text = " ".join(found.trace.labels[start : end + 1])
        return _Number(
            f"the answer “{_brief(text)}”",
            span_target(start, end),
            lambda z: float(z[start, 0] + z[end, 1]),
            f"attribution.span_target({start}, {end})",
            (f"{start}, 0", f" + z[{end}, 1]"),
        )
    row = None if logits.ndim == 1 else _pick_row(found)
    position = None if row is None else int(found.positions[row])
    alone = found.independent or found.regression
    column, over = _first_and_second(logits if row is None else logits[row], alone)
    name = f"“{labels[column]}”" + ("" if over is None else f" rather than “{labels[over]}”")
    if position is not None:
        name += f" at token {position}, “{found.trace.labels[position]}”"

    def read(z: np.ndarray) -> float:
        one = z if row is None else z[row]
        return float(one[column] - (0 if over is None else one[over]))

    call = f"attribution.logit_target({column}, {position}, over={over})"
    at = "" if row is None else f"{row}, "
    terms = (f"{at}{column}", "" if over is None else f" - z[{at}{over}]")
    return _Number(name, logit_target(column, position, over=over), read, call, terms)


def _first_and_second(logits: np.ndarray, independent: bool) -> tuple[int, int | None]:
    """The label that is predicted, and the runner-up where probabilities sum to 1."""
    order = np.argsort(-logits, kind="stable")
    return int(order[0]), None if independent or len(order) < 2 else int(order[1])


def _pick_row(found: Prediction) -> int:
    """Which token's prediction is explained."""
    rows = list(range(len(found.positions)))
    if st.session_state.get("matters_token", 0) not in rows:
        del st.session_state["matters_token"]
    start = next((row for row in rows if not found.trace.special[found.positions[row]]), 0)
    labels = found.trace.labels
    return st.selectbox(
        "At the token", rows, index=start, key="matters_token", bind="query-params",
        format_func=lambda row: f"{found.positions[row]} {labels[found.positions[row]]}",
    )  # fmt: skip


def _brief(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 50 else text[:49] + "…"


def require_text(question: Question) -> None:
    """Refuse texts of special tokens only. Raises InputError."""
    if question.trace.special.all():
        raise InputError("There are only special tokens here: type a word.")
    if question.trace.dropped:
        show.note("Only the part of the text that fits into the model is used.")
