"""Cross attention as it grows: a row for each token that was written, and what else could come."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np

from explorer.data.palette import CATEGORIES
from explorer.seq2seq import Hypothesis, Step
from explorer.text import percent, shorten

STYLE = """<style>
.writing { overflow-x: auto; max-width: 100%; }
.writing table { border-collapse: collapse; width: auto; }
.writing th { font: 13px ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace;
  padding: 2px 6px; unicode-bidi: isolate; text-align: end; border: 0; white-space: pre; }
.writing thead th { writing-mode: vertical-rl; transform: rotate(180deg); text-align: start;
  padding: 6px 2px; }
.writing td { width: 30px; min-width: 22px; height: 26px; border: 1px solid #8886; padding: 0; }
.writing thead td { border: 0; }
.writing td.most { box-shadow: inset 0 0 0 2px currentColor; }
.writing tr.now th { text-decoration: underline; font-weight: 700; }
.writing .to-come td { border-color: #8883; }
.chances td { border: 0; padding: 2px 8px; font-size: 14px; height: 24px; }
.writing td.room { width: 120px; }
.chances .bar { background: FIRST; height: 12px; min-width: 1px; }
.chances .written { font-weight: 700; }
</style>""".replace("FIRST", CATEGORIES[0])
ROW, HEAD, LETTER = 27, 16, 8
"""Pixels: a row, what stands around the column heads, a letter of them."""
LONGEST = 14
MOST_ROWS = 16
"""Rows in sight; of a longer text those up to the step that is shown."""
EMPTY = "·"


def writing_grid(
    written: Sequence[str], source: Sequence[str], weights: np.ndarray, *, shown: int
) -> str:
    """A table as HTML: rows are written tokens, columns source tokens, shades weights (N, S).

    The first ``shown`` rows are filled in, the others keep their place; the strongest weight of
    each row is framed. Of a long text MOST_ROWS rows are drawn, up to the last that is filled in.
    """
    last = max(shown, MOST_ROWS)
    window = range(max(0, last - MOST_ROWS), min(last, len(written)))
    head = "".join(f'<th scope="col">{_word(token)}</th>' for token in source)
    rows = "".join(
        _row(written[at], weights[at], now=at == shown - 1) if at < shown else _to_come(len(source))
        for at in window
    )
    return (
        f'{STYLE}<div class="writing" role="region" tabindex="0" '
        'aria-label="Cross attention of each written token to the source">'
        f"<table><thead><tr><td></td>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def grid_height(count: int, source: Sequence[str]) -> int:
    """About how high the table of so many rows is, in pixels."""
    return (
        HEAD + LETTER * min(max(map(len, source), default=0), LONGEST) + ROW * min(count, MOST_ROWS)
    )


def chances(step: Step) -> str:
    """The likeliest tokens of a step as HTML, with bars; the written one in bold."""
    rows = "".join(
        f"<tr{' class=written' if token == step.token else ''}>"
        f"<th scope=row>{_word(token)}</th><td>{_share(share)}</td>"
        f'<td class="room"><div class="bar" style="width:{share * 100:.1f}%"></div></td></tr>'
        for token, share in step.likely
    )
    return f'{STYLE}<div class="writing"><table class="chances"><tbody>{rows}</tbody></table></div>'


def kept_texts(hypotheses: Sequence[Hypothesis]) -> list[dict[str, object]]:
    """What beam search kept, best first: text, logarithm of its probability, whether it ended."""
    return [
        {"kept text": " ".join(one.tokens), "log probability": round(one.score, 3),
         "ended": one.ended}
        for one in hypotheses
    ]  # fmt: skip


def _row(token: str, weights: np.ndarray, *, now: bool) -> str:
    most = int(np.argmax(weights))
    cells = "".join(
        f'<td{" class=most" if at == most else ""} title="{percent(float(weight))}" '
        f'style="background:{_shade(float(weight))}"></td>'
        for at, weight in enumerate(weights)
    )
    mark = ' class="now"' if now else ""
    return f'<tr{mark}><th scope="row">{_word(token)}</th>{cells}</tr>'


def _to_come(columns: int) -> str:
    return f'<tr class="to-come"><th scope="row">{EMPTY}</th>{"<td></td>" * columns}</tr>'


def _shade(weight: float) -> str:
    red, green, blue = (int(CATEGORIES[0][at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{min(max(weight, 0.0), 1.0):.3f})"


def _word(text: str) -> str:
    return escape(shorten(text, LONGEST))


def _share(share: float) -> str:
    return percent(share, 1).replace(" ", "\u00a0")
