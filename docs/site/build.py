"""The whole site: what its rooms give, and the folder that it is written to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from docs.site import front, gallery, lessons, offline
from docs.site.layout import Layout, shared
from explorer import live
from explorer.catalog import BUNDLED_ID, SMALL_BERT_ID
from explorer.cli.making import Studio
from explorer.lessons.answering import Loaded
from explorer.lessons.card import Lesson
from explorer.live.folder import files as live_files
from explorer.live.tree import prepared, write

Files = Iterable[tuple[str, bytes]]


@dataclass(frozen=True)
class Plan:
    """What the site is to hold beside the live page. An empty room is left out."""

    sections: Sequence[gallery.Section] = ()
    lessons: Sequence[Lesson] = ()
    reference: Callable[[Layout], Files] | None = None  # gives the pages of the API

    @property
    def layout(self) -> Layout:
        """The rooms that there are."""
        there = {
            "live": True,
            "lessons": self.lessons,
            "gallery": self.sections,
            "api": self.reference,
        }
        return Layout(tuple(room for room, content in there.items() if content))


def site(
    output: Path, plan: Plan, studio: Studio, tell: Callable[[str], None] = lambda _: None
) -> Path:
    """Write the site into a folder. Returns its path. Raises ExplorerError.

    ``tell`` is told each room's name before it is made.
    """
    prepared(output)  # before minutes of work
    made: dict[str, bytes] = {}
    for name, room in _rooms(plan, studio):
        tell(name)
        made.update(room)
    made |= dict(shared().values())
    tell("first page")
    pictures = sum(len(section.asked) for section in plan.sections)
    made |= front.files(plan.layout, studio, made, pictures=pictures, lessons=len(plan.lessons))
    made |= offline.files(made)
    return write(output, {**made, ".nojekyll": b""})  # GitHub then serves every name as it is


def _rooms(plan: Plan, studio: Studio) -> Iterator[tuple[str, Files]]:
    layout = plan.layout
    yield "live page", _live(layout, studio, "live", BUNDLED_ID)
    yield "small live page", _live(layout, studio, front.SMALL, SMALL_BERT_ID)
    if plan.sections:
        yield "gallery", gallery.files(layout, studio, plan.sections)
    if plan.lessons:
        model = Loaded(studio.engine(BUNDLED_ID))
        yield "lessons", lessons.files(layout, model, plan.lessons)
    if plan.reference:
        yield "reference", plan.reference(layout)


def _live(layout: Layout, studio: Studio, folder: str, model: str) -> Files:
    """The live page of a model with the site's line of links above it."""
    page = layout.page(f"{folder}/index.html")
    made = live.page(engine=studio.engine(model), model=model)
    found = live_files(made.filled(), made.model, head=page.head(), top=page.bar())
    return ((f"{folder}/{path}", content) for path, content in found.items())
