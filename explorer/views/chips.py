"""Tokens as chips: how every page draws a row of tokens."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from explorer.data.palette import CATEGORIES
from explorer.trace import Trace

STYLE = """<style>
.chips { display: flex; flex-wrap: wrap; gap: 6px 5px; line-height: 1.2; margin: 2px 0 8px; }
.chips .word { display: inline-flex; flex-wrap: wrap; max-width: 100%; }
.chip { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
  font-size: 14px; padding: 3px 7px; border-radius: 5px; border: 1px solid transparent;
  unicode-bidi: isolate; white-space: pre; overflow: hidden; text-overflow: ellipsis;
  max-width: 24em; background: color-mix(in srgb, FIRST 20%, transparent); }
.chip.b { background: color-mix(in srgb, SECOND 30%, transparent); }
.chip.special { background: transparent; border: 1px dashed currentColor; opacity: .75; }
.chip.cut { background: transparent; opacity: .6; text-decoration: line-through; }
.chips .word .chip + .chip { border-left: 1px solid currentColor; border-start-start-radius: 0;
  border-end-start-radius: 0; }
.chips .word .chip:not(:last-child) { border-start-end-radius: 0; border-end-end-radius: 0; }
.chip small { opacity: .6; margin-inline-start: 5px; font-size: 11px; }
</style>""".replace("FIRST", CATEGORIES[0]).replace("SECOND", CATEGORIES[1])


def token_chips(trace: Trace, *, ids: bool = False, limit: int | None = None) -> str:
    """The tokens of a trace as HTML: segment by tint, specials outlined, pieces of a word joined.

    Everything that a reader typed is escaped. ``ids`` writes each token's id beside it; ``limit``
    stops after so many tokens and says how many follow.
    """
    groups: list[list[int]] = []
    shown = trace.num_tokens if limit is None else min(limit, trace.num_tokens)
    for place in range(shown):
        same = groups and trace.word[place] >= 0 and trace.word[place] == trace.word[groups[-1][-1]]
        if same:
            groups[-1].append(place)
        else:
            groups.append([place])
    body = "".join(
        f'<span class="word">{"".join(_chip(trace, place, ids) for place in group)}</span>'
        for group in groups
    )
    rest = trace.num_tokens - shown
    more = f'<span class="chip special">and {rest} more</span>' if rest else ""
    return f'{STYLE}<div class="chips" dir="auto">{body}{more}</div>'


def plain_chips(pieces: Iterable[str], *, kind: str = "") -> str:
    """Pieces without a trace, as HTML; ``kind`` is "", "b", "special" or "cut"."""
    body = "".join(
        f'<span class="chip {kind}" title="{escape(piece)}">{escape(piece)}</span>'
        for piece in pieces
    )
    return f'{STYLE}<div class="chips" dir="auto">{body}</div>'


def _chip(trace: Trace, place: int, ids: bool) -> str:
    kind = "special" if trace.special[place] else "b" if trace.side[place] else "a"
    number = f"<small>{int(trace.ids[place])}</small>" if ids else ""
    label = escape(trace.labels[place])
    return f'<span class="chip {kind}" title="{label}">{label}{number}</span>'
