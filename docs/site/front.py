"""The first page: a real picture, what BERT Explorer is in one breath, and the way to the rooms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from docs.site import drawings
from docs.site.layout import Page
from explorer import pictures
from explorer.catalog import BUNDLED_ID
from explorer.cli.making import Studio
from explorer.live.page import START
from explorer.measures.telling import telling_link


@dataclass(frozen=True)
class Rooms:
    """What there is to go to: how many pictures and lessons, and whether there is a reference."""

    pictures: int
    lessons: int
    api: bool


def files(studio: Studio, rooms: Rooms, site: Mapping[str, bytes]) -> dict[str, bytes]:
    """The page and its picture, by path; ``site`` is what there is behind it."""
    trace = studio.engine(BUNDLED_ID).run(START)
    link = telling_link(trace)
    if link is None:
        raise ValueError("The live page's own sentence has a link worth showing.")
    made = pictures.attention_lines(trace, link.layer, link.head, query=link.query)
    drawn = drawings.themes(made, "first", title=False)
    parts = [content for path, content in site.items() if path.startswith("live/parts/")]
    page = Page("front.html", "index.html").written(
        "BERT Explorer",
        picture=drawn.told(made.alt),
        says=f"In one head of a small BERT, “{link.query_word}” gives {link.weight:.0%} of its "
        f"attention to “{link.key_word}”: “{START}”",
        megabytes=round(sum(map(len, parts)) / 1e6),
        all_megabytes=round(sum(map(len, site.values())) / 1e6),
        **vars(rooms),
    )
    return {**drawn.files, **dict([page])}
