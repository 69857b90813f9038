"""A collection: pictures in an order, each with a note, kept as data. No Streamlit, no model.

>>> import explorer
>>> trace = explorer.load().run("The cat sat.")
>>> picture = explorer.pictures.attention_heatmap(trace, layer=0, head=3)
>>> collection = Collection("Attention").add(picture, note="Look at the diagonal.")
>>> len(collection.entries), collection.entries[0].kept.words.title
(1, 'Attention, layer 0, head 3')

A Collection is never changed: each step gives a new one. ``collection_file`` saves and opens it,
``collection_exports`` makes a ZIP, a handout, a PDF or slides of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from explorer.errors import ExportError
from explorer.export.kept import Kept, keep
from explorer.export.options import Options
from explorer.text import shorten

if TYPE_CHECKING:
    from explorer.pictures.picture import Picture

MOST_ENTRIES = 100
MOST_NOTE, MOST_TITLE = 5000, 200  # characters
PREVIEW_DPI = 120


@dataclass(frozen=True, eq=False)
class Entry:
    """One picture of a collection, how it leaves, and what its owner wrote beside it."""

    kept: Kept
    options: Options
    note: str = ""
    preview: bytes = b""  # PNG, as it was when it was added


@dataclass(frozen=True, eq=False)
class Collection:
    """Pictures in order under a title."""

    title: str = "Pictures"
    entries: tuple[Entry, ...] = ()

    def add(
        self, picture: Picture, options: Options | None = None, *, note: str = ""
    ) -> Collection:
        """The same with one more picture at its end. Raises ExportError."""
        from explorer.export.save import to_bytes

        if len(self.entries) >= MOST_ENTRIES:
            raise ExportError(f"A collection holds {MOST_ENTRIES} pictures: begin another one.")
        options = options or Options()
        picture = picture.excerpt(options.unit, options.part)
        preview = to_bytes(picture, "png", replace(options, dpi=min(options.dpi, PREVIEW_DPI)))
        kept = keep(picture, narrow=options.box.narrow)
        entry = Entry(kept, options, shorten(note, MOST_NOTE), preview)
        return replace(self, entries=(*self.entries, entry))

    def remove(self, place: int) -> Collection:
        """The same without one picture. Raises ExportError."""
        self._check(place)
        return replace(self, entries=(*self.entries[:place], *self.entries[place + 1 :]))

    def move(self, place: int, to: int) -> Collection:
        """The same with one picture at another place, counted from 0. Raises ExportError."""
        self._check(place)
        self._check(to)
        rest = list(self.entries)
        rest.insert(to, rest.pop(place))
        return replace(self, entries=tuple(rest))

    def annotate(self, place: int, note: str) -> Collection:
        """The same with another note beside one picture. Raises ExportError."""
        self._check(place)
        entries = list(self.entries)
        entries[place] = replace(entries[place], note=shorten(note, MOST_NOTE))
        return replace(self, entries=tuple(entries))

    def named(self, title: str) -> Collection:
        """The same under another title; a blank one leaves the old."""
        return replace(self, title=shorten(" ".join(title.split()), MOST_TITLE) or self.title)

    def _check(self, place: int) -> None:
        if not 0 <= place < len(self.entries):
            raise ExportError(
                f"There is no picture {place}: this collection has {len(self.entries)}, counted "
                "from 0."
            )
