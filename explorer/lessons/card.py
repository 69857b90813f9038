"""What a lesson is: data in one file each (cards/NAME.toml), read and checked here.

A lesson is a row of steps. A step is a view (a page, a text, and what its link can hold), a
question that is asked before the view is shown, and why the answer is what it is. Answers are not
written here: a question names a function in ``explorer.lessons.answers`` that computes it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

from explorer.errors import LessonError
from explorer.lessons import scale

Kind = Literal["choice", "word", "slider", "number", "own"]
"""How a question is answered: one of a few options, a click on a word of the text, a number on a
slider, a number typed; "own" is a text of the reader's own that a function judges."""
KINDS: tuple[Kind, ...] = get_args(Kind)
CARDS = Path(__file__).parent / "cards"
MODEL_LABEL = "all-MiniLM-L6-v2"
"""The model that all cards are written for: the bundled one."""
MOST_WORDS = 90
"""Words that a step may have: its text, its question and its explanation together."""


@dataclass(frozen=True)
class View:
    """What is shown once the question is answered: what a link of the app can hold."""

    page: str  # script in pages/ without its ending
    text: str
    pair: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)  # layer, head, and a page's choices
    box: str = "text"  # which box holds the text; a page's own (se_text) holds a text a line

    @property
    def layer(self) -> int:
        """The layer, counted from 0. Raises KeyError where the view names none."""
        return int(self.settings["layer"])

    @property
    def head(self) -> tuple[int, int]:
        """Layer and head, counted from 0. Raises KeyError where the view names none."""
        return self.layer, int(self.settings["head"])


@dataclass(frozen=True)
class Question:
    """What is asked before the picture is shown, and which function computes its answer."""

    ask: str
    kind: Kind
    answer: str  # a function's name in explorer.lessons.answers
    given: Mapping[str, Any] = field(default_factory=dict)  # what that function is given
    key: str | float | bool = ""  # the bundled model's answer; the app computes its own
    tolerance: float = 0.0  # how far the computed answer may lie from the key
    options: tuple[str, ...] = ()  # of a choice
    low: float = 0.0  # of a slider or a number
    high: float = 1.0
    step: float = 1.0
    near: float = 0.0  # how far a prediction may lie off and still count as right
    unit: str = ""  # what follows the number: " %", " tokens"
    solution: str = ""  # of a text of one's own: one that passes
    solution_pair: str = ""  # its second text, where the step is about pairs

    @property
    def middle(self) -> float:
        """Where a slider starts: its middle, or the step below."""
        return scale.middle(self.low, self.high, self.step)


@dataclass(frozen=True)
class Step:
    """One view with its question, its explanation and what a lecturer may want to say."""

    title: str
    text: str
    view: View
    question: Question
    why: str  # may name the answer's facts: "{share} of the attention of “it”"
    hint: str = ""  # offered on request; the last steps of a lesson have none
    notes: str = ""  # the speaker's


@dataclass(frozen=True)
class Misconception:
    """A mistake that a lesson aims at, and where it was described."""

    says: str
    source: str = ""


@dataclass(frozen=True)
class Lesson:
    """A lesson: what it is for, how long it takes, and its steps in order."""

    name: str  # in links: the file's name
    title: str
    minutes: int
    aim: str
    steps: tuple[Step, ...]
    misconceptions: tuple[Misconception, ...] = ()


def read(file: Path) -> Lesson:
    """The lesson in a file. Raises LessonError with one sentence where it is not one."""
    try:
        raw = tomllib.loads(file.read_text("utf-8"))
        steps = tuple(_step(step) for step in raw.pop("steps"))
        mistakes = tuple(Misconception(**one) for one in raw.pop("misconceptions", []))
        return Lesson(file.stem, steps=steps, misconceptions=mistakes, **raw)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError) as error:
        raise LessonError(f"“{file.name}” is not a lesson card: {error}.") from error


def _step(raw: dict[str, Any]) -> Step:
    asked = raw.pop("question")
    kind = asked.get("kind")
    if kind not in KINDS:
        raise KeyError(f"a question is one of {', '.join(KINDS)}, not {kind}")
    question = Question(**{**asked, "options": tuple(asked.get("options", ()))})
    return Step(view=View(**raw.pop("view")), question=question, **raw)


@cache
def lessons() -> Mapping[str, Lesson]:
    """All lessons by name, in the order in which they are taught."""
    order = (CARDS / "order.txt").read_text("utf-8").split()
    return {name: read(CARDS / f"{name}.toml") for name in order}


def find(name: str) -> Lesson:
    """The lesson of this name. Raises LessonError."""
    found = lessons().get(name)
    if found is None:
        raise LessonError(f"There is no lesson “{name[:40]}”: choose one from the list.")
    return found
