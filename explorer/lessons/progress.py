"""Finished steps as a small file: which steps of which lessons, and nothing about the reader."""

from __future__ import annotations

import json
from collections.abc import Iterable

from explorer.errors import LessonError
from explorer.lessons import card

KIND = "BERT Explorer lessons"
_LONGEST = 20_000  # bytes; all steps of all lessons take less than 3,000


def written(done: Iterable[tuple[str, int]]) -> bytes:
    """The finished steps, each a lesson's name and a step from 0, as JSON.

    >>> written([("it-tired-or-wide", 1), ("it-tired-or-wide", 0)]).decode()
    '{"kind": "BERT Explorer lessons", "finished": {"it-tired-or-wide": [0, 1]}}'
    """
    found: dict[str, list[int]] = {}
    for name, number in sorted(set(done)):
        found.setdefault(name, []).append(number)
    return json.dumps({"kind": KIND, "finished": found}).encode()


def read(data: bytes) -> set[tuple[str, int]]:
    """The finished steps in such a file; steps that there are no more are left out.

    Raises LessonError where the file is something else.
    """
    try:
        raw = json.loads(data[:_LONGEST])
        if raw["kind"] != KIND:
            raise ValueError("another kind of file")
        found = {(str(name), int(step)) for name, steps in raw["finished"].items()
                 for step in steps}  # fmt: skip
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError,
            RecursionError) as error:  # fmt: skip
        raise LessonError("This file holds no finished lessons: choose one saved here.") from error
    known = {(name, number) for name, lesson in card.lessons().items()
             for number in range(len(lesson.steps))}  # fmt: skip
    return found & known
