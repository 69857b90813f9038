"""A plan for a class: lessons strung together with times, and what to do between them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from explorer.lessons import card
from explorer.lessons.paper import Block, Heading, Paper, Table, Text

_FILE = Path(__file__).parent / "plans" / "fifty-minutes.toml"


@dataclass(frozen=True)
class Part:
    """Some minutes of the plan: a lesson, or something else that is named."""

    minutes: int
    does: str  # what happens, in a sentence
    lesson: str = ""


@dataclass(frozen=True)
class Plan:
    """A class from its first minute to its last."""

    title: str
    aim: str
    before: tuple[str, ...]  # what to prepare
    parts: tuple[Part, ...]

    def times(self) -> list[tuple[int, Part]]:
        """Each part with the minute in which it begins."""
        starts = [sum(part.minutes for part in self.parts[:n]) for n in range(len(self.parts))]
        return list(zip(starts, self.parts, strict=True))

    def paper(self) -> Paper:
        """The plan as a sheet of paper."""
        rows = tuple(
            (f"{start}-{start + part.minutes}", _title(part), part.does)
            for start, part in self.times()
        )
        prepare = [Text(f"• {one}") for one in self.before]
        blocks: list[Block] = [Text(self.aim), Heading("Before the class"), *prepare,
                               Heading("The class"),
                               Table(("Minutes", "Lesson", "What happens"), rows)]  # fmt: skip
        return Paper(self.title, tuple(blocks), "BERT Explorer · plan for a class")


def _title(part: Part) -> str:
    return card.find(part.lesson).title if part.lesson else ""


@cache
def fifty_minutes() -> Plan:
    """The plan that ships: six lessons in fifty minutes."""
    raw = tomllib.loads(_FILE.read_text("utf-8"))
    parts = tuple(Part(**part) for part in raw.pop("parts"))
    return Plan(before=tuple(raw.pop("before")), parts=parts, **raw)
