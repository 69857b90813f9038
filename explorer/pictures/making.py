"""From a figure and its table of the same name to the function that makes the picture."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import numpy as np

from explorer import figures, tables
from explorer.pictures.code import script
from explorer.pictures.picture import Picture


@cache
def names() -> tuple[str, ...]:
    """The names of all pictures: every public figure has one."""
    return tuple(name for name in figures.__all__ if inspect.isfunction(getattr(figures, name)))


@cache
def maker(name: str) -> Callable[..., Picture]:
    """The function ``pictures.<name>``: the figure's arguments, and how to make them again."""
    draw, tabulate = getattr(figures, name), getattr(tables, name)
    takes = inspect.signature(draw)
    of_table = tuple(inspect.signature(tabulate).parameters)

    def make(*given: Any, made: Mapping[str, object] | None = None, **options: Any) -> Picture:
        bound = takes.bind(*given, **options)
        bound.arguments.update({part: _own(one) for part, one in bound.arguments.items()})
        figure = draw(*bound.args, **bound.kwargs)
        asked = dict(bound.arguments)
        bound.apply_defaults()
        shared = {part: bound.arguments[part] for part in of_table}
        return Picture(
            name,
            figure,
            lambda: tabulate(**shared),
            lambda: script(name, asked, made or {}),
        )

    make.__name__ = make.__qualname__ = name
    make.__doc__ = _about(draw)
    make.__signature__ = _signature(takes)  # type: ignore[attr-defined]
    return make


def _own(value: Any) -> Any:
    """The value as it is now: arrays that somebody may still write into are copied."""
    if isinstance(value, np.ndarray) and value.flags.writeable:
        return value.copy()
    if isinstance(value, dict):
        return {name: _own(one) for name, one in value.items()}
    if type(value) is list:
        return [_own(one) for one in value]
    return value


def _signature(takes: inspect.Signature) -> inspect.Signature:
    made = inspect.Parameter("made", inspect.Parameter.KEYWORD_ONLY, default=None)
    return takes.replace(parameters=[*takes.parameters.values(), made], return_annotation=Picture)


def _about(draw: Callable[..., Any]) -> str:
    return (
        f"{inspect.getdoc(draw) or ''}\n\n"
        "``made`` says how arguments that were computed are made again, for the picture's code: a\n"
        'name and an expression, such as {"scores": "link_scores.link_scores(trace, [(3, 1)])"}.'
    )
