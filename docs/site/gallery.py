"""The gallery: real pictures of the bundled model, each with caption, words and code."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docs.site import drawings
from docs.site.layout import Layout
from explorer.cli.making import Request, Studio
from explorer.cli.picture import about
from explorer.pictures import Picture

LIST = Path(__file__).parent / "gallery.toml"
Files = Iterator[tuple[str, bytes]]
"""Paths in the site, and contents."""


@dataclass(frozen=True)
class Section:
    """Pictures of one subject."""

    title: str
    says: str
    asked: tuple[Request, ...]

    @property
    def id(self) -> str:
        """Its place in the page."""
        return self.title.lower().replace(" ", "-")


def sections() -> tuple[Section, ...]:
    """What gallery.toml lists. Raises InputError for what no picture takes."""
    raw = tomllib.loads(LIST.read_text("utf-8"))
    return tuple(_section(one, raw["texts"]) for one in raw["section"])


def _section(raw: dict[str, Any], texts: dict[str, str]) -> Section:
    shared = {name: raw[name] for name in ("labelled",) if name in raw}
    asked = tuple(_request({**shared, **one}, texts) for one in raw["pictures"])
    return Section(raw["title"], raw["says"], asked)


def _request(given: dict[str, Any], texts: dict[str, str]) -> Request:
    of = given.pop("of", [])
    own = {part: given.pop(part) for part in ("name", "model") if part in given}
    pair = texts[given.pop("pair")] if "pair" in given else None
    read = tuple(texts[name] for name in ([of] if isinstance(of, str) else of))
    return Request(texts=read, pair=pair, options=given, **own)


def files(layout: Layout, studio: Studio, shown: Sequence[Section]) -> Files:
    """The gallery's pages and pictures. Raises ExplorerError."""
    asked = [(section, one) for section in shown for one in section.asked]
    turns = [{"name": one.name, "title": about(one.name)} for _, one in asked]
    cards: dict[str, list[dict[str, Any]]] = {section.title: [] for section in shown}
    for place, (section, one) in enumerate(asked):
        before = turns[place - 1] if place else None
        after = turns[place + 1] if place + 1 < len(turns) else None
        made = studio.picture(one)
        card, images = _card(made, about(one.name))
        yield from images
        yield from _page(layout, made, card, section=section.title, before=before, after=after)
        cards[section.title].append(card)
    told = [{**vars(one), "id": one.id, "cards": cards[one.title]} for one in shown]
    yield layout.page("gallery/index.html").written("gallery.html", "Gallery", sections=told)


def _card(made: Picture, title: str) -> tuple[dict[str, Any], list[tuple[str, bytes]]]:
    """What a page says of a picture, and its drawings as files."""
    drawn = drawings.themes(made, made.name)
    return {"name": made.name, "title": title, **drawn.told(made.alt)}, [
        (f"gallery/{path}", content) for path, content in drawn.files.items()
    ]


def _page(layout: Layout, made: Picture, card: dict[str, Any], **given: Any) -> Files:
    """The page of one picture, and the files that only this page names."""
    png = drawings.png(made)
    beside = {f"{made.name}.csv": made.csv, **png}
    yield from ((f"gallery/{path}", content) for path, content in beside.items())
    yield layout.page(f"gallery/{made.name}.html").written(
        "gallery_picture.html", card["title"], card=card, png=next(iter(png)),
        csv=f"{made.name}.csv", caption=made.caption, code=made.code, **given,
    )  # fmt: skip
