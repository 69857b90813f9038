"""What may be chosen of each picture, checked: one sentence for each mistake."""

from __future__ import annotations

import inspect
import math
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from explorer import figures
from explorer.cli.recipes import Kind, Option
from explorer.cli.recipes_many import RECIPES
from explorer.errors import InputError
from explorer.measures.adjusted_similarity import MEASURES
from explorer.measures.sentence_vectors import POOLINGS
from explorer.measures.words import unit_labels
from explorer.tasks.tag import STRATEGIES
from explorer.trace import Trace

_KINDS: dict[str, Kind] = {
    "int": "whole number",
    "int | None": "whole number",
    "int | Sequence[int] | None": "whole number",  # one of them, here
    "float": "number",
    "bool": "yes or no",
    "str": "text",
    "Sequence[int]": "whole numbers",
    "Measure": "text",
    "Pooling": "text",
    "Strategy": "text",
}
_CHOICES = {"measure": MEASURES, "pooling": POOLINGS, "strategy": tuple(STRATEGIES)}
_NOT_CHOSEN = (
    "name",
    "model",
    "where",
    "what",
    "said",
    "source",
    "text",
    "controls",
    "compact",
    "narrow",
)
"""Arguments of figures that are said for the reader, or that only a screen needs."""
_LOW = {"k": 1, "depth": 1, "across": 1, "longest": 1, "temperature": 1e-3}
_HIGH = {"k": 50, "depth": 50, "across": 12, "first_index": 1, "longest": 512, "temperature": 100}
_TRUE, _FALSE = ("yes", "true", "on", "1"), ("no", "false", "off", "0")


@cache
def options(name: str) -> Mapping[str, Option]:
    """What may be chosen of a picture, by name: its figure's arguments, and the recipe's own."""
    recipe = RECIPES[name]
    own = {option.name: option for option in recipe.options}
    for part in inspect.signature(getattr(figures, name)).parameters.values():
        kind = _KINDS.get(str(part.annotation))
        if kind and part.name not in {*own, *recipe.made, *recipe.plain, *_NOT_CHOSEN}:
            own[part.name] = _of_figure(part, kind)
    return own


def _of_figure(part: inspect.Parameter, kind: Kind) -> Option:
    none = part.default is part.empty and "None" not in str(part.annotation)
    return Option(
        part.name,
        kind,
        None if part.default is part.empty else part.default,
        tuple(_CHOICES.get(part.name, ())),
        _LOW.get(part.name, 0),
        _HIGH.get(part.name),
        needed=none,
    )


def chosen(name: str, given: Mapping[str, object]) -> dict[str, Any]:
    """The options of a picture by name, with defaults. Raises InputError for the first mistake."""
    known = options(name)
    for part in given:
        if part not in known:
            offered = ", ".join(known) or "none"
            raise InputError(f"{name} has no option “{part}”; it has: {offered}.")
    found: dict[str, Any] = {}
    for part, option in known.items():
        if part in given:
            found[part] = _checked(option, given[part])
        elif option.needed:
            raise InputError(f"{name} needs the option “{part}”: {meant(option)}.")
        else:
            found[part] = option.default
    return found


def _checked(option: Option, value: object) -> Any:
    try:
        found = _typed(option.kind, value)
    except (ValueError, TypeError) as error:
        said = value[-1] if isinstance(value, list) and value else value  # as it was typed
        raise InputError(f"“{option.name}” is {meant(option)}, not {said!r}.") from error
    if option.choices and found not in option.choices:
        raise InputError(f"“{option.name}” is {meant(option)}, not {found!r}.")
    for number in found if isinstance(found, tuple) else (found,):
        if isinstance(number, int | float) and not _within(option, number):
            raise InputError(f"“{option.name}” is {meant(option)}, not {number}.")
    return found


def _within(option: Option, number: float) -> bool:
    low = -math.inf if option.low is None else option.low
    high = math.inf if option.high is None else option.high
    return isinstance(number, bool) or low <= number <= high


def _typed(kind: Kind, value: object) -> Any:
    """A value of its kind, from TOML or as typed. Raises ValueError or TypeError."""
    if kind in ("texts", "whole numbers"):
        each: Sequence[object] = value if isinstance(value, list | tuple) else [value]
        one: Kind = "text" if kind == "texts" else "whole number"
        found = tuple(_typed(one, item) for item in each)
        return list(found) if kind == "texts" else found
    if isinstance(value, list):
        value = value[-1]  # an option given twice: the last one counts, as in other commands
    if kind == "text":
        if not isinstance(value, str) or not value.strip():
            raise ValueError(value)
        return value
    if kind == "yes or no":
        return _yes(value)
    return _number(kind, value)


def _number(kind: Kind, value: object) -> float:
    """A finite number, whole where it must be. Raises ValueError or TypeError."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise TypeError(value)
    number = float(value)
    if not math.isfinite(number) or (kind == "whole number" and number != int(number)):
        raise ValueError(value)
    return int(number) if kind == "whole number" else number


def _yes(value: object) -> bool:
    said = str(value).lower()
    if said not in (*_TRUE, *_FALSE):
        raise ValueError(value)
    return said in _TRUE


def meant(option: Option) -> str:
    """An option's kind and bounds in words: "a whole number from 0", "one of mean, max"."""
    if option.choices:
        return f"one of {', '.join(option.choices)}"
    if option.kind in ("texts", "whole numbers"):
        return f"one or several {option.kind}"
    if option.low is not None and option.high is not None:
        return f"a {option.kind} from {option.low:g} to {option.high:g}"
    if option.low is not None and option.kind == "whole number":
        return f"a {option.kind} from {option.low:g}"
    return option.kind if option.kind == "yes or no" else f"a {option.kind}"


def within(trace: Trace, found: Mapping[str, Any]) -> None:
    """Refuse layers, heads, tokens and words that the text's pass has not. Raises InputError."""
    units = len(unit_labels(trace))
    for what, parts, count in (
        ("layer", ("layer",), trace.num_layers),
        ("head", ("head",), trace.num_heads),
        ("state", ("state",), trace.num_layers + 1),
        ("token", ("token", "one", "two", "paths"), trace.num_tokens),
        ("word", ("query", "key"), units),
    ):
        for part in parts:
            refuse(found, part, what, count)


def refuse(found: Mapping[str, Any], part: str, what: str, count: int) -> None:
    """Refuse a number beyond the last of its kind. Raises InputError."""
    values = found.get(part)
    for value in values if isinstance(values, tuple) else (values,):
        if value is not None and value >= count:
            raise InputError(f"There is no {what} {value}: choose one from 0 to {count - 1}.")
