"""How much memory one text may take, told before it is taken; and arrays kept within a bound."""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

import numpy as np

from explorer.errors import InputError

VARIABLE = "EXPLORER_RUN_MB"
DEFAULT_MB = 2000


def bound() -> int:
    """Bytes that one run, or one picture's weights, may take. Raises InputError."""
    given = os.environ.get(VARIABLE, "").strip() or str(DEFAULT_MB)
    if not (given.isascii() and given.isdigit()) or int(given) == 0:
        raise InputError(
            f"{VARIABLE} is “{given[:20]}”, which is no number of megabytes: set it to a whole "
            f"number such as {DEFAULT_MB}."
        )
    return int(given) * 10**6


def require(count: int, what: str) -> None:
    """Refuse what would take more bytes than allowed; ``what`` begins the sentence."""
    most = bound()
    if count > most:
        raise InputError(
            f"{what} would take about {megabytes(count)} of memory, and at most "
            f"{megabytes(most)} are allowed here: shorten the text, or set {VARIABLE} higher."
        )


def require_planes(count: int, tokens: int, what: str) -> None:
    """The same for so many float32 matrices of a text's tokens by its tokens."""
    require(4 * count * tokens**2, f"{what} over {tokens:,} x {tokens:,} tokens")


def megabytes(count: int) -> str:
    """Bytes for a reader.

    >>> megabytes(1_234_567_890)
    '1,235 MB'
    """
    return f"{count / 1e6:,.0f} MB"


class Memo:
    """The arrays that were used last, at most ``bound`` bytes of them. Shared by threads."""

    def __init__(self, bound: int) -> None:
        self._bound = bound
        self._kept: OrderedDict[int, np.ndarray] = OrderedDict()
        self._lock = Lock()

    def get(self, key: int, compute: Callable[[], np.ndarray]) -> np.ndarray:
        """The array of this key, computed where it is not kept."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = compute()  # outside the lock: other layers need not wait
        with self._lock:
            self._kept[key] = made
            while sum(array.nbytes for array in self._kept.values()) > self._bound:
                self._kept.popitem(last=False)
        return made

    def __reduce__(self) -> tuple[type[Memo], tuple[int]]:
        """A copy of a Trace, or one in another process, begins with nothing kept."""
        return Memo, (self._bound,)
