"""A picture kept as data: its figure in every look, its numbers and words. No model is needed.

It has what the writers of ``export`` ask of a Picture, so that it leaves in every drawn format.
What comes from a file is checked here: a foreign figure may hold nothing but marks and text.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.errors import ExportError
from explorer.export.credits import Credits
from explorer.export.looks import look_of
from explorer.export.options import LOOKS
from explorer.export.reading import KNOWN

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from explorer.figures.base import Look
    from explorer.measures.excerpt import Part
    from explorer.pictures.picture import Picture

_NUMBERS = ("i1", "u1", "i2", "u2", "i4", "u4", "f4", "f8")
_FETCHING = ("images", "mapbox", "map", "geo", "template")
"""Parts of a plotly layout that could ask another host for something. A figure's template is
plotly's own, and set again when it is opened."""


@dataclass(frozen=True, eq=False)
class Kept:
    """One picture without the arguments that it was made of."""

    name: str
    figures: Mapping[str, str]  # plotly's JSON by the name of the look
    csv: bytes
    caption: str  # as the picture says it: one line
    words: Credits

    @property
    def alt(self) -> str:
        """What the figure shows, for readers who cannot see it."""
        return self.words.alt

    @property
    def code(self) -> str:
        """The script that makes the picture again, where there is one."""
        return self.words.code

    @property
    def extent(self) -> dict[str, int]:
        """Nothing that could be chosen now."""
        return {}

    @property
    def link(self) -> str:
        """The address that opens it in the app, where there is one."""
        return self.words.link

    def excerpt(self, unit: str = "tokens", part: Part | None = None) -> Kept:
        """Itself: what was chosen of it was chosen when it was kept."""
        return self

    @cached_property
    def figure(self) -> go.Figure:
        """The figure in the print look."""
        return figure_of(self.figures["print"])

    def redraw(self, look: Look, narrow: bool = False) -> go.Figure:
        """The figure in one of the looks of ``export``; as narrow as it was when it was kept."""
        return figure_of(self.figures[look.name])


def keep(picture: Picture, *, narrow: bool = False) -> Kept:
    """A picture as data, in all looks, laid out for a narrow sheet or for a wide one."""
    figures = {look: _json(picture.redraw(look_of(look), narrow=narrow)) for look in LOOKS}
    return Kept(picture.name, figures, picture.csv, picture.caption, picture.words)


def _json(figure: go.Figure) -> str:
    found = json.loads(str(figure.to_json()))
    found["layout"].pop("template", None)
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))


def figure_of(text: str) -> go.Figure:
    """The figure of plotly's JSON. Raises ExportError for what is no figure of ours."""
    import plotly.graph_objects as go

    try:
        found = json.loads(text)
        _refuse_foreign(found)
        figure = go.Figure(_arrays({part: found[part] for part in ("data", "layout")}))
        figure.frames = [go.Frame(_arrays(frame)) for frame in found.get("frames", [])]
        return figure
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ExportError("A picture of this collection is damaged.") from error


def _refuse_foreign(found: Any) -> None:
    """Marks that are not ours, and layouts that fetch. Raises ValueError."""
    parts = [found, *found.get("frames", [])]
    traces = [trace for part in parts for trace in part.get("data", [])]
    if any(trace.get("type", "scatter") not in KNOWN for trace in traces):
        raise ValueError("a kind of mark that no picture has")
    if any(set(part.get("layout", {})) & set(_FETCHING) for part in parts):
        raise ValueError("a layout that fetches something")


def _arrays(value: Any) -> Any:
    """The same with arrays where plotly's JSON has them in base64."""
    if isinstance(value, list):
        return [_arrays(one) for one in value]
    if not isinstance(value, dict):
        return value
    if "bdata" not in value:
        return {name: _arrays(one) for name, one in value.items()}
    if value["dtype"] not in _NUMBERS:
        raise ValueError("no numbers")
    flat = np.frombuffer(base64.b64decode(value["bdata"]), value["dtype"])
    shape = [int(size) for size in str(value.get("shape", flat.size)).split(",")]
    return flat.reshape(shape)
