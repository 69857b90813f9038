"""What a notebook prints of a record: one line, arrays by their shape, long tuples by their length.

Plain Python, so that every room can use it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sized
from dataclasses import fields
from typing import Any

MOST = 200
"""Characters between the brackets; the fields that do not fit are left out."""

MOST_OF_A_FIELD = 60


class OneLine:
    """A dataclass with this base and ``repr=False`` prints as one line.

    >>> from explorer.trace import WeightsLayer
    >>> import numpy as np
    >>> WeightsLayer(np.zeros((12, 7, 7), np.float32))
    WeightsLayer(weights=12 x 7 x 7 float32)
    """

    def __repr__(self) -> str:
        """The record's name and fields."""
        shown: Any = self  # whoever takes this base is a dataclass
        said = (f"{f.name}={brief(getattr(self, f.name))}" for f in fields(shown) if f.repr)
        return f"{type(self).__name__}({fitting(said)})"


def fitting(parts: Iterable[str], most: int = MOST) -> str:
    """As many parts as fit, with commas between them; dots stand for the rest.

    >>> fitting(["a=1", "b=2", "c=3"], 10)
    'a=1, b=2, …'
    """
    said = ""
    for part in parts:
        longer = f"{said}, {part}" if said else part
        if len(longer) > most:
            return f"{said}, …" if said else "…"
        said = longer
    return said


def brief(value: Any) -> str:
    """A value in a few words, whatever its size.

    >>> brief(("yes", "no")), brief(tuple(range(1000))), brief("word " * 1000)
    ("('yes', 'no')", '1000 of int', "'word word word word word word word word word word word …'")
    """
    shape = getattr(value, "shape", None)
    if shape is not None and hasattr(value, "dtype"):
        sizes = " x ".join(map(str, shape))
        kind = str(value.dtype).removeprefix("torch.")
        return f"{sizes} {kind}" if sizes else f"{value:.6g}"
    if isinstance(value, str):
        # Cut before repr: a text of a megabyte is not to be written out first.
        return repr(value if len(value) < MOST_OF_A_FIELD else f"{value[: MOST_OF_A_FIELD - 5]}…")
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, Sized) and isinstance(value, Iterable) and not isinstance(value, OneLine):
        return _of_many(value)
    said = repr(value)
    return said if len(said) <= MOST_OF_A_FIELD and "\n" not in said else type(value).__name__


def _of_many(values: Any) -> str:
    """A small collection as it is, any other by what it holds."""
    if isinstance(values, Mapping):
        said = (f"{key!r}: {brief(value)}" for key, value in values.items())
        return f"{{{fitting(said, MOST_OF_A_FIELD)}}}"
    if len(values) <= 4:
        said = repr(values)
        if len(said) <= MOST_OF_A_FIELD and "array(" not in said and "\n" not in said:
            return said
    kinds = sorted({type(value).__name__ for value in values})
    return f"{len(values)} of {' and '.join(kinds[:3])}"
