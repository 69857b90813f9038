"""Labelled spans highlighted in their text, as HTML; everything typed is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from explorer.figures.marked_text import tint_of
from explorer.figures.text_rows import Mark, stretches

__all__ = ["Mark", "marked"]

STYLE = """<style>
.spans { line-height: 2.3; font-size: 16px; white-space: pre-wrap; overflow-wrap: anywhere; }
.spans mark { color: inherit; padding: 3px 4px 3px 5px; border-radius: 5px;
  background: color-mix(in srgb, var(--tint) 26%, transparent);
  border-bottom: 2px solid var(--tint); box-decoration-break: clone;
  -webkit-box-decoration-break: clone; }
.spans mark small { font-size: 11px; opacity: .85; margin-inline-start: 5px; font-weight: 600; }
</style>"""


def marked(text: str, marks: Sequence[Mark], order: Sequence[str] = ()) -> str:
    """The text with its spans marked. Labels get colours in ``order``, the others as they come.

    Marks that overlap an earlier one are left out, so that no character is drawn twice.
    """
    names = list(dict.fromkeys([*order, *(mark.label for mark in marks)]))
    parts = []
    for start, end, mark in stretches(text, marks):
        shown = escape(text[start:end])
        if mark is not None:
            shown = (
                f'<mark style="--tint: {tint_of(mark.label, names)}" title="{escape(mark.about)}">'
                f"{shown}<small>{escape(mark.label)}</small></mark>"
            )
        parts.append(shown)
    return f'{STYLE}<div class="spans" dir="auto">{"".join(parts)}</div>'
