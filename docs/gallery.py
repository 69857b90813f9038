"""Write every public picture in every look, and one page that shows them, into build/gallery.

    python docs/gallery.py                      # all of them
    python docs/gallery.py head_map head_board  # these

The pictures are those that tests/export/test_gallery.py compares: same numbers, larger.
"""

from __future__ import annotations

import html
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from support import figure_cases, gallery  # noqa: E402

from explorer.export import LOOKS, Options  # noqa: E402
from explorer.export.save import to_bytes  # noqa: E402
from explorer.pictures.picture import Picture  # noqa: E402

OUTPUT = ROOT / "build" / "gallery"
DPI, SHOWN = 200, 330  # dots per inch of the files; pixels of the page that each is wide
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; img-src 'self' file:; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Gallery of BERT Explorer</title>
<style>
:root {{ color-scheme: light dark; --ground: #faf9f6; --ink: #1d2026; --line: #d9d6ce }}
@media (prefers-color-scheme: dark) {{
  :root {{ --ground: #101216; --ink: #e9e7e1; --line: #343842 }}
}}
body {{ margin: 1.5rem; background: var(--ground); color: var(--ink);
  font: 16px/1.45 system-ui, sans-serif }}
h2 {{ margin: 2.5rem 0 .25rem; padding-top: 1rem; border-top: 1px solid var(--line);
  font: 600 1.1rem ui-monospace, monospace }}
section {{ display: flex; flex-wrap: wrap; gap: 1rem; align-items: flex-start }}
figure {{ margin: 0 }}
figure > img {{ display: block; max-width: 100%; height: auto; border: 1px solid var(--line) }}
.transparent img {{
  background: repeating-conic-gradient(#fff 0 25%, #e8e8e8 0 50%) 0 0 / 16px 16px
}}
nav {{ columns: 15rem; font-size: .9rem }}
nav a {{ display: block; color: inherit }}
</style></head><body>
<h1>Gallery</h1>
<p>{count} pictures in {looks} looks, one paper column wide.</p>
<nav>{contents}</nav>
{rows}
</body></html>
"""


def main(names: Sequence[str], folder: Path) -> Path:
    """Write the files and the page. Returns the page's path."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = [_row(name, gallery.made(name), folder) for name in names]
    contents = "\n".join(f'<a href="#{name}">{name}</a>' for name in names)
    page = folder / "index.html"
    page.write_text(
        PAGE.format(count=len(names), looks=len(LOOKS), contents=contents, rows="\n".join(rows)),
        "utf-8",
    )
    return page


def _row(name: str, picture: Picture, folder: Path) -> str:
    """One picture: its files, and its piece of the page."""
    shown = []
    for look, label in LOOKS.items():
        file = folder / f"{name}-{look}.png"
        file.write_bytes(to_bytes(picture, "png", Options(dpi=DPI, look=look)))
        alt = html.escape(f"{name}, {label}. {picture.alt}")
        image = f'<img src="{file.name}" width="{SHOWN}" loading="lazy" alt="{alt}">'
        shown.append(
            f'<figure class="{look}">{image}<figcaption>{html.escape(label)}</figcaption></figure>'
        )
    caption = html.escape(picture.caption)
    return f'<h2 id="{name}">{name}</h2><p>{caption}</p><section>{"".join(shown)}</section>'


if __name__ == "__main__":
    written = main(sys.argv[1:] or figure_cases.names(), OUTPUT)
    sys.stdout.write(f"{written}\n")
