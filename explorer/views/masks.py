"""Which positions each attention of an encoder-decoder may look at, as squares beside the words."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np

from explorer.data.palette import CATEGORIES
from explorer.text import shorten

STYLE = """<style>
.masks { display: flex; flex-wrap: wrap; gap: 2.5rem; }
.masks figure { margin: 0; }
.masks figcaption { font-weight: 600; margin-bottom: .4rem; }
.masks table { border-collapse: collapse; }
.masks th { font: 13px ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace;
  padding: 2px 6px;
  unicode-bidi: isolate; text-align: end; border: 0; }
.masks thead th { writing-mode: vertical-rl; transform: rotate(180deg); text-align: start;
  padding: 6px 2px; }
.masks td { width: 30px; height: 30px; border: 1px solid #8886; padding: 0; }
.masks td.seen { background: FIRST; }
</style>""".replace("FIRST", CATEGORIES[0])
MOST_WORDS = 8
LONGEST = 12
SQUARE, HEAD, LETTER, GAP = 31, 70, 8, 40
"""Pixels: a row of a grid, its caption, a letter of its column heads, between two grids."""


def visible(kind: str, queries: int, keys: int) -> np.ndarray:
    """What may be looked at: "decoder" the positions so far, else every one. (Q, K) bool.

    Vaswani et al., 2017, section 3.2.3.

    >>> visible("decoder", 2, 2)
    array([[ True, False],
           [ True,  True]])
    """
    seen = np.ones((queries, keys), dtype=bool)
    return np.tril(seen) if kind == "decoder" else seen


def attention_masks(source: Sequence[str], target: Sequence[str]) -> str:
    """Three grids as HTML: encoder, decoder, cross. Takes words; shows the first MOST_WORDS."""
    source, target = source[:MOST_WORDS], target[:MOST_WORDS]
    drawn = (
        _grid("encoder", "Encoder: source to source", source, source),
        _grid("decoder", "Decoder: target to target, no look ahead", target, target),
        _grid("cross", "Cross attention: target to source", target, source),
    )
    return f'{STYLE}<div class="masks">{"".join(drawn)}</div>'


def masks_height(source: Sequence[str], target: Sequence[str]) -> tuple[int, int]:
    """About how high the three grids are, side by side and one below the other. Pixels."""
    rows = [min(len(words), MOST_WORDS) for words in (source, target, target)]
    heads = [
        HEAD + LETTER * min(max(map(len, words), default=0), LONGEST)
        for words in (source, target, source)
    ]
    each = [head + SQUARE * count for head, count in zip(heads, rows, strict=True)]
    return round(max(each)), round(sum(each) + 2 * GAP)


def _grid(kind: str, title: str, queries: Sequence[str], keys: Sequence[str]) -> str:
    seen = visible(kind, len(queries), len(keys))
    head = "".join(f'<th scope="col">{_word(key)}</th>' for key in keys)
    rows = "".join(
        f'<tr><th scope="row">{_word(query)}</th>{"".join(map(_cell, row))}</tr>'
        for query, row in zip(queries, seen.tolist(), strict=True)
    )
    return (
        f"<figure><figcaption>{title}</figcaption><table><thead><tr><td></td>{head}</tr></thead>"
        f"<tbody>{rows}</tbody></table></figure>"
    )


def _word(text: str) -> str:
    return escape(shorten(text, LONGEST))


def _cell(seen: bool) -> str:
    return '<td class="seen" title="visible"></td>' if seen else '<td title="hidden"></td>'
