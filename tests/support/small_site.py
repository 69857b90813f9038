"""The static site with one lesson and a few pictures, and what its pages point to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from docs.site import build, gallery
from explorer import lessons
from explorer.catalog import BUNDLED_ID
from explorer.cli.making import Studio

LESSON = "it-tired-or-wide"
PICTURES = ("attention_lines", "attention_heatmap")
_URL = re.compile(r"url\(\s*[\"']?([^\"')]+)")


def build_in(folder: Path, engine) -> Path:
    """The live page, one lesson and two pictures, as ``make site`` writes them."""
    studio = Studio()
    studio._engines[BUNDLED_ID] = engine
    first = gallery.sections()[0]
    shown = replace(first, asked=tuple(one for one in first.asked if one.name in PICTURES))
    plan = build.Plan(sections=(shown,), lessons=(lessons.find(LESSON),))
    return build.site(folder, plan, studio)


class _Pointers(HTMLParser):
    """Addresses that a page names, and the places in it that others may name."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.places: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src", "poster", "action"):
                self.addresses.append(value or "")
            elif name == "srcset":
                self.addresses += [one.split()[0] for one in (value or "").split(",")]
            elif name == "id":
                self.places.add(value or "")
        given = dict(attrs)
        if tag == "meta" and given.get("http-equiv") == "refresh":
            self.addresses.append((given["content"] or "").partition("url=")[2])


def broken_links(folder: Path) -> list[str]:
    """What no file or place of the folder answers to, and what leads out of it; "page: address"."""
    pages = {file: _Pointers(file.read_text("utf-8")) for file in folder.rglob("*.html")}
    found = []
    for file, pointers in pages.items():
        found += [f"{file.relative_to(folder)}: {one}" for one in _broken(file, pointers, pages)]
    for file in folder.rglob("*.css"):
        addresses = _URL.findall(file.read_text("utf-8"))
        found += [f"{file.name}: {one}" for one in addresses if not one.startswith("data:")]
    return found


def _broken(file: Path, pointers: _Pointers, pages: dict[Path, _Pointers]) -> Iterator[str]:
    for address in pointers.addresses:
        parts = urlsplit(address)
        if parts.scheme == "data":
            continue
        path = unquote(parts.path)
        target = (file.parent / path).resolve() if path else file
        target = target / "index.html" if target.is_dir() else target
        place = unquote(parts.fragment)
        leads_out = bool(parts.scheme or parts.netloc) or path.startswith("/")
        names_a_place = place and "=" not in place  # else it is what the live page reads
        nowhere = names_a_place and target in pages and place not in pages[target].places
        if leads_out or nowhere or not target.is_file():
            yield address
