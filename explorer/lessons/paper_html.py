"""A sheet as one HTML file: no script, no network; it prints as it looks."""

from __future__ import annotations

import base64
from collections.abc import Callable
from html import escape

from explorer.figures.base import PRINT
from explorer.lessons.paper import Blank, Block, Drawing, Heading, Options, Paper, Table, Text

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_STYLE = """
:root { color-scheme: light; }
body { margin: 0 auto; max-width: 46rem; padding: 1.5rem; background: #fff; color: #16181d;
  font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; margin: 0 0 .5rem; } h2 { font-size: 1.15rem; margin: 1.6rem 0 .3rem; }
p { margin: .3rem 0; } .read { font-size: 1.2rem; margin: .6rem 0; padding: .3rem .8rem;
  border-inline-start: 4px solid ACCENT; } .strong { font-weight: 600; }
.small, footer { color: #444; font-size: .85rem; }
ul { list-style: none; padding: 0; margin: .4rem 0; display: flex; flex-wrap: wrap;
  gap: .3rem 1.6rem; }
li::before { content: "\\2610\\00a0"; } li.right::before { content: "\\2611\\00a0"; }
li.right { font-weight: 600; }
.line { border-bottom: 1px solid #777; height: 1.9rem; }
img { display: block; width: 100%; max-width: 38rem; height: auto; margin: .6rem 0; }
table { border-collapse: collapse; width: 100%; margin: .6rem 0; }
th, td { border: 1px solid #bbb; padding: .25rem .5rem; text-align: start; vertical-align: top; }
footer { margin-top: 2rem; border-top: 1px solid #bbb; padding-top: .4rem; }
section { break-inside: avoid; }
@media print { body { max-width: none; padding: 0; } .apart { break-before: page; } }
""".replace("ACCENT", PRINT.accent)


def written(paper: Paper) -> bytes:
    """The sheet as one HTML file; its pictures are data inside it."""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(paper.title)}</title><style>{_STYLE}</style></head><body>"
        f"{body(paper)}</body></html>"
    ).encode()


def _data(drawing: Drawing) -> str:
    content = base64.b64encode(drawing.draw("svg")).decode()
    return f"data:image/svg+xml;base64,{content}"


def body(
    paper: Paper,
    source: Callable[[Drawing], str] = _data,
    dark: Callable[[Drawing], str | None] = lambda _: None,
) -> str:
    """What stands on the sheet, as HTML. Everything passes through ``html.escape``.

    ``source`` gives the address of a picture; without one it is data. ``dark`` gives that of the
    picture on dark ground, for screens, or None.
    """
    blocks = "".join(_block(block, source, dark) for block in paper.blocks)
    who = '<p class="who">Name: ______________________________ &emsp; Date: ______________</p>'
    return (
        f"<h1>{escape(paper.title)}</h1>{who if paper.named else ''}{blocks}"
        f"<footer>{escape(paper.foot)}</footer>"
    )


def _block(
    block: Block, source: Callable[[Drawing], str], dark: Callable[[Drawing], str | None]
) -> str:
    match block:
        case Heading():
            apart = ' class="apart"' if block.apart else ""
            return f"<h2{apart}>{escape(block.text)}</h2>"
        case Text():
            return f'<p class="{block.kind}" dir="auto">{escape(block.text)}</p>'
        case Options():
            return f"<ul>{''.join(_option(one, block.right) for one in block.options)}</ul>"
        case Blank():
            return '<div class="line"></div>' * block.lines
        case Drawing():
            image = f'<img src="{escape(source(block))}" alt="{escape(block.alt)}">'
            return f"<section>{_picture(image, dark(block))}</section>"
        case Table():
            return _table(block)


def _picture(image: str, dark: str | None) -> str:
    """The image, with another one on a dark screen; what is printed stays on white."""
    if dark is None:
        return image
    media = "screen and (prefers-color-scheme: dark)"
    return f'<picture><source srcset="{escape(dark)}" media="{media}">{image}</picture>'


def _option(text: str, right: str | None) -> str:
    mark = ' class="right"' if text == right else ""
    return f"<li{mark}>{escape(text)}</li>"


def _table(table: Table) -> str:
    top = "".join(f"<th>{escape(one)}</th>" for one in table.headings)
    rows = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in table.rows
    )
    return f"<table><tr>{top}</tr>{rows}</table>"
