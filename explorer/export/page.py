"""Pictures as one HTML file: figure, caption, numbers and credits. No script, no network.

Text reaches the page through ``html.escape`` alone; the figure is SVG, its text kept as text.
"""

from __future__ import annotations

import base64
import csv
import html
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from explorer.data import references
from explorer.export import script
from explorer.export.credits import Credits
from explorer.export.options import Options
from explorer.figures.base import DARK, PRINT, Look

if TYPE_CHECKING:
    from explorer.pictures.picture import Picture

MOST_ROWS = 60
"""Rows of numbers on the page; the CSV behind the link has them all."""
MOST_COLUMNS = 24
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def _colours(look: Look) -> str:
    return (
        f"--ink: {look.ink}; --paper: {look.paper}; --soft: {look.muted}; --line: {look.line}; "
        f"--link: {look.accent};"
    )


_STYLE = (
    f""":root {{ color-scheme: light dark; {_colours(PRINT)} }}
@media screen and (prefers-color-scheme: dark) {{ :root {{ {_colours(DARK)} }} }}
"""
    + """
body { margin: 0 auto; max-width: 62rem; padding: 1.5rem; background: var(--paper);
  color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; margin: 0 0 1rem; } h2 { font-size: 1.2rem; margin: 2.5rem 0 .6rem; }
figure { margin: 0; } figure svg { display: block; width: min(100%, 46rem); height: auto; }
figcaption { margin: .6rem 0; } .note { white-space: pre-line; } .dark { display: none; }
.small { color: var(--soft); font-size: .85rem; overflow-wrap: anywhere; }
a { color: var(--link); } summary { cursor: pointer; margin: .4rem 0; }
.wide { overflow-x: auto; } table { border-collapse: collapse; font-size: .85rem; }
th, td { padding: .15rem .5rem; border: 1px solid var(--line); text-align: right; }
th { font-weight: 600; } .text { text-align: left; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: .8rem; }
@media screen and (prefers-color-scheme: dark) { .two .light { display: none; }
  .two .dark { display: block; } }
@media print { body { max-width: none; padding: 0; } details { display: none; }
  section { break-inside: avoid; } }
"""
)
_NUMBER = re.compile(r"-?\d+(\.\d+)?(e[+-]?\d+)?")
_ID = re.compile(r"""(\bid="|\bhref="#|url\(#)""")


@dataclass(frozen=True)
class Shown:
    """One picture on a page: its SVG in one look or in a light and a dark one, and its words."""

    svgs: tuple[str, ...]
    words: Credits
    csv: bytes
    name: str  # of the CSV file
    note: str = ""


def write(picture: Picture, options: Options) -> bytes:
    """A picture as a page. Raises ExportError."""
    from explorer.export import drawn  # matplotlib takes its time

    svgs = tuple(drawn.to_bytes(picture, "svg", one).decode("utf-8") for one in looks(options))
    words = words_of(picture, options)
    shown = Shown(svgs, words, picture.csv, picture.name)
    return page(words.title, [shown])


def words_of(picture: Picture, options: Options) -> Credits:
    """The words beside it; its code saves the picture, since a page has nowhere to show it."""
    words = picture.words.chosen(options)
    return replace(words, code=script.useful(words.code, f"{picture.name}.pdf", options))


def looks(options: Options) -> tuple[Options, ...]:
    """The chosen look; beside a white one the dark one, for readers whose screens are dark."""
    plain = replace(options, title=False, caption=False)  # the page says both
    if options.look not in ("print", "light"):
        return (plain,)
    return plain, replace(plain, look="dark")


def page(title: str, pictures: Sequence[Shown]) -> bytes:
    """All pictures on one page, each with its words, in order; papers and versions at the end."""
    several = len(pictures) > 1
    body = "\n".join(_section(one, place, several) for place, one in enumerate(pictures, start=1))
    papers = references.bibtex(key for one in pictures for key in one.words.papers)
    made = dict.fromkeys(one.words.made_with for one in pictures if one.words.versions)
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{html.escape(title)}</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
<h1>{html.escape(title)}</h1>
{body}
</main>
<footer>
{_details("Papers (BibTeX)", papers)}
{"".join(f'<p class="small">Made with {html.escape(one)}.</p>' for one in made)}
</footer>
</body>
</html>
""".encode()


def _section(shown: Shown, place: int, several: bool) -> str:
    """A picture and its words; a page of one picture has its title above already."""
    words = shown.words
    heading = f"<h2>{place}. {html.escape(words.title)}</h2>\n" if several else ""
    note = f'<p class="note">{html.escape(shown.note)}</p>\n' if shown.note.strip() else ""
    link = ""
    if words.link.startswith(("https://", "http://")):
        link = f'<p><a href="{html.escape(words.link)}">Open it in BERT Explorer</a></p>\n'
    return f"""<section>
{heading}<figure class="{"two" if len(shown.svgs) > 1 else "one"}">
{_drawings(shown, place)}
<figcaption>{html.escape(words.caption)}</figcaption>
</figure>
{note}{link}{_numbers(shown)}
{_details("Python code", words.code)}
</section>"""


def _drawings(shown: Shown, place: int) -> str:
    """The SVGs inline; ids are made each drawing's own, for a page holds several."""
    said = html.escape(shown.words.alt or shown.words.caption)
    drawn = []
    for look, svg in zip(("light", "dark"), shown.svgs, strict=False):
        bare = svg[svg.index("<svg") :].strip()
        own = _ID.sub(lambda found, look=look: f"{found[1]}{look}{place}-", bare)
        label = f'<svg class="{look}" role="img" aria-label="{said}"'
        drawn.append(_styled_inside(own.replace("<svg", label, 1), f"{look}{place}"))
    return "\n".join(drawn)


def _styled_inside(svg: str, name: str) -> str:
    """The drawing's own style sheet kept to the drawing."""
    kept = svg.replace("<svg", f'<svg id="{name}"', 1)
    return kept.replace("*{", f"#{name} *{{")


def _numbers(shown: Shown) -> str:
    """The table behind a click, and the whole of it as CSV."""
    head, *rows = csv.reader(io.StringIO(shown.csv.decode("utf-8-sig")))
    data = base64.b64encode(shown.csv).decode("ascii")
    name = html.escape(f"{shown.name}.csv")
    whole = f'<a download="{name}" href="data:text/csv;base64,{data}">CSV</a>'
    cut = ""
    if len(rows) > MOST_ROWS or len(head) > MOST_COLUMNS:
        cut = f" Here: {min(len(rows), MOST_ROWS)} of {len(rows):,} rows, "
        cut += f"{min(len(head), MOST_COLUMNS)} of {len(head):,} columns."
    lines = "\n".join(f"<tr>{_cells('td', row)}</tr>" for row in rows[:MOST_ROWS])
    return f"""<details><summary>Numbers</summary>
<p class="small">{whole}, the whole table.{cut}</p>
<div class="wide" tabindex="0" role="region" aria-label="Numbers: {html.escape(shown.words.title)}">
<table><thead><tr>{_cells("th", head)}</tr></thead>
<tbody>
{lines}
</tbody></table></div></details>"""


def _cells(tag: str, row: Sequence[str]) -> str:
    """A row's cells; numbers stand to the right, in four digits. An empty one heads nothing."""
    return "".join(_cell(tag if text else "td", text) for text in row[:MOST_COLUMNS])


def _cell(tag: str, text: str) -> str:
    number = _number(text)
    return (
        f"<{tag}>{number}</{tag}>"
        if number
        else (f'<{tag} class="text">{html.escape(text)}</{tag}>')
    )


def _number(text: str) -> str:
    """A number, a long one in four digits; "" for anything else."""
    if not _NUMBER.fullmatch(text):
        return ""
    return text if len(text) <= 6 else f"{float(text):.4g}"


def _details(summary: str, text: str) -> str:
    """Long text behind a click; nothing where there is none."""
    if not text.strip():
        return ""
    return f"<details><summary>{summary}</summary><pre>{html.escape(text.strip())}</pre></details>"
