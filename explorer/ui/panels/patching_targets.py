"""What the patching bench measures: a word in a blank, a label, or the similarity with a text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from explorer.errors import InputError
from explorer.measures.comparison import Alignment
from explorer.measures.recovered_effect import Patching, token_pairs
from explorer.pictures.literals import reference
from explorer.prediction import Prediction, Predictor
from explorer.text import TextInput, shorten
from explorer.trace import Trace
from explorer.ui import cache, choices, jobs, predictors, shell
from explorer.ui.calls import Made

if TYPE_CHECKING:
    from explorer.engine.ablation import HeadRef
    from explorer.engine.attribution import Target

WORD, LABEL, SIMILARITY = "word in the blank", "label of the text", "similarity to a text"
MEASURED = (WORD, LABEL, SIMILARITY)


@dataclass(frozen=True, eq=False)
class Setup:
    """Two runs, the number that is measured on both, and how to get the boards."""

    clean: Trace
    corrupt: Trace
    pairs: Alignment
    what: str  # the number: "the logit of “are” minus that of “is”"
    title: str  # short, for pictures
    about: tuple[object, ...]  # all that the boards depend on, for caches
    patch: Callable[[jobs.Progress], Patching]
    path: Callable[[HeadRef, jobs.Progress], Patching]
    made: Made
    calls: tuple[str, str]  # the boards, and with {at} the path of a head


def setup(measured: str, clean: TextInput, corrupt: TextInput) -> Setup:
    """What the reader wants measured. Raises ExplorerError."""
    return (
        _similarity(clean, corrupt) if measured == SIMILARITY else _head(measured, clean, corrupt)
    )


def _similarity(first: TextInput, second: TextInput) -> Setup:
    from explorer.engine import patching  # torch takes seconds
    from explorer.engine.attribution import similarity_target

    text = shell.controls().text_input(
        "Similar to", "", width=300, key="patch_third", bind="query-params", max_chars=1000,
        placeholder="Empty: the clean text itself",
    )  # fmt: skip
    model = choices.model_in_use()
    engine = cache.get_engine(model)
    third_input = TextInput(text, special_tokens=first.special_tokens) if text.strip() else first
    clean, corrupt, third = (cache.get_trace(model, one) for one in (first, second, third_input))
    pairs = token_pairs(clean, corrupt)
    target = similarity_target(third.hidden[-1].mean(axis=0))
    call = "attribution.similarity_target(third.hidden[-1].mean(axis=0))"
    name = f"“{shorten(text, 30)}”" if text.strip() else "the clean text"
    return Setup(
        clean,
        corrupt,
        pairs,
        f"the similarity to {name}",
        f"similarity to {name}",
        (model, first, second, third_input),
        lambda progress: patching.patch(engine, clean, corrupt, target, progress=progress),
        lambda at, progress: patching.head_path(engine, clean, target, at, progress=progress),
        {"third": third},
        (
            f"patching.patch(engine, clean, corrupt, {call})",
            f"patching.head_path(engine, clean, {call}, {{at}})",
        ),
    )


def _head(measured: str, first: TextInput, second: TextInput) -> Setup:
    from explorer.teaching import targets  # torch takes seconds

    predictor = predictors.choose("fill-mask" if measured == WORD else "classify")
    found = [_predicted(predictor, one) for one in (first, second)]
    clean, corrupt = (_plain(predictor, one) for one in found)
    pairs = token_pairs(clean, corrupt)
    row, place = _blank(*found) if measured == WORD else (None, None)
    column, over = _labels(*((one.logits if row is None else one.logits[row]) for one in found))
    target, call = _target(predictor, place, column, over)
    names = [f"“{predictor.labels[label]}”" for label in (column, over)]
    return Setup(
        clean,
        corrupt,
        pairs,
        f"the logit of {names[0]} minus that of {names[1]}",
        f"{names[0]} rather than {names[1]}",
        (predictor.spec.id, predictor.task, clean.input, corrupt.input, column, over),
        lambda progress: targets.patch(predictor, clean, corrupt, target, progress=progress),
        lambda at, progress: targets.head_path(predictor, clean, target, at, progress=progress),
        {"predictor": f"load_predictor({predictor.task!r}, {reference(predictor.spec)})"},
        (
            f"targets.patch(predictor, clean, corrupt, {call})",
            f"targets.head_path(predictor, clean, {call}, {{at}})",
        ),
    )


def _predicted(predictor: Predictor, source: TextInput) -> Prediction:
    if predictor.task != "fill-mask" and not source.text.strip():
        raise InputError("There is no text yet: type one.")
    return predictors.predict(predictor, source)


def _plain(predictor: Predictor, found: Prediction) -> Trace:
    """The tokens that the predictor read, through its body as it is."""
    key = ("plain", predictor.spec.id, found.trace.input)
    run = predictor.engine.run
    return cache.RESULTS.get(("patch_plain", key), lambda: run(found.trace.input))


def _blank(clean: Prediction, corrupt: Prediction) -> tuple[int, int]:
    """Row of the logits, and token, of the first blank that both texts have."""
    both = [place for place in clean.positions.tolist() if place in corrupt.positions]
    if not both:
        raise InputError(
            "The two texts have no blank at the same token: change a word that stands for one of "
            "the same length."
        )
    return int(np.flatnonzero(clean.positions == both[0])[0]), int(both[0])


def _labels(clean: np.ndarray, corrupt: np.ndarray) -> tuple[int, int]:
    """What is predicted for the clean text, and for the corrupted one or second. Takes (C,)."""
    if len(clean) < 2:
        raise InputError("This head gives one number and no labels: measure something else.")
    column, second = (int(place) for place in np.argsort(-clean, kind="stable")[:2])
    other = int(corrupt.argmax())
    return column, second if other == column else other


def _target(predictor: Predictor, place: int | None, column: int, over: int) -> tuple[Target, str]:
    """The number as a function of a pass, and the call that makes it."""
    from explorer.engine.attribution import logit_target
    from explorer.teaching import targets

    if predictor.spec.source != "bundled":
        call = f"attribution.logit_target({column}, {place}, over={over})"
        return logit_target(column, place, over=over), call
    head: object = predictor
    if place is None:
        call = f"targets.label_target(predictor, {column}, {over})"
        return targets.label_target(head, column, over), call  # type: ignore[arg-type]
    call = f"targets.word_target(predictor, {place}, {column}, {over})"
    return targets.word_target(head, place, column, over), call  # type: ignore[arg-type]
