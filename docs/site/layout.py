"""What all pages of the site share: templates, style, and the scripts that keep it offline."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import jinja2

from explorer.live.folder import named
from explorer.live.frame import colours

FOLDER = Path(__file__).parent
BAR, STYLE, OFFLINE = "bar.css", "site.css", "offline.js"
ICON, MANIFEST, WORKER = "icon.svg", "site.webmanifest", "sw.js"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; "
    "form-action 'none'"
)
ROOMS = {
    "live": "Live",
    "lessons": "Lessons",
    "gallery": "Gallery",
    "api": "API",
}


@cache
def shared() -> dict[str, tuple[str, bytes]]:
    """What every page uses, by its plain name: its path in the site, and its content."""
    icon = files("explorer.data").joinpath("icon.svg").read_bytes()
    texts = {
        BAR: _text(BAR),
        STYLE: colours() + _text(STYLE),
        OFFLINE: f'"use strict";\n(() => {{\n{_text(f"js/{OFFLINE}")}}})();\n',
    }
    contents = {name: text.encode() for name, text in texts.items()} | {ICON: icon}
    return {name: (named(name, content), content) for name, content in contents.items()}


@dataclass(frozen=True)
class Layout:
    """What is the same on all pages: which rooms there are to go to."""

    rooms: tuple[str, ...] = tuple(ROOMS)

    def page(self, path: str) -> Page:
        """The page at a path of the site."""
        return Page(path, self.rooms)


@dataclass(frozen=True)
class Page:
    """A page of the site: its path, and the rooms that it links to."""

    path: str
    rooms: tuple[str, ...]

    @property
    def root(self) -> str:
        """The way from this page to the site's first folder."""
        return "../" * self.path.count("/") or "./"

    def written(self, template: str, title: str, **given: Any) -> tuple[str, bytes]:
        """Path and content; ``given`` is what the template names. All text is escaped."""
        return self.path, self._filled(template, title=title, **given).encode()

    def head(self) -> str:
        """What belongs into the head of any page of the site, as HTML."""
        return self._filled("head.html")

    def bar(self) -> str:
        """The line of links above any page of the site, as HTML."""
        return self._filled("bar.html")

    def _filled(self, template: str, **given: Any) -> str:
        rooms = {room: label for room, label in ROOMS.items() if room in self.rooms}
        own = {"root": self.root, "room": self.path.partition("/")[0], "rooms": rooms}
        return _environment().get_template(template).render(**own, **given)


@cache
def _environment() -> jinja2.Environment:
    found = jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    paths = {name.partition(".")[0]: path for name, (path, _) in shared().items()}
    found.globals |= {"at": paths, "policy": POLICY, "manifest": MANIFEST}
    return found


def _text(name: str) -> str:
    return (FOLDER / name).read_text("utf-8")
