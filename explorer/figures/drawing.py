"""The figure that all pictures are drawn on: plotly's own, written to directly.

``go.Figure.update_layout`` and its like take each name apart and look it up several times over:
nine tenths of what a picture cost. Here a value goes to its place, where plotly checks it as ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import plotly.graph_objects as go
from _plotly_utils.basevalidators import (
    BaseDataValidator,
    CompoundArrayValidator,
    CompoundValidator,
)
from plotly.basedatatypes import BasePlotlyType
from plotly.subplots import make_subplots

_OBJECTS = (CompoundValidator, CompoundArrayValidator, BaseDataValidator)
_OWN = {"row", "col", "secondary_y", "overwrite", "selector"}
"""Arguments that say where or how, and are no parts of a figure."""


class Figure(go.Figure):
    """A plotly figure whose ``update_...`` are quick.

    Nested values join those that are there; lists take the place of others as a whole. What is
    asked for certain rows, columns or traces alone is left to plotly. Nobody is told of a change:
    plotly names its path, and looks for who listens, each time anything is set.
    """

    def batch_update(self) -> AbstractContextManager[None]:  # type: ignore[override]
        """Nothing is held back: each change is made at once."""
        return nullcontext()

    def _relayout_child(self, child: Any, key_path_str: str, val: Any) -> None:
        """Nobody listens."""

    def _restyle_child(self, child: Any, key_path_str: str, val: Any) -> None:
        """Nobody listens."""

    def update_layout(self, dict1: Any = None, overwrite: bool = False, **kwargs: Any) -> Figure:
        """Set parts of the layout. Raises KeyError or ValueError for what plotly rejects."""
        if overwrite:
            super().update_layout(dict1, overwrite, **kwargs)
            return self
        given = dict1.to_plotly_json() if isinstance(dict1, BasePlotlyType) else dict1
        put(self.layout, {**(given or {}), **kwargs})
        return self

    def update_xaxes(self, patch: Mapping[str, Any] | None = None, **kwargs: Any) -> Figure:  # type: ignore[override]
        """Set parts of all x axes, or of those that ``row`` and ``col`` choose."""
        if kwargs.keys() & _OWN:
            super().update_xaxes(patch, **kwargs)
        else:
            put_each(self.select_xaxes(), {**(patch or {}), **kwargs})
        return self

    def update_yaxes(self, patch: Mapping[str, Any] | None = None, **kwargs: Any) -> Figure:  # type: ignore[override]
        """Set parts of all y axes, or of those that ``row`` and ``col`` choose."""
        if kwargs.keys() & _OWN:
            super().update_yaxes(patch, **kwargs)
        else:
            put_each(self.select_yaxes(), {**(patch or {}), **kwargs})
        return self

    def update_traces(
        self, patch: Mapping[str, Any] | None = None, selector: Any = None, **kwargs: Any
    ) -> Figure:  # type: ignore[override]
        """Set parts of all traces, or of those that ``selector``, ``row`` and ``col`` choose."""
        if kwargs.keys() & _OWN:
            super().update_traces(patch, selector, **kwargs)
        else:
            put_each(self.select_traces(selector), {**(patch or {}), **kwargs})
        return self


def subplots(**given: Any) -> Figure:
    """``plotly.subplots.make_subplots``, on such a figure."""
    return make_subplots(figure=Figure(), **given)  # type: ignore[return-value]


def put(part: Any, values: Mapping[str, Any]) -> None:
    """Set parts of a part of a figure, however deep, each checked by plotly's own rule for it."""
    part._init_props()
    held: dict[str, Any] = part._props
    for name, value in values.items():
        rule = part._get_validator(name) if name in part._valid_props else None
        if isinstance(value, Mapping) and (
            isinstance(rule, CompoundValidator) or _joins(part, name)
        ):
            put(part[name], value)
        elif rule is None or isinstance(rule, _OBJECTS):
            part[name] = value
        elif (checked := rule.validate_coerce(value)) is None:
            held.pop(name, None)
        else:
            held[name] = checked


def _joins(part: Any, name: str) -> bool:
    """Whether this is a further axis, such as xaxis2, that is there: values then join its own."""
    return name in part and isinstance(part[name], BasePlotlyType)


def put_each(parts: Iterable[Any], values: Mapping[str, Any]) -> None:
    """Set the same of several parts."""
    for part in parts:
        put(part, values)
