"""Picture: what leaves the library. One figure and all that is taken from the same numbers."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from explorer.errors import ExportError
from explorer.export.credits import Credits, credits
from explorer.export.options import Options
from explorer.export.origin import Origin
from explorer.figures.base import SOFT, layout
from explorer.figures.sent import Sent, sent
from explorer.tables.base import names_rows, to_csv

if TYPE_CHECKING:
    import os
    from pathlib import Path

    import pandas as pd
    import plotly.graph_objects as go
    from matplotlib.figure import Figure

    from explorer.measures.excerpt import Part

_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, eq=False, repr=False)
class Picture:
    """A figure with its table, CSV, alt text, caption and code.

    Table and code are made when they are first asked for, from the arguments that the figure got.
    """

    name: str  # as in explorer.figures and explorer.tables
    figure: go.Figure
    tabulate: Callable[[], pd.DataFrame]
    write_code: Callable[[], str]
    redraw: Callable[..., go.Figure]  # takes a Look, and narrow=True for a narrow sheet
    find_origin: Callable[[], Origin] = Origin
    draw_narrow: Callable[[], go.Figure] | None = None  # for phones, where the figure knows how
    link: str = ""  # the address that opens it in the app, where the app gave one
    count_units: Callable[[], dict[str, int]] = dict
    take: Callable[[str, Part | None], Picture] | None = None  # units of the whole; see excerpt
    taken: tuple[str, Part | None] = ("tokens", None)  # what excerpt made it of
    given: Mapping[str, Any] = field(default_factory=dict)  # what the figure was drawn with

    def linked(self, address: str) -> Picture:
        """The same picture with the address that opens it in the app."""
        return replace(self, link=address)

    @cached_property
    def sent(self) -> Sent:
        """The figure as a browser gets it."""
        return sent(self.figure)

    @cached_property
    def sent_narrow(self) -> Sent | None:
        """The same as it is drawn for phones, as wide as there is room; None if it is not."""
        return sent(self.draw_narrow().update_layout(width=None)) if self.draw_narrow else None

    @cached_property
    def extent(self) -> dict[str, int]:
        """How many tokens, and words, it is drawn from.

        Empty for what cannot be drawn in part; without words where numbers cannot be merged.
        """
        return self.count_units()

    def excerpt(self, unit: str = "tokens", part: Part | None = None) -> Picture:
        """The same in words instead of tokens, or a part: units ``part[0]`` to ``part[1] - 1``.

        Weights are averaged over a word's query tokens and summed over its key tokens, vectors are
        averaged. Raises ExportError.
        """
        if (unit, part) in (("tokens", None), self.taken):
            return self
        if self.take is None or self.taken != ("tokens", None):
            raise ExportError("This picture is cut already: ask the whole one for another part.")
        if (unit, part) not in self._cut:
            self._cut.clear()  # the last one is kept: what was previewed is then written
            self._cut[unit, part] = self._excerpt(self.take(unit, part), (unit, part))
        return self._cut[unit, part]

    @cached_property
    def _cut(self) -> dict[tuple[str, Part | None], Picture]:
        return {}

    def _excerpt(self, made: Picture, taken: tuple[str, Part | None]) -> Picture:
        return replace(
            made, write_code=self.write_code, find_origin=self.find_origin, link=self.link,
            taken=taken,
        )  # fmt: skip

    @cached_property
    def words(self) -> Credits:
        """Title, caption, versions, papers, code and link: what goes with it as a file."""
        return credits(self)

    @cached_property
    def origin(self) -> Origin:
        """The models, texts and library versions that its numbers come from."""
        return self.find_origin()

    @property
    def table(self) -> pd.DataFrame:
        """The numbers of the figure; a copy, which may be changed."""
        return self._table.copy()

    @cached_property
    def _table(self) -> pd.DataFrame:
        return self.tabulate()

    @cached_property
    def csv(self) -> bytes:
        """The table as CSV in UTF-8; text that a spreadsheet would execute is made harmless."""
        return to_csv(self._table, index=names_rows(self._table))

    @cached_property
    def code(self) -> str:
        """A Python script that makes this picture again, or one comment line that says why not."""
        return self.write_code()

    @cached_property
    def alt(self) -> str:
        """What the figure shows, for readers who cannot see it. Plain text."""
        return str((layout(self.figure).meta or {}).get("alt", ""))

    @cached_property
    def caption(self) -> str:
        """What a cropped picture must still say: quantity, place, model and text. Plain text."""
        title = str(layout(self.figure).title.text or "").replace(SOFT, " ").replace("<br>", " · ")
        # Tags are the house's own: what a reader typed stands there escaped, with word joiners.
        return html.unescape(_TAG.sub("", title)).replace("\u2060", "")

    def save(
        self,
        path: str | os.PathLike[str],
        *,
        size: str = "column",
        dpi: int = 300,
        look: str = "print",
        title: bool | str = True,
        caption: bool | str = False,
        unit: str = "tokens",
        part: Part | None = None,
    ) -> Path:
        """Write a file in the format that its suffix names; no browser is needed.

        ``explorer.export`` lists the formats, sizes and looks; ``title`` and ``caption`` may be
        texts of your own, ``unit`` and ``part`` are those of ``excerpt``. Returns the path. Raises
        ExportError with one sentence where the picture does not fit or cannot be written.
        """
        from explorer.export.save import save

        return save(self, path, Options(size, dpi, look, title, caption, unit=unit, part=part))

    def to_matplotlib(
        self,
        *,
        size: str = "column",
        look: str = "print",
        title: bool | str = True,
        caption: bool | str = False,
        unit: str = "tokens",
        part: Part | None = None,
    ) -> Figure:
        """The picture as a matplotlib Figure, which may be changed. Raises ExportError."""
        from explorer.export.figure import to_matplotlib

        options = Options(size, look=look, title=title, caption=caption, unit=unit, part=part)
        return to_matplotlib(self, options)

    def __repr__(self) -> str:
        """One short line."""
        return f"Picture({self.name}: {self.caption})"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        """A notebook shows the figure."""
        bundle = self.figure._repr_mimebundle_(include, exclude)
        return {**bundle, "text/plain": repr(self)}
