"""A text as chips, one a token: tints for its parts, outlines for special tokens, words joined."""

from __future__ import annotations

from dataclasses import dataclass

import plotly.graph_objects as go

from explorer.figures.base import LIGHT, MONO, Look, caption, styled, token_labels
from explorer.figures.drawing import Figure
from explorer.trace import Trace

WIDTH, NARROW_WIDTH = 700.0, 340.0  # pixels of a row
ROW, TALL, GAP = 34.0, 26.0, 6.0  # pixels: a row, a chip, and the space between words
LETTER, AROUND = 0.64, 12.0  # a letter in units of its type, and pixels around a chip's text


@dataclass(frozen=True)
class Chip:
    """One chip, in pixels from the upper left corner."""

    left: float
    top: float
    width: float


def token_chips(trace: Trace, *, narrow: bool = False, look: Look = LIGHT) -> go.Figure:
    """The tokens of a text in rows; blue and amber are its first and second part."""
    width = NARROW_WIDTH if narrow else WIDTH
    labels = token_labels(trace)
    chips = _lay(trace, labels, width, look.font_size)
    figure = Figure(
        go.Scatter(
            x=[chip.left + chip.width / 2 for chip in chips],
            y=[chip.top + TALL / 2 for chip in chips],
            text=labels, mode="text", textposition="middle center", showlegend=False,
            textfont={"family": MONO, "size": look.font_size, "color": look.ink},
            customdata=list(range(len(labels))),
            hovertemplate="token %{customdata}: %{text}<extra></extra>",
        )
    )  # fmt: skip
    tall = chips[-1].top + ROW
    styled(figure, look, title=caption(trace, f"{len(labels)} tokens"),
           alt=f"{len(labels)} tokens: {' '.join(trace.labels)}.", height=80 + tall)  # fmt: skip
    bare = {"showticklabels": False, "showgrid": False, "zeroline": False}
    figure.update_xaxes(bare, range=[0, width])
    figure.update_yaxes(bare, range=[tall, 0])
    return figure.update_layout(
        shapes=[_box(trace, place, chip, look) for place, chip in enumerate(chips)]
    )


def _lay(trace: Trace, labels: list[str], width: float, size: int) -> list[Chip]:
    """Chips in rows; the pieces of a word touch each other."""
    chips: list[Chip] = []
    left = top = 0.0
    for place, label in enumerate(labels):
        wide = min(len(label) * LETTER * size + AROUND, width)
        joined = place > 0 and trace.word[place] >= 0 and trace.word[place] == trace.word[place - 1]
        left += 0.0 if joined or not left else GAP
        if left and left + wide > width:
            left, top = 0.0, top + ROW
        chips.append(Chip(left, top, wide))
        left += wide
    return chips


def _box(trace: Trace, place: int, chip: Chip, look: Look) -> dict[str, object]:
    """A chip's ground: a tint for each text, an outline for special tokens."""
    blue, amber, *_ = look.tints
    special = bool(trace.special[place])
    tint = "rgba(0,0,0,0)" if special else amber if trace.side[place] else blue
    line = {"color": look.muted, "width": 1, "dash": "dot"} if special else {
        "color": look.paper, "width": 1}  # fmt: skip
    return {"type": "rect", "x0": chip.left, "x1": chip.left + chip.width, "y0": chip.top,
            "y1": chip.top + TALL, "fillcolor": tint, "line": line, "layer": "below"}  # fmt: skip
