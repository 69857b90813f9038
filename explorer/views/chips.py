"""Tokens as chips: how every page draws a row of tokens."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from explorer.data.palette import CATEGORIES
from explorer.text import is_right_to_left
from explorer.trace import Trace

STYLE = """<style>
.chips { display: flex; flex-wrap: wrap; gap: 6px 5px; line-height: 1.2; margin: 2px 0 8px; }
.chips .word { display: inline-flex; flex-wrap: wrap; max-width: 100%; }
.chip { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
  font-size: 14px; padding: 3px 7px; border-radius: 5px; border: 1px solid transparent;
  unicode-bidi: isolate; white-space: pre; overflow: hidden; text-overflow: ellipsis;
  max-width: 24em; background: color-mix(in srgb, FIRST 20%, transparent); }
.chip.b { background: color-mix(in srgb, SECOND 30%, transparent); }
.chip.special { background: transparent; border: 1px dashed currentColor; }
.chip.cut { background: transparent; opacity: .8; text-decoration: line-through; }
.chips .word .chip + .chip { border-inline-start: 1px solid currentColor;
  border-start-start-radius: 0; border-end-start-radius: 0; }
.chips .word .chip:not(:last-child) { border-start-end-radius: 0; border-end-end-radius: 0; }
.chip .piece { unicode-bidi: plaintext; }
.chip small { unicode-bidi: isolate; opacity: .85; margin-inline-start: 5px; font-size: 11px; }
</style>""".replace("FIRST", CATEGORIES[0]).replace("SECOND", CATEGORIES[1])


CHIP, LETTER, DIGIT, FRAME, GAP = 25, 8.5, 6.7, 17, 5
"""Pixels: the height of a chip, a letter, a figure of an id, what stands around a chip's letters,
and what parts two words or a token from its id."""


def chips_height(trace: Trace, width: int, *, ids: bool = False) -> int:
    """About how high the chips of a text are on so many pixels, to keep their place. Pixels.

    Rows are filled as the browser fills them: a word that is wider than a row has rows of its own.
    """
    height, used = CHIP, 0.0
    for group in _groups(trace, trace.num_tokens):
        pieces = [_chip_width(trace, place, ids) for place in group]
        if used and used + sum(pieces) > width:
            height, used = height + GAP + 1 + CHIP, 0.0
        if sum(pieces) > width:
            height += CHIP * (_rows(pieces, width) - 1)
            used = width
        used += sum(pieces) + GAP
    return height + 10


def _rows(pieces: list[float], width: int) -> int:
    """How many rows the pieces of one long word fill."""
    rows, used = 1, 0.0
    for piece in pieces:
        if used and used + piece > width:
            rows, used = rows + 1, 0.0
        used += piece
    return rows


def _chip_width(trace: Trace, place: int, ids: bool) -> float:
    number = GAP + DIGIT * len(str(trace.ids[place])) if ids else 0
    return LETTER * len(trace.labels[place]) + FRAME + number


def _groups(trace: Trace, shown: int) -> list[list[int]]:
    """The places of the first tokens, those of one word together."""
    groups: list[list[int]] = []
    for place in range(shown):
        same = groups and trace.word[place] >= 0 and trace.word[place] == trace.word[groups[-1][-1]]
        if same:
            groups[-1].append(place)
        else:
            groups.append([place])
    return groups


def token_chips(trace: Trace, *, ids: bool = False, limit: int | None = None) -> str:
    """The tokens of a trace as HTML: segment by tint, specials outlined, pieces of a word joined.

    Everything that a reader typed is escaped. ``ids`` writes each token's id beside it; ``limit``
    stops after so many tokens and says how many follow.
    """
    shown = trace.num_tokens if limit is None else min(limit, trace.num_tokens)
    body = "".join(
        f'<span class="word">{"".join(_chip(trace, place, ids) for place in group)}</span>'
        for group in _groups(trace, shown)
    )
    rest = trace.num_tokens - shown
    more = f'<span class="chip special">and {rest} more</span>' if rest else ""
    own = [label for label, special in zip(trace.labels, trace.special, strict=True) if not special]
    way = "rtl" if is_right_to_left(own) else "ltr"
    return f'{STYLE}<div class="chips" dir="{way}">{body}{more}</div>'


def plain_chips(pieces: Iterable[str], *, kind: str = "") -> str:
    """Pieces without a trace, as HTML; ``kind`` is "", "b", "special" or "cut"."""
    body = "".join(
        f'<span class="chip {kind}" title="{escape(piece)}">{_piece(piece)}</span>'
        for piece in pieces
    )
    return f'{STYLE}<div class="chips" dir="auto">{body}</div>'


def _chip(trace: Trace, place: int, ids: bool) -> str:
    kind = "special" if trace.special[place] else "b" if trace.side[place] else "a"
    number = f"<small>{int(trace.ids[place])}</small>" if ids else ""
    label = escape(trace.labels[place])
    return f'<span class="chip {kind}" title="{label}">{_piece(trace.labels[place])}{number}</span>'


def _piece(text: str) -> str:
    """A token in a direction of its own, or its id would stand amid Arabic letters."""
    return f'<span class="piece">{escape(text)}</span>'
