"""Running text with labelled spans, as a picture: what stands under tags and answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from explorer.data.palette import CATEGORIES
from explorer.figures.base import LIGHT, MONO, SANS, Look, literal, styled
from explorer.figures.drawing import Figure
from explorer.figures.text_rows import EDGE, SMALLER, Mark, Passage, Word, lay
from explorer.figures.token_chips import NARROW_WIDTH, TALL
from explorer.trace import Trace

WIDTH = 620.0  # pixels of a row: type of every size on paper fits it
LINE = 2.0  # pixels: under a mark
TINT = 0.26  # of a category's colour behind a text, as in explorer.views.spans
_KINDS = {
    "text": "center", "first": "right", "first from the right": "left", "label": "center",
    "heading": "right",
}  # fmt: skip
"""What is written, and to which side of its place: the first word of a line is flush."""


def tint_of(label: str, names: Sequence[str]) -> str:
    """The colour of a label, by its place in ``names``."""
    return CATEGORIES[names.index(label) % len(CATEGORIES)]


def text_read(trace: Trace, side: int) -> str:
    """The first or second text, up to where the model stopped reading it."""
    text = trace.side_text(side)
    if not trace.dropped:
        return text
    ends = trace.offsets[(trace.side == side) & ~trace.special, 1]
    end = int(ends.max(initial=0))
    return text if end >= len(text.rstrip()) else f"{text[:end]} …"


def marked_text(
    passages: Sequence[Passage],
    order: Sequence[str] = (),
    *,
    title: str,
    alt: str,
    narrow: bool = False,
    look: Look = LIGHT,
) -> go.Figure:
    """Texts one under the other, their spans on a tint with the label behind.

    Labels get colours in ``order``, the others as they come.
    """
    width = NARROW_WIDTH if narrow else WIDTH
    words: list[Word] = []
    tall = 0.0
    for passage in passages:
        placed, tall = lay(passage, width, tall, look.font_size)
        words += placed
    figure = Figure(
        [_written([word for word in words if word.kind == kind], kind, look) for kind in _KINDS]
    )
    styled(figure, look, title=title, alt=alt, height=80 + tall)
    bare = {"showticklabels": False, "showgrid": False, "zeroline": False}
    figure.update_xaxes(bare, range=[0, width])
    figure.update_yaxes(bare, range=[tall, 0])
    labels = (mark.label for passage in passages for mark in passage.marks)
    return figure.update_layout(shapes=_boxes(words, list(dict.fromkeys([*order, *labels]))))


def _written(words: list[Word], kind: str, look: Look) -> go.Scatter:
    """All words of one kind."""
    side = _KINDS[kind]
    heading = kind == "heading"
    return go.Scatter(
        x=[{"right": word.left, "left": word.right}.get(side, (word.left + word.right) / 2)
           for word in words],
        y=[word.top + TALL / 2 for word in words],
        text=[literal(word.text) for word in words],
        mode="text",
        textposition=f"middle {side}",
        textfont={
            "family": SANS if heading else MONO,
            "size": look.font_size - (SMALLER if kind == "label" else 0),
            "color": look.muted if heading else look.ink,
        },
        customdata=[literal(word.mark.about if word.mark else word.text) for word in words],
        hovertemplate="%{customdata}<extra></extra>",
        showlegend=False,
    )  # fmt: skip


def _boxes(words: list[Word], names: Sequence[str]) -> list[dict[str, Any]]:
    """A tint and a line for each row of each mark."""
    rows: dict[tuple[Mark, float], list[Word]] = {}
    for word in words:
        if word.mark:
            rows.setdefault((word.mark, word.top), []).append(word)
    found = []
    for (mark, top), row in rows.items():
        tint = tint_of(mark.label, names)
        red, green, blue = (int(tint[at : at + 2], 16) for at in (1, 3, 5))
        left, right = min(w.left for w in row) - EDGE, max(w.right for w in row) + EDGE
        for above, opacity in ((top, TINT), (top + TALL - LINE, 1.0)):
            found.append({
                "type": "rect", "x0": left, "x1": right, "y0": above, "y1": top + TALL,
                "line": {"width": 0}, "layer": "below",
                "fillcolor": f"rgba({red},{green},{blue},{opacity})",
            })  # fmt: skip
    return found
