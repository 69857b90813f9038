"""The API reference as pages of the site: pdoc's, with their style and script in files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pdoc

from docs import reference
from docs.site.layout import FOLDER, POLICY, Layout, Page
from explorer.live.folder import named
from explorer.live.frame import colours

PLACE = "api"
TEMPLATES = FOLDER / "pdoc"
_STYLE = re.compile(r"\s*<style>(.*?)</style>", re.DOTALL)
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_WRITTEN = re.compile(r"(<pre.*?</pre>)", re.DOTALL)
_INDENT = re.compile(r"\n\s+")


def files(layout: Layout) -> Iterator[tuple[str, bytes]]:
    """Paths in the site and contents."""
    pdoc.render.env.globals["policy"] = POLICY
    with TemporaryDirectory() as folder:
        reference.main(Path(folder), TEMPLATES)
        written: dict[str, bytes] = {}
        for file in sorted(Path(folder).rglob("*")):
            path = f"{PLACE}/{file.relative_to(folder).as_posix()}"
            if file.suffix == ".html":
                html = file.read_text("utf-8")
                written[path] = _page(layout.page(path), html, written).encode()
            elif file.is_file():
                written[path] = file.read_bytes()
    yield from written.items()


def _page(page: Page, html: str, written: dict[str, bytes]) -> str:
    """A page of pdoc's in the site's frame; what it shares with others goes into ``written``."""

    def beside(name: str, text: str) -> str:
        content = text.encode()
        place = f"{PLACE}/{named(name, content)}"
        written[place] = content
        return page.root + place

    styles = "".join(_STYLE.findall(html))
    html = _STYLE.sub("", html)
    html = _SCRIPT.sub(lambda one: f'<script src="{beside("search.js", one[1])}"></script>', html)
    if styles:
        link = f'<link rel="stylesheet" href="{beside("api.css", colours() + styles)}">'
        html = html.replace("</head>", f"{link}{page.head()}</head>", 1)
        html = html.replace("<body>", f"<body>{page.bar()}", 1)
    return without_indents(html)


def without_indents(html: str) -> str:
    """The same page without blanks at the begin of lines: an eighth of pdoc's pages."""
    parts = _WRITTEN.split(html)
    return "".join(part if i % 2 else _INDENT.sub("\n", part) for i, part in enumerate(parts))
