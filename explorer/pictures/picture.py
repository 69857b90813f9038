"""Picture: what leaves the library. One figure and all that is taken from the same numbers."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from explorer.figures.base import layout
from explorer.tables.base import names_rows, to_csv

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

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
        title = str(layout(self.figure).title.text or "").replace("<br>", " · ")
        # Tags are the house's own: what a reader typed stands there escaped, with word joiners.
        return html.unescape(_TAG.sub("", title)).replace("\u2060", "")

    def __repr__(self) -> str:
        """One short line."""
        return f"Picture({self.name}: {self.caption})"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        """A notebook shows the figure."""
        bundle = self.figure._repr_mimebundle_(include, exclude)
        return {**bundle, "text/plain": repr(self)}
