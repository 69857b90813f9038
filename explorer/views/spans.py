"""Labelled spans highlighted in their text, as HTML; everything typed is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from explorer.data.palette import CATEGORIES

STYLE = """<style>
.spans { line-height: 2.3; font-size: 16px; white-space: pre-wrap; overflow-wrap: anywhere; }
.spans mark { color: inherit; padding: 3px 4px 3px 5px; border-radius: 5px;
  background: color-mix(in srgb, var(--tint) 26%, transparent);
  border-bottom: 2px solid var(--tint); box-decoration-break: clone;
  -webkit-box-decoration-break: clone; }
.spans mark small { font-size: 11px; opacity: .85; margin-inline-start: 5px; font-weight: 600; }
</style>"""


@dataclass(frozen=True)
class Mark:
    """A labelled span of a text, in characters; ``about`` is its tooltip."""

    start: int
    end: int
    label: str
    about: str = ""


def marked(text: str, marks: Sequence[Mark], order: Sequence[str] = ()) -> str:
    """The text with its spans marked. Labels get colours in ``order``, the others as they come.

    Marks that overlap an earlier one are left out, so that no character is drawn twice.
    """
    names = list(dict.fromkeys([*order, *(mark.label for mark in marks)]))
    parts, at = [], 0
    for mark in sorted(marks, key=lambda mark: (mark.start, -mark.end)):
        if mark.start < at or mark.end <= mark.start:
            continue
        tint = CATEGORIES[names.index(mark.label) % len(CATEGORIES)]
        parts.append(escape(text[at : mark.start]))
        parts.append(
            f'<mark style="--tint: {tint}" title="{escape(mark.about)}">'
            f"{escape(text[mark.start : mark.end])}<small>{escape(mark.label)}</small></mark>"
        )
        at = mark.end
    parts.append(escape(text[at:]))
    return f'{STYLE}<div class="spans" dir="auto">{"".join(parts)}</div>'
