"""The whole site: what its rooms give, and the folder that it is written to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from docs.site import front, gallery, lessons, offline
from docs.site.layout import Page, shared
from explorer import live
from explorer.catalog import BUNDLED_ID
from explorer.cli.making import Studio
from explorer.lessons.answering import Loaded
from explorer.lessons.card import Lesson
from explorer.live.folder import files as live_files
from explorer.live.tree import write

Files = Iterable[tuple[str, bytes]]


def site(
    output: Path,
    *,
    studio: Studio,
    sections: Sequence[gallery.Section],
    taught: Sequence[Lesson],
    reference: Callable[[], Files] | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Path:
    """Write the site into a folder. Returns its path. Raises ExplorerError.

    ``sections`` are those of the gallery, ``taught`` the lessons, ``reference`` gives the pages of
    the API; an empty room is left out. ``tell`` is told each room's name before it is made.
    """
    made: dict[str, bytes] = {}
    for name, room in _rooms(studio, sections, taught, reference):
        tell(name)
        made.update(room)
    made |= dict(shared().values())
    present = front.Rooms(
        pictures=sum(len(section.asked) for section in sections),
        lessons=len(taught),
        api=reference is not None,
    )
    tell("first page")
    made |= front.files(studio, present, made)
    made |= offline.files(made)
    return write(output, {**made, ".nojekyll": b""})  # GitHub then serves every name as it is


def _rooms(
    studio: Studio,
    sections: Sequence[gallery.Section],
    taught: Sequence[Lesson],
    reference: Callable[[], Files] | None,
) -> Iterator[tuple[str, Files]]:
    yield "live page", _live(studio)
    if sections:
        yield "gallery", gallery.files(studio, sections)
    if taught:
        yield "lessons", lessons.files(Loaded(studio.engine(BUNDLED_ID)), taught)
    if reference is not None:
        yield "reference", reference()


def _live(studio: Studio) -> Files:
    """The live page with the site's line of links above it."""
    page = Page("", "live/index.html")
    made = live.page(engine=studio.engine(BUNDLED_ID))
    found = live_files(made, head=page.head(), top=page.bar())
    return ((f"live/{path}", content) for path, content in found.items())
