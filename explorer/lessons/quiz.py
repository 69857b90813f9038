"""A check of understanding: twelve misconceptions, a question on each before and one after.

A misconception is a file, questions/NAME.toml, with two questions of the same kind: form "before"
and form "after". Each has the model's own evidence: a view that shows it and a number computed
from the model, of which the file holds the bundled model's (``key``, held against it in the tests).
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal, get_args

from explorer.errors import LessonError
from explorer.lessons import answering
from explorer.lessons.answering import Answer, Model
from explorer.lessons.card import View

Form = Literal["before", "after"]
FORMS: tuple[Form, ...] = get_args(Form)
QUESTIONS = Path(__file__).parent / "questions"
_SEED = "1099"  # of the order of options; chosen so that each place holds six right answers
Said = Mapping[tuple[Form, int], str]
"""The options that were chosen, by form and number of the question from 0."""


@dataclass(frozen=True)
class Evidence:
    """A view of the app that shows the answer, and a sentence with a number from the model."""

    view: View
    says: str  # may name the facts of the computed answer: "{share}"
    answer: str  # a function's name in explorer.lessons.answers
    key: str | float  # the bundled model's number
    tolerance: float = 0.0  # how far the computed one may lie from it
    given: Mapping[str, Any] = field(default_factory=dict)

    def computed(self, model: Model) -> Answer:
        """The number, computed now. Raises ExplorerError."""
        return answering.function(self.answer)(model, self.view, **self.given)

    def sentence(self, model: Model) -> str:
        """What the model shows, with its number computed now. Raises ExplorerError."""
        return self.says.format(**self.computed(model).facts)


@dataclass(frozen=True)
class Item:
    """A question with one right answer and three mistakes, why it is right, and the evidence."""

    ask: str
    right: str
    wrong: tuple[str, ...]
    why: str
    evidence: Evidence

    @property
    def options(self) -> tuple[str, ...]:
        """All four answers, in an order that is always the same and follows no rule."""
        return tuple(sorted((self.right, *self.wrong), key=self._rank))

    def _rank(self, option: str) -> bytes:
        return sha256(f"{_SEED}{self.ask}{option}".encode()).digest()


@dataclass(frozen=True)
class Topic:
    """A misconception and its two questions."""

    label: str  # two to four words, for pictures and tables
    says: str  # the mistake in a sentence
    before: Item
    after: Item
    source: str = ""  # where it was described

    def item(self, form: Form) -> Item:
        """The question of a form."""
        return self.before if form == "before" else self.after


def read(file: Path) -> Topic:
    """The misconception in a file. Raises LessonError with one sentence where it is none."""
    try:
        raw = tomllib.loads(file.read_text("utf-8"))
        items = {form: _item(raw.pop(form)) for form in FORMS}
        return Topic(**items, **raw)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError) as error:
        raise LessonError(f"“{file.name}” holds no two questions: {error}.") from error


def _item(raw: dict[str, Any]) -> Item:
    evidence = raw.pop("evidence")
    view = View(**evidence.pop("view"))
    return Item(wrong=tuple(raw.pop("wrong")), evidence=Evidence(view, **evidence), **raw)


@cache
def topics() -> tuple[Topic, ...]:
    """All misconceptions, in the order in which they are asked about."""
    order = (QUESTIONS / "order.txt").read_text("utf-8").split()
    return tuple(read(QUESTIONS / f"{name}.toml") for name in order)


def is_right(form: Form, number: int, said: Said) -> bool:
    """Whether a question was answered rightly; one that was left out was not."""
    return said.get((form, number)) == topics()[number].item(form).right


def right_answers(form: Form, said: Said) -> list[int]:
    """1 for each question of a form that was answered rightly, else 0; in order."""
    return [int(is_right(form, number, said)) for number in range(len(topics()))]


def counts(said: Said, done: Collection[Form]) -> dict[str, list[str] | list[int]]:
    """How many answers are right, by misconception; of the forms that are done. No person in it.

    Columns of a table: misconception, then "asked ..." and "right ..." for each form.
    """
    table: dict[str, list[str] | list[int]] = {"misconception": [topic.label for topic in topics()]}
    for form in FORMS:
        if form in done:
            table[f"asked {form}"] = [1] * len(topics())
            table[f"right {form}"] = right_answers(form, said)
    return table
