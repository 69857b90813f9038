"""From a figure and its table of the same name to the function that makes the picture."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer import figures, tables
from explorer.export.origin import origin
from explorer.pictures import excerpts, kept
from explorer.pictures.code import script
from explorer.pictures.picture import Picture

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from explorer.figures.base import Look
    from explorer.measures.excerpt import Part


@cache
def names() -> tuple[str, ...]:
    """The names of all pictures: every public figure has one."""
    return tuple(name for name in figures.__all__ if inspect.isfunction(getattr(figures, name)))


@cache
def maker(name: str) -> Callable[..., Picture]:
    """The function ``pictures.<name>``: the figure's arguments, and how to make them again."""
    draw = getattr(figures, name)
    takes = inspect.signature(draw)

    def make(*given: Any, made: Mapping[str, object] | None = None, **options: Any) -> Picture:
        bound = takes.bind(*given, **options)

        def drawn() -> Picture:
            bound.arguments.update({part: _own(one) for part, one in bound.arguments.items()})
            figure = draw(*bound.args, **bound.kwargs)
            asked = dict(bound.arguments)
            bound.apply_defaults()
            whole = _picture(name, figure, bound.arguments)
            return replace(
                whole,
                write_code=lambda: script(name, asked, made or {}),
                find_origin=lambda: origin(asked | _values(made or {})),
            )

        return kept.found_or_drawn(name, {**bound.arguments, "made": made}, drawn)

    make.__name__ = make.__qualname__ = name
    make.__doc__ = _about(draw)
    make.__signature__ = _signature(takes)  # type: ignore[attr-defined]
    return make


def _picture(name: str, figure: go.Figure, given: Mapping[str, Any]) -> Picture:
    """The picture of a figure and the arguments, all of them, that it was drawn with."""
    draw, tabulate = getattr(figures, name), getattr(tables, name)
    shared = {part: given[part] for part in inspect.signature(tabulate).parameters}
    narrows = "narrow" in given

    def redraw(look: Look, narrow: bool = False) -> go.Figure:
        slim = {"narrow": True} if narrow and narrows else {}
        return draw(**{**given, "look": look, **slim})

    return Picture(
        name,
        figure,
        lambda: tabulate(**shared),
        lambda: "",
        redraw,
        draw_narrow=(lambda: draw(**{**given, "narrow": True})) if narrows else None,
        count_units=lambda: excerpts.extent(name, given),
        take=partial(_excerpt, name, given),
        given=given,
    )


def _excerpt(name: str, given: Mapping[str, Any], unit: str, part: Part | None) -> Picture:
    """The picture of these units alone. Raises ExportError."""
    cut = excerpts.arguments(name, given, unit, part)
    total = excerpts.extent(name, given)[unit]
    whole = _picture(name, getattr(figures, name)(**cut), cut)

    def redraw(look: Look, narrow: bool = False) -> go.Figure:
        return excerpts.said(whole.redraw(look, narrow=narrow), unit, part, total)

    def slim() -> go.Figure:
        return excerpts.said(whole.draw_narrow(), unit, part, total)  # type: ignore[misc]

    return replace(
        whole,
        figure=excerpts.said(whole.figure, unit, part, total),
        redraw=redraw,
        draw_narrow=slim if whole.draw_narrow else None,
        count_units=lambda: excerpts.extent(name, given),
        take=partial(_excerpt, name, given),
    )


def _values(made: Mapping[str, object]) -> dict[str, object]:
    """What ``made`` names that is no expression."""
    return {name: value for name, value in made.items() if not isinstance(value, str)}


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
