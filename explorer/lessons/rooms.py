"""Rooms in which a class answers: what is asked, what is refused, and what every store can do.

A lecturer's window opens a room and says what is asked; phones look and answer. A phone is known by
a random number of its own and by nothing else. ``rooms_memory`` keeps rooms in one process,
``rooms_redis`` for several; ``room_store.rooms()`` is the one in use.
"""

from __future__ import annotations

import json
import math
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from explorer.errors import LessonError
from explorer.lessons.answering import shown
from explorer.lessons.card import KINDS, Kind, Question
from explorer.settings import number, whole_number

LETTERS = "BCDFGHJKMNPRSTVWXZ"
"""Of codes: no vowels, so that no word comes out, and none that looks like another or a digit."""
CODE_LETTERS = 5
SHORTEST_VOTER, LONGEST_VOTER = 8, 32
MOST_QUESTIONS = 200
"""Questions that one room may ask; all lessons together have fewer than 100 steps."""
LONGEST_QUESTION = 20_000
"""Bytes of a question as JSON."""
ENDED_KEPT = 3600
"""Seconds for which a room that has ended is remembered, to say so; its answers are dropped."""

REFUSED = {
    "unknown": "There is no room {code}: check the five letters on the screen.",
    "ended": "Room {code} has ended.",
    "full": "Room {code} is full: look at the screen, or answer together with a neighbour.",
    "late": "Too late: the answers to this question have been shown, or another one is asked.",
    "fast": "Your phone sends too many answers: wait a second, then answer once.",
    "busy": "Too many answers arrive at once: wait a second, then answer again.",
    "host": "Only the window that opened room {code} can do this.",
    "rooms": "As many rooms are open here as this installation allows: try again later.",
    "opener": "Your computer has opened as many rooms as one may: end one of them first.",
    "questions": "Room {code} has asked as many questions as a room may: open another room.",
    "voter": "This link is not whole: join again with the code on the screen.",
    "gone": "The server that keeps the rooms does not answer: try again in a moment.",
}
"""What each refusal says."""


class RoomsGone(LessonError):
    """The store itself does not answer; its rooms may be there again in a moment."""


def refusal(reason: str, code: str = "") -> LessonError:
    """The error that says why something was refused."""
    kind = RoomsGone if reason == "gone" else LessonError
    return kind(REFUSED[reason].format(code=code))


@dataclass(frozen=True)
class Limits:
    """Bounds of rooms. A rate counts the answers within one second of the clock."""

    rooms: int = 200
    opener: int = 20  # open rooms that one address may have
    people: int = 300
    idle: float = 2 * 3600  # seconds after the last question or answer until a room ends
    per_client: int = 5  # answers a second
    per_room: int = 1000
    unused: float = 600  # seconds after which a room without phones makes way, where all are taken

    @classmethod
    def from_environment(cls) -> Limits:
        """Those that the installation sets, else the usual ones."""
        return cls(
            rooms=whole_number("EXPLORER_ROOMS", cls.rooms),
            opener=whole_number("EXPLORER_ROOMS_EACH", cls.opener),
            people=whole_number("EXPLORER_ROOM_PEOPLE", cls.people),
            idle=3600 * number("EXPLORER_ROOM_HOURS", cls.idle / 3600),
        )


@dataclass(frozen=True)
class Asked:
    """A question as phones need it: nothing has to be computed to show it."""

    key: str  # lesson and step, from 1: "it-tired-or-wide/2"
    kind: Kind
    ask: str
    place: str = ""  # where it stands: "“it”: tired or wide? · 2 of 4"
    text: str = ""
    pair: str = ""
    options: tuple[str, ...] = ()  # of a choice, or the words that can be tapped
    low: float = 0.0
    high: float = 1.0
    step: float = 1.0
    unit: str = ""

    def fit(self, value: object) -> float:
        """An answer as it is kept: the option's place, or the number. Raises LessonError."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            value = math.nan
        number = float(value)
        if self.options:
            if number in range(len(self.options)):
                return number
            raise LessonError("That is none of the options: choose one of those on your phone.")
        if self.kind == "own" or not self.low <= number <= self.high:
            low, high = (shown(self._question, n) for n in (self.low, self.high))
            raise LessonError(f"That is no answer to this question: give {low} to {high}.")
        return number

    def named(self, value: float) -> str:
        """An answer as it is read: "animal", "35 %"."""
        return self.options[int(value)] if self.options else shown(self._question, value)

    @property
    def _question(self) -> Question:
        return Question(self.ask, self.kind, "", step=self.step, unit=self.unit)

    def to_json(self) -> str:
        """As text, for a store outside of this process."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Asked:
        """From such a text, whoever wrote it. Raises LessonError where it is something else."""
        try:
            raw: Any = json.loads(text) if len(text) <= LONGEST_QUESTION else None
            fields: dict[str, Any] = {
                name: _checked(name, raw[name]) for name in cls.__dataclass_fields__
            }
            if fields["kind"] not in KINDS or raw.keys() != fields.keys():
                raise ValueError("not a question")
            return cls(**fields)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise LessonError("The room holds something that is no question.") from error


def _checked(name: str, value: object) -> Any:
    """A field of a question, if it is of the right kind. Raises TypeError."""
    if name == "options" and isinstance(value, list):
        return tuple(str(_checked("option", one)) for one in value)
    wanted = int | float if name in ("low", "high", "step") else str
    if not isinstance(value, wanted) or isinstance(value, bool):
        raise TypeError(f"{name} is not {wanted}")
    return value


@dataclass(frozen=True)
class Host:
    """What the lecturer's window knows of its room; the key opens it and is never in a link."""

    code: str
    key: str


@dataclass(frozen=True)
class Seen:
    """What one phone sees: the question, whether its answers were shown, its own answer."""

    asked: Asked | None
    shown: bool = False
    said: float | None = None


@dataclass(frozen=True)
class Tally:
    """A question's answers and how many gave each."""

    asked: Asked
    shown: bool
    counts: Mapping[float, int]

    @property
    def answers(self) -> int:
        """How many have answered."""
        return sum(self.counts.values())


class Rooms(Protocol):
    """A store of rooms. Each method raises LessonError with one sentence where it refuses."""

    def open(self, opener: str = "") -> Host:
        """A new room. ``opener`` tells who opens many; "" where nobody knows: no bound."""
        ...

    def ask(self, host: Host, asked: Asked) -> None:
        """What is asked from now on; a question that was asked before keeps its answers."""
        ...

    def show(self, host: Host) -> None:
        """The present question takes no more answers."""
        ...

    def end(self, host: Host) -> None:
        """End the room and drop its answers."""
        ...

    def people(self, host: Host) -> int:
        """How many phones have joined."""
        ...

    def tallies(self, host: Host) -> tuple[Tally, ...]:
        """Every question that was asked, in order, with its answers."""
        ...

    def tally(self, host: Host) -> Tally | None:
        """The present question's answers."""
        ...

    def look(self, code: str, voter: str) -> Seen:
        """What a phone sees. The first look joins."""
        ...

    def answer(self, code: str, voter: str, asked: Asked, value: object) -> bool:
        """Take an answer, in place of an earlier one of the same phone; whether there was one."""
        ...


def new_code() -> str:
    """Letters for a room."""
    return "".join(secrets.choice(LETTERS) for _ in range(CODE_LETTERS))


def tidy_code(typed: str) -> str:
    """A code as typed, in capitals. Raises LessonError for what cannot be one."""
    code = "".join(typed.split()).upper()
    if len(code) != CODE_LETTERS or not set(code) <= set(LETTERS):
        raise LessonError("A room's code has five letters: type them as the screen shows them.")
    return code


def new_voter() -> str:
    """A phone's random number."""
    return secrets.token_hex(8)


def check_voter(voter: str) -> None:
    """Raises LessonError for what is no phone's number."""
    fits = SHORTEST_VOTER <= len(voter) <= LONGEST_VOTER
    if not (fits and voter.isascii() and voter.isalnum()):
        raise refusal("voter")
