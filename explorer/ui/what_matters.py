"""Pieces of the page that asks what an output depends on: tokens, heads and layers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import streamlit as st

from explorer import effects
from explorer.errors import InputError
from explorer.figures.heads import Board
from explorer.rollout import rollout
from explorer.tasks import TASKS, Prediction, Predictor, Task
from explorer.text import TextInput
from explorer.trace import Trace
from explorer.ui import cache, long_work, on_request, predictors, show, state

if TYPE_CHECKING:
    from explorer.engine import Engine
    from explorer.engine.attribution import Attribution, Target

SIMILARITY = "similarity"
OTHER_TEXT = "The dog was too exhausted to walk over the road."
MODES = {"set to zero": "zero", "made to attend to all tokens alike": "uniform"}

FORMULA = r"""
All are (tokens,), here divided by the sum of their sizes; the table has them in their own units.

- **Gradient × input**: $\sum_d e_{id} \, \partial F / \partial e_{id}$ with $e_i$ the word vector
  of token $i$ (Denil et al., 2014; Shrikumar et al., 2017). True for small changes only.
- **Integrated gradients**: the same gradient averaged on the straight way from a text of
  [MASK]s (special tokens kept) to this one, times the difference of the vectors (Sundararajan et
  al., 2017, equation 1). The scores sum to the difference of $F$ between the two, up to the
  printed gap. Computed by captum.
- **Slope × input, integrated slopes**: the same two for teaching heads, which are computed
  outside torch: each word vector is made 2 % longer and shorter and the number read off.
- **Attention received**: mean weight that a token gets, over all layers, heads and tokens.
- **Rollout**: mean share of each input token at the last layer (Abnar and Zuidema, 2020).

$F$ is the cosine of the two mean vectors; for a head, the predicted label's logit minus the
runner-up's (start plus end logit for an answer). Attention has no sign and knows nothing of $F$;
where it disagrees with the other two, it is no explanation of $F$ (Jain and Wallace, 2019;
Wiegreffe and Pinter, 2019). Gradients depend on the chosen baseline, too.
"""
BOARD_FORMULA = r"""
Each head is switched off alone, in one pass through the model: set to zero (its output is 0), or
made to attend to all tokens alike, $\alpha_{ij} = 1/T$, as Kovaleva et al. (2019, section 4.5) did.
A skipped layer hands on its input unchanged.

- **vectors**: $1 - \cos$ between the last hidden states with and without, mean over the tokens.
- **similarity**: cosine of the two texts' mean vectors without the head, minus with it.
- **prediction**: total variation, half the sum of the absolute changes of the probabilities.

A head that can be switched off without effect here may matter for other texts, and heads can stand
in for one another (Michel et al., 2019).
"""


@dataclass(frozen=True)
class Question:
    """The number that is to be explained, and how to get it again after a change."""

    what: str  # for titles: "similarity to “...”"
    about: tuple[Any, ...]  # all that it depends on, for caches
    engine: Engine
    trace: Trace
    target: Target | None  # None for teaching heads, which are computed outside torch
    head: bool  # whether the target reads the output of the whole model with its head
    number: Callable[[], float] | None  # runs and reads off the number; for teaching heads
    effects: dict[str, Callable[[], float]]  # by name: run again and compare


def ask() -> Question:
    """What the reader wants explained. Raises ExplorerError."""
    options = [SIMILARITY, *TASKS]
    chosen = st.selectbox(
        "Explain",
        options,
        format_func=lambda name: "similarity of two texts" if name == SIMILARITY else TASKS[name],
        key="matters_what",
        bind="query-params",
    )
    return _similarity() if chosen == SIMILARITY else _task(cast(Task, chosen))


def _similarity() -> Question:
    from explorer.engine.attribution import similarity_target  # torch takes seconds

    given = state.source()
    if given.pair is None:
        other = st.text_input("Compare with", OTHER_TEXT, key="matters_other",
                              bind="query-params", max_chars=1000)  # fmt: skip
    else:
        other = given.pair
    model_id = state.model_in_use()
    engine = cache.get_engine(model_id)
    first = given if given.words else TextInput(given.text, special_tokens=given.special_tokens)
    second = TextInput(other, special_tokens=given.special_tokens)
    trace, against = cache.get_trace(model_id, first), cache.get_trace(model_id, second)
    before = effects.text_similarity(trace, against)

    def without() -> float:
        with cache.turn():
            return effects.text_similarity(engine.run(first), engine.run(second)) - before

    return Question(
        f"similarity to “{_brief(other)}”",
        (model_id, first, second),
        engine,
        trace,
        similarity_target(against.hidden[-1].mean(axis=0)),
        False,
        None,
        {"similarity": without, "vectors": _vectors(engine, first, trace)},
    )


def _task(task: Task) -> Question:
    predictor = predictors.choose(task)
    source = state.source()
    before = predictors.predict(predictor, source)

    def without() -> float:
        with cache.turn():
            return effects.prediction_change(before, predictor.run(source))

    what, target, read = _chosen_number(predictor, before)

    def number() -> float:
        with cache.turn():
            return read(predictor.run(source).logits)

    teaching = predictor.spec.source == "bundled"
    return Question(
        what,
        (predictor.spec.id, task, source, what),
        predictor.engine,
        before.trace,
        None if teaching else target,
        True,
        number if teaching else None,
        {"prediction": without, "vectors": _vectors(predictor.engine, source, before.trace)},
    )


def _vectors(engine: Engine, source: TextInput, before: Trace) -> Callable[[], float]:
    def without() -> float:
        with cache.turn():
            return effects.vector_change(before, engine.run(source))

    return without


Read = Callable[[np.ndarray], float]


def _chosen_number(predictor: Predictor, found: Prediction) -> tuple[str, Target, Read]:
    """The number to be explained, the logit of what is predicted: in words, in torch, in numpy."""
    from explorer.engine.attribution import logit_target, span_target

    labels, logits = predictor.labels, found.logits
    if found.task == "answer":
        start = int(logits[:, 0].argmax())
        end = start + int(logits[start:, 1].argmax())
        text = " ".join(found.trace.labels[start : end + 1])
        name = f"the answer “{_brief(text)}”"
        return name, span_target(start, end), lambda z: float(z[start, 0] + z[end, 1])
    row = None if logits.ndim == 1 else _pick_row(found)
    position = None if row is None else int(found.positions[row])
    column, over = _first_and_second(logits if row is None else logits[row], found.independent)
    name = f"“{labels[column]}”" + ("" if over is None else f" rather than “{labels[over]}”")
    if position is not None:
        name += f" at token {position}, “{found.trace.labels[position]}”"

    def read(z: np.ndarray) -> float:
        one = z if row is None else z[row]
        return float(one[column] - (0 if over is None else one[over]))

    return name, logit_target(column, position, over=over), read


def _first_and_second(logits: np.ndarray, independent: bool) -> tuple[int, int | None]:
    """The label that is predicted, and the runner-up where labels share out one probability."""
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
        "At the token", rows, index=start, key="matters_token",
        format_func=lambda row: f"{found.positions[row]} {labels[found.positions[row]]}",
    )  # fmt: skip


def _brief(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 50 else text[:49] + "…"


@dataclass(frozen=True, eq=False)
class Scores:
    """Every account's scores (T,) by name, and what is to be said of their size."""

    by_name: dict[str, np.ndarray]
    said: str


def scores(question: Question) -> Scores:
    """What gradients (for teaching heads: measured slopes, when asked for) and attention say."""
    pair = _gradients(question) if question.target is not None else _slopes(question)
    found = {one.method: one.scores for one in pair or ()}
    said = "Attention has no sign: it cannot tell what speaks for the number from what is against."
    if pair is not None:
        whole = pair[1]
        said = (
            f"The number is {whole.value:.4f}, and {whole.baseline_value:.4f} for a text of masks; "
            f"{whole.method} sum to the difference up to {whole.gap:.4f}."
        )
    trace = question.trace
    received = [trace.attention(i).mean(axis=(0, 1)) for i in range(trace.num_layers)]
    found["attention received"] = np.mean(received, axis=0)
    found["rollout"] = rollout(trace)[-1].mean(axis=0)
    return Scores(found, said)


Pair = tuple["Attribution", "Attribution"]


def _gradients(question: Question) -> Pair:
    from explorer.engine.attribution import gradient_times_input, integrated_gradients

    engine, trace, head = question.engine, question.trace, question.head
    target = cast("Target", question.target)

    def work(_progress: long_work.Progress) -> Pair:
        return (
            gradient_times_input(engine, trace, target, head=head),
            integrated_gradients(engine, trace, target, head=head),
        )

    return on_request.kept(
        "matters_gradients", question.about, work, "Following gradients", "steps"
    )


def _slopes(question: Question) -> Pair | None:
    from explorer.engine import slopes

    engine, trace = question.engine, question.trace
    number = cast("Callable[[], float]", question.number)

    def work(progress: long_work.Progress) -> Pair:
        return (
            slopes.slope_times_input(engine, trace, number),
            slopes.integrated_slopes(engine, trace, number, progress=progress),
        )

    passes = 2 * trace.num_tokens * (slopes.POINTS + 1)
    return on_request.result(
        "matters_slopes",
        question.about,
        work,
        button="Measure what each token contributes",
        cost=f"This teaching head is computed without gradients, so slopes are measured: {passes} "
        "passes.",
        unit="slopes",
    )


def sentences(question: Question, found: Scores) -> tuple[str, str]:
    """What the bars show and the token that counts most."""
    name, values = next(iter(found.by_name.items()))
    token = int(np.abs(values).argmax())
    label = f"“{question.trace.labels[token]}”"
    if name == "attention received":
        counts = f"{label} is looked at most."
    else:
        side = "against" if values[token] < 0 else "for"
        counts = f"By {name}, {label} counts most and speaks {side} it."
    return (
        f"What {question.what} depends on, token by token, by {len(found.by_name)} accounts.",
        f"{counts} {found.said}",
    )


def pick_effect(question: Question) -> tuple[str, str]:
    """How a head is switched off, and which change is looked at."""
    left, right = st.columns(2)
    with left:
        mode = st.segmented_control(
            "A head is", list(MODES), default=next(iter(MODES)), key="matters_mode",
            bind="query-params", required=True,
        )  # fmt: skip
    with right:
        names = list(question.effects)
        if st.session_state.get("matters_effect", names[0]) not in names:
            del st.session_state["matters_effect"]
        effect = st.segmented_control(
            "Look at the change of", names, default=names[0], key="matters_effect",
            bind="query-params", required=True,
        )  # fmt: skip
    return MODES[str(mode)], str(effect)


def switched_off(
    question: Question, mode: str, effect: str
) -> tuple[np.ndarray, np.ndarray] | None:
    """The change without each head (L, H) and without each layer (L,); None until asked for."""
    from explorer.engine import ablation

    heads = question.trace.num_layers * question.trace.num_heads
    run = question.effects[effect]
    ablation.check(question.engine)

    def work(progress: long_work.Progress) -> tuple[np.ndarray, np.ndarray]:
        board = ablation.head_effects(question.engine, run, mode, progress=progress)  # type: ignore[arg-type]
        return board, ablation.layer_effects(question.engine, run)

    return on_request.result(
        "matters_board",
        (*question.about, mode, effect),
        work,
        button="Switch off each head in turn",
        cost=f"{heads + question.trace.num_layers} passes through the model.",
        unit="heads",
    )


def board(effect: str, values: np.ndarray) -> Board:
    """Title and range; changes of similarity have a sign."""
    top = max(float(np.abs(values).max()), 1e-6)
    signed = effect == "similarity"
    return Board(f"Each head switched off: {effect}", f"change of {effect}", -top if signed else 0,
                 top, signed)  # fmt: skip


def board_sentences(effect: str, values: np.ndarray) -> tuple[str, str]:
    """What the board shows and its largest cell in words."""
    base = state.base()
    layer, head = np.unravel_index(np.abs(values).argmax(), values.shape)
    return (
        f"How much the {effect} changes when one head is switched off, for each of "
        f"{values.size} heads.",
        f"Without layer {layer + base}, head {head + base} it changes most, by "
        f"{values[layer, head]:+.4f}. Click a square to open that head.",
    )


def require_text(question: Question) -> None:
    """Refuse texts of special tokens only. Raises InputError."""
    if question.trace.special.all():
        raise InputError("Only special tokens are here, so no word can matter: type a word.")
    if question.trace.dropped:
        show.note("Only the part of the text that fits into the model is looked at.")
