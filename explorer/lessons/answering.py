"""From a question to its answer, computed from the model, and from a prediction to its verdict."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Protocol

from explorer.catalog import BUNDLED, NEXT_TOKEN, WRITER, ModelSpec
from explorer.errors import LessonError
from explorer.lessons.card import Question, Step
from explorer.prediction import Prediction, Predictor, Task
from explorer.seq2seq import Generation
from explorer.trace import Trace

if TYPE_CHECKING:
    from explorer.engine import Engine
    from explorer.engine.seq2seq import Seq2SeqEngine
    from explorer.measures.adjusted_similarity import BaselineStats
    from explorer.measures.layer_statistics import LayerCurves
    from explorer.teaching.small_body.watching import Watched

Value = str | float | bool


class Model(Protocol):
    """What answers are computed from. The app keeps traces; ``Loaded`` is for scripts."""

    @property
    def engine(self) -> Engine:
        """The model's engine."""
        ...

    def trace(self, text: str, pair: str = "") -> Trace:
        """One forward pass of a text, or of a pair."""
        ...

    def predictor(self, task: Task) -> Predictor:
        """The teaching head of a task."""
        ...

    def predict(self, task: Task, text: str, pair: str = "") -> Prediction:
        """What the teaching head of a task says."""
        ...

    def written(self, text: str) -> Generation:
        """What the teaching encoder-decoder writes for a text, always the likeliest token."""
        ...

    def learnt(self, text: str, sentence: int, word: int, *, seed: int, steps: int) -> Watched:
        """A tiny BERT trained on a text to the end, and what it said of a sentence meanwhile."""
        ...

    def baseline(self) -> BaselineStats:
        """How similar unrelated words of the sample sentences are, state by state."""
        ...

    def curves(self) -> LayerCurves:
        """How contextual each state is, over the sample sentences."""
        ...


@dataclass(frozen=True)
class Answer:
    """The model's answer, and the numbers that its explanation may name, ready to read."""

    value: Value
    facts: Mapping[str, str] = field(default_factory=dict)


Computed = Callable[..., Answer]
ROOMS = (
    "tokens",
    "attention",
    "heads",
    "methods",
    "vectors",
    "similarities",
    "sentences",
    "batches",
    "predictions",
    "writing",
    "learning",
    "training",
    "evidence",
    "evidence_vectors",
)
"""Modules of explorer.lessons.answers; each function there computes one kind of answer."""


def function(name: str) -> Computed:
    """The function of this name in explorer.lessons.answers. Raises LessonError."""
    for room in ROOMS:
        found = getattr(import_module(f"explorer.lessons.answers.{room}"), name, None)
        if found is not None and not name.startswith("_"):
            return found
    raise LessonError(f"No answer is called “{name}”.")


def answer(step: Step, model: Model) -> Answer:
    """What the model says to a step's question. Raises ExplorerError where it cannot."""
    return function(step.question.answer)(model, step.view, **step.question.given)


def judge(step: Step, model: Model, text: str, pair: str = "") -> Answer:
    """Whether a text of the reader's own does what the step asks for; ``value`` is a bool."""
    view = replace(step.view, text=text, pair=pair)
    return function(step.question.answer)(model, view, **step.question.given)


def is_right(question: Question, said: Value, true: Value) -> bool:
    """Whether a prediction is right: the same word or option, or a number near enough.

    A choice among numbers ("2 %", "68 %") is right where no other option is nearer.

    >>> from explorer.lessons.card import Question
    >>> asked = Question("How much?", "choice", "share", options=("2 %", "30 %", "68 %"))
    >>> is_right(asked, "68 %", 61.0), is_right(asked, "30 %", 61.0)
    (True, False)
    """
    if isinstance(true, bool | str):
        return str(said).casefold() == str(true).casefold()
    if question.kind == "choice":
        return said == nearest(question.options, true)
    return math.isclose(float(said), true, rel_tol=0, abs_tol=question.near + 1e-9)


def nearest(options: tuple[str, ...], true: float) -> str:
    """The option whose number is nearest to a computed one."""
    return min(options, key=lambda option: abs(_number(option) - true))


def _number(option: str) -> float:
    found = "".join(sign for sign in option.replace("−", "-") if sign.isdigit() or sign in ".-")
    return float(found)


def shown(question: Question, value: Value) -> str:
    """A value as it is read: "68 %", "animal"."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    if question.kind == "choice" and not question.unit:
        return nearest(question.options, value)
    digits = max(0, -math.floor(math.log10(question.step))) if question.step < 1 else 0
    return f"{value:.{digits}f}{question.unit}"


def explained(step: Step, found: Answer) -> str:
    """Why the answer is what it is, with the numbers of this model."""
    return step.why.format(answer=shown(step.question, found.value), **found.facts)


OTHER_MODELS = {
    "next_token": NEXT_TOKEN.label,
    "encoder_decoder": WRITER.label,
    "watch_it_learn": "a tiny BERT trained on the spot",
}
"""Pages whose steps are answered by another model than the bundled one, and its name."""


def answers_by(task: Task) -> ModelSpec:
    """The model whose predictions lessons ask about: next tokens are the teaching decoder's."""
    return NEXT_TOKEN if task == "next-token" else BUNDLED


class Loaded:
    """The bundled model for scripts, tests and worksheets: loaded once, each text run once."""

    def __init__(self, engine: Engine | None = None) -> None:
        from explorer.engine import load

        self._engine = engine or load()
        self._traces: dict[tuple[str, str], Trace] = {}
        self._predictors: dict[Task, Predictor] = {}
        self._learnt: dict[tuple[str, int, int, int, int], Watched] = {}

    @property
    def engine(self) -> Engine:
        """The model's engine."""
        return self._engine

    def trace(self, text: str, pair: str = "") -> Trace:
        """One forward pass of a text, or of a pair."""
        if (text, pair) not in self._traces:
            self._traces[text, pair] = self._engine.run(text, pair or None)
        return self._traces[text, pair]

    def predictor(self, task: Task) -> Predictor:
        """The teaching head of a task; for the next token, the teaching decoder."""
        from explorer import predictors

        if task not in self._predictors:
            spec = answers_by(task)
            body = self._engine if spec is BUNDLED else None
            self._predictors[task] = predictors.load_predictor(task, spec, body=body)
        return self._predictors[task]

    def predict(self, task: Task, text: str, pair: str = "") -> Prediction:
        """What the teaching head of a task says."""
        from explorer.text import TextInput

        return self.predictor(task).run(TextInput(text, pair or None))

    @cached_property
    def _writer(self) -> Seq2SeqEngine:
        from explorer.engine.seq2seq import load_seq2seq

        return load_seq2seq()

    def written(self, text: str) -> Generation:
        """What the teaching encoder-decoder writes for a text, always the likeliest token."""
        return self._writer.generate(text)

    def learnt(self, text: str, sentence: int, word: int, *, seed: int, steps: int) -> Watched:
        """A tiny BERT trained on a text to the end, and what it said of a sentence meanwhile."""
        from explorer.teaching.small_body.watching import watch

        asked = text, sentence, word, seed, steps
        if asked not in self._learnt:
            self._learnt[asked] = watch(text, sentence, word, seed=seed, steps=steps)
        return self._learnt[asked]

    @cached_property
    def _sample(self) -> tuple[BaselineStats, LayerCurves]:
        from explorer.engine.sample_states import sample_occurrences
        from explorer.measures.adjusted_similarity import baseline_stats
        from explorer.measures.layer_statistics import layer_curves

        found = sample_occurrences(self._engine)
        return baseline_stats(found), layer_curves(found)

    def baseline(self) -> BaselineStats:
        """How similar unrelated words of the sample sentences are, state by state."""
        return self._sample[0]

    def curves(self) -> LayerCurves:
        """How contextual each state is, over the sample sentences."""
        return self._sample[1]
