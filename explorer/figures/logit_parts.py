"""What each token contributes to a logit: as bars, and over the text itself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import plotly.graph_objects as go

from explorer.figures.bars import Axis, bars
from explorer.figures.base import LIGHT, MONO, SANS, Look, caption, literal, short, styled
from explorer.figures.colours import READABLE, contrast, mixed, signed
from explorer.figures.drawing import Figure
from explorer.figures.token_chips import AROUND, GAP, LETTER, NARROW_WIDTH, WIDTH
from explorer.measures.logit_parts import LogitParts, Unit, strongest, units
from explorer.trace import Trace

MOST_UNITS = 30
ROW = (15.0, 25.0)  # pixels of a bar's row, at least and at most
TALL, BETWEEN = 42.0, 8.0  # pixels of a chip, and from one row of chips to the next
STEPS, STEP = 21, 9.0  # the legend's colours, and pixels of each


def logit_bars(
    trace: Trace, parts: LogitParts, what: str, *, words: bool = False, look: Look = LIGHT
) -> go.Figure:
    """What each token adds to a logit or takes from it, in reading order; then the biases.

    ``what`` names the logit. Texts of more than 30 units show the 30 with the largest parts.
    """
    shown = strongest(units(trace, parts, words=words), MOST_UNITS)
    values = [unit.value for unit in shown] + [parts.biases, parts.head]
    names = [f"{unit.place} {unit.label}" for unit in shown] + ["biases: layers", "biases: head"]
    figure = bars(
        names,
        values,
        Axis(f"part of {what}", None, None, "+.2f"),
        title=caption(trace, f"What makes {literal(what)} {parts.value:.2f}"),
        alt=f"Parts of {what}: {_said(shown)}",
        look=look,
    )
    row = float(np.clip(380 / len(names), *ROW))
    high, low = signed(look)
    muted = [unit.special for unit in shown] + [True, True]
    colours = [
        look.line if grey else high if value > 0 else low
        for value, grey in zip(values, muted, strict=True)
    ]
    figure.update_traces(
        marker={"color": colours, "pattern": {"shape": ""}}, textposition="outside",
        textfont={"size": min(look.font_size - 1, int(0.75 * row))},
    )  # fmt: skip
    figure.update_yaxes(tickfont={"family": MONO, "size": min(look.font_size - 1, int(0.8 * row))})
    least, most = min(*values, 0.0), max(*values, 0.0)
    room = 0.14 * (most - least) or 1.0  # for the numbers
    figure.update_xaxes(range=[least - (room if least < 0 else 0.0), most + room])
    return figure.update_layout(height=110 + row * len(names), bargap=0.2)


MOST_CHIPS = 120
"""Chips of one picture: a browser needs seconds for several hundred boxes."""


def _said(shown: list[Unit]) -> str:
    """The largest parts in words."""
    order = sorted(shown, key=lambda unit: -abs(unit.value))[:8]
    return ", ".join(f"{unit.label} {unit.value:+.2f}" for unit in order) + "."


@dataclass(frozen=True)
class _Chip:
    """One unit's place, in pixels from the upper left corner."""

    unit: Unit
    left: float
    top: float
    width: float


def coloured_text(
    trace: Trace,
    parts: LogitParts,
    what: str,
    *,
    words: bool = False,
    narrow: bool = False,
    look: Look = LIGHT,
) -> go.Figure:
    """The text, each token on the colour of its part of a logit, its number below it.

    The scale ends at the largest part of a word: special tokens may be beyond it. Of a long text
    the first MOST_CHIPS tokens are drawn, and the title says so. ``narrow`` is for phones.
    """
    every = units(trace, parts, words=words)
    inner = [abs(unit.value) for unit in every if not unit.special]
    top = max(inner or [abs(unit.value) for unit in every]) or 1.0
    chips = _lay(every[:MOST_CHIPS], NARROW_WIDTH if narrow else WIDTH, look.font_size)
    down = chips[-1].top + TALL + 2 * BETWEEN
    figure = Figure([_labels(chips, look), _numbers(chips, look)])
    figure.add_traces(_legend_words(what, top, down, look))
    cut = f"; the first {MOST_CHIPS} of {len(every)}" if len(every) > MOST_CHIPS else ""
    title = f"What makes {literal(what)} {parts.value:.2f}{cut}"
    styled(figure, look, title=caption(trace, title),
           alt=f"The text coloured by each token's part of {what}: {_said(every)}",
           height=80 + down + 46)  # fmt: skip
    bare = {"showticklabels": False, "showgrid": False, "zeroline": False}
    figure.update_xaxes(bare, range=[0, NARROW_WIDTH if narrow else WIDTH])
    figure.update_yaxes(bare, range=[down + 46, 0])
    boxes = [_box(chip, top, look) for chip in chips] + _legend_boxes(down, look)
    return figure.update_layout(shapes=boxes, showlegend=False)


def _lay(every: list[Unit], width: float, size: int) -> list[_Chip]:
    """Chips in rows; the pieces of a word touch each other."""
    chips: list[_Chip] = []
    left = top = 0.0
    for unit in every:
        letters = max(len(short(unit.label)), 5)
        wide = min(letters * LETTER * size + AROUND, width)
        left += 0.0 if unit.joined or not left else GAP
        if left and left + wide > width:
            left, top = 0.0, top + TALL + BETWEEN
        chips.append(_Chip(unit, left, top, wide))
        left += wide
    return chips


def _colour(value: float, top: float, look: Look) -> str:
    """The colour of a part on the scale from -top to top, light enough for ink to stand on."""
    colour = signed(look)[0 if value > 0 else 1]
    return mixed(look.paper, colour, _most(colour, look) * min(abs(value) / top, 1.0))


@cache
def _most(colour: str, look: Look) -> float:
    """The largest share of a colour in the paper on which ink can still be read."""
    shares = np.linspace(1, 0.1, 19)
    return next(
        (float(s) for s in shares if contrast(look.ink, mixed(look.paper, colour, s)) >= READABLE),
        0.1,
    )


def _box(chip: _Chip, top: float, look: Look) -> dict[str, object]:
    line = {"color": look.muted if chip.unit.special else look.line, "width": 1}
    if chip.unit.special:
        line["dash"] = "dot"
    return {"type": "rect", "x0": chip.left, "x1": chip.left + chip.width, "y0": chip.top,
            "y1": chip.top + TALL, "fillcolor": _colour(chip.unit.value, top, look), "line": line,
            "layer": "below"}  # fmt: skip


def _texts(
    chips: list[_Chip], texts: list[str], down: float, *, size: int, look: Look
) -> go.Scatter:
    """A line of text in every chip, ``down`` pixels below its upper edge."""
    return go.Scatter(
        x=[chip.left + chip.width / 2 for chip in chips],
        y=[chip.top + down for chip in chips],
        text=texts, mode="text", textposition="middle center",
        textfont={"family": MONO, "size": size, "color": look.ink},
        customdata=[f"{chip.unit.place} {literal(chip.unit.label)}: {chip.unit.value:+.4f}"
                    for chip in chips],
        hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip


def _labels(chips: list[_Chip], look: Look) -> go.Scatter:
    texts = [literal(short(chip.unit.label)) for chip in chips]
    return _texts(chips, texts, 0.34 * TALL, size=look.font_size, look=look)


def _numbers(chips: list[_Chip], look: Look) -> go.Scatter:
    texts = [f"{chip.unit.value:+.2f}" for chip in chips]
    return _texts(chips, texts, 0.76 * TALL, size=look.font_size - 3, look=look)


def _legend_boxes(down: float, look: Look) -> list[dict[str, object]]:
    """The scale's colours from end to end."""
    return [
        {"type": "rect", "x0": place * STEP, "x1": (place + 1) * STEP, "y0": down + 18,
         "y1": down + 28, "fillcolor": _colour(2 * place / (STEPS - 1) - 1, 1, look),
         "line": {"width": 0}, "layer": "below"}
        for place in range(STEPS)
    ]  # fmt: skip


def _legend_words(what: str, top: float, down: float, look: Look) -> list[go.Scatter]:
    """The quantity above the scale, and its ends and middle below it."""
    long = STEPS * STEP
    texts = ((0.0, down + 8, literal(f"part of {what}: lowers … raises it"), "middle right"),
             (0.0, down + 38, f"−{top:.2f}", "middle right"),
             (long / 2, down + 38, "0", "middle center"),
             (long, down + 38, f"+{top:.2f}", "middle left"))  # fmt: skip
    return [
        go.Scatter(x=[x], y=[y], text=[text], mode="text", textposition=side, hoverinfo="skip",
                   textfont={"family": SANS, "size": look.font_size - 2, "color": look.muted})
        for x, y, text, side in texts
    ]  # fmt: skip
