"""Numbers that an installation sets by the environment."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress

from explorer.errors import InputError

PREFIX = "EXPLORER_"
WHOLE = {"EXPLORER_SESSIONS", "EXPLORER_TEXT_CHARACTERS", "EXPLORER_JOB_MINUTES", "EXPLORER_JOBS",
         "EXPLORER_ROOMS", "EXPLORER_ROOMS_EACH", "EXPLORER_ROOM_PEOPLE"}  # fmt: skip
"""Variables that are whole numbers, beside those of megabytes, whose names say it."""


def whole_number(name: str, usual: int) -> int:
    """What a variable says, or what is usual. Raises InputError where that is no whole number."""
    given = os.environ.get(name, "").strip() or str(usual)
    if not (given.isascii() and given.isdigit() and len(given) < 12):
        of = " of megabytes" if name.endswith("_MB") else ""
        raise InputError(f"{name} is “{given[:20]}”: set it to a whole number{of}.")
    return int(given)


def number(name: str, usual: float) -> float:
    """The same for a number that need not be whole."""
    given = os.environ.get(name, "").strip() or str(usual)
    with suppress(ValueError):
        if 0 <= float(given) < 1e9:
            return float(given)
    raise InputError(f"{name} is “{given[:20]}”: set it to a number.")


def require_numbers() -> None:
    """Try all numbers that the environment sets now. Raises InputError for the first wrong one."""
    for name in _numbers():
        whole_number(name, 0)
    number("EXPLORER_ROOM_HOURS", 0)


def _numbers() -> Iterator[str]:
    for name in sorted(os.environ):
        if name in WHOLE or (name.startswith(PREFIX) and name.endswith("_MB")):
            yield name
