"""The look of every plotly picture: palettes, type, token axes, and the words beside them.

A figure function takes ``look=``; the app passes the theme's, papers and slides use PRINT.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import plotly.graph_objects as go

from explorer.data.palette import CATEGORIES, PALETTE
from explorer.text import shorten
from explorer.trace import Trace

MONO = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace"
SANS = "'Source Sans', 'Source Sans 3', 'Source Sans Pro', system-ui, sans-serif"

DASHES = ("solid", "dash", "dot", "dashdot")
MARKERS = ("circle", "square", "diamond", "cross", "triangle-up", "x")

NUMBERS_UP_TO = 16  # tokens: beyond this, numbers in cells are too small to read
LABEL_CHARACTERS = 18


@dataclass(frozen=True)
class Look:
    """Colours and type of a picture. ``sequential`` and ``diverging`` run low to high."""

    name: str
    paper: str
    ink: str
    muted: str
    line: str
    accent: str
    sequential: tuple[str, ...]  # the first is the paper: zero looks like nothing
    diverging: tuple[str, ...]  # the middle is neutral: zero looks like nothing
    tints: tuple[str, ...]  # blue, amber, green, grey: fills that ink can stand on
    font_size: int = 13

    def __repr__(self) -> str:
        """LIGHT, DARK or PRINT, as signatures in help() say it; a look of one's own by its name."""
        ready = self in (LIGHT, DARK, PRINT)
        return self.name.upper() if ready else f"Look({self.name!r}, …)"


def _look(name: str) -> Look:
    """The look of a theme, from the palette."""
    theme = PALETTE[name]
    return Look(
        name,
        theme["paper"],
        theme["ink"],
        theme["muted"],
        theme["line"],
        theme["accent"],
        tuple(theme["sequential"]),
        tuple(theme["diverging"]),
        tuple(theme["tints"]),
    )


LIGHT = _look("light")
DARK = _look("dark")
PRINT = replace(
    LIGHT,
    name="print",
    paper=PALETTE["print"]["paper"],
    ink=PALETTE["print"]["ink"],
    sequential=(PALETTE["print"]["paper"], *LIGHT.sequential[1:]),
    diverging=(*LIGHT.diverging[:5], PALETTE["print"]["paper"], *LIGHT.diverging[6:]),
    font_size=16,
)


def scale(colours: Sequence[str]) -> list[list[float | str]]:
    """A plotly colour scale of evenly spaced colours."""
    return [[i / (len(colours) - 1), colour] for i, colour in enumerate(colours)]


def ink_on(value: float, low: float, high: float, colours: Sequence[str], look: Look) -> str:
    """A text colour that can be read on the scale's colour for ``value``."""
    place = 0.0 if high <= low else (min(max(value, low), high) - low) / (high - low)
    colour = colours[round(place * (len(colours) - 1))].lstrip("#")
    red, green, blue = (int(colour[i : i + 2], 16) for i in (0, 2, 4))
    bright = 0.299 * red + 0.587 * green + 0.114 * blue > 140
    dark_ink = look.ink if look.name != "dark" else look.paper
    light_ink = PRINT.paper if look.name != "dark" else look.ink
    return dark_ink if bright else light_ink


def literal(text: str) -> str:
    """Text as plotly must get it so that it is drawn as typed: plotly reads a little HTML.

    Also keeps a token from being taken for LaTeX ($...$) or for a hover template (%{...}).
    """
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    # A word joiner (no width) breaks up "$...$" and "%{" without showing.
    return safe.replace("$", "$\u2060").replace("%{", "%\u2060{")


def short(text: str, limit: int = LABEL_CHARACTERS) -> str:
    """Text cut to what fits on an axis."""
    return shorten(text, limit)


def token_labels(trace: Trace, indices: Sequence[int] | np.ndarray | None = None) -> list[str]:
    """Axis labels of the tokens (or of those at ``indices``), shortened and safe for plotly."""
    chosen = range(trace.num_tokens) if indices is None else indices
    return [literal(short(trace.labels[int(i)])) for i in chosen]


def number(first_index: int, index: int) -> int:
    """A layer or head number as the reader counts: from 0 as code does, or from 1 as papers do."""
    return index + first_index


def caption(trace: Trace, what: str, other: Trace | None = None) -> str:
    """What a cropped picture must still say: the quantity, the model, and the text (or both)."""
    second = trace.input.pair if other is None else other.input.text
    text = trace.input.text if second is None else f"{trace.input.text} / {second}"
    where = f"{literal(trace.spec.id)} · {literal(short(' '.join(text.split()), 44))}"
    return f"{what}<br><span style='font-size:0.86em'>{where}</span>"


def styled(figure: go.Figure, look: Look, *, title: str, alt: str, height: int) -> go.Figure:
    """Give a figure the house look, its one-line title and its text for screen readers."""
    figure.update_layout(
        title={"text": title, "font": {"size": look.font_size + 1}, "x": 0, "xanchor": "left",
               "xref": "container", "y": 1.0, "yanchor": "top", "pad": {"l": 4, "t": 12}},
        paper_bgcolor=look.paper,
        plot_bgcolor=look.paper,
        font={"family": SANS, "size": look.font_size, "color": look.ink},
        colorway=list(CATEGORIES),
        hoverlabel={"font": {"family": SANS, "size": look.font_size}, "align": "left"},
        margin={"l": 8, "r": 8, "t": 58, "b": 8},
        height=height,
        meta={"alt": alt},
    )  # fmt: skip
    figure.update_xaxes(gridcolor=look.line, linecolor=look.line, zerolinecolor=look.line,
                        automargin=True)  # fmt: skip
    figure.update_yaxes(gridcolor=look.line, linecolor=look.line, zerolinecolor=look.line,
                        automargin=True)  # fmt: skip
    return figure


def layout(figure: go.Figure) -> Any:
    """A figure's layout: plotly makes its attributes at run time, so its types know none."""
    return figure.layout


def colour_bar(look: Look, name: str) -> dict[str, object]:
    """A bar that names its quantity."""
    return {"title": {"text": name, "side": "right", "font": {"size": look.font_size - 1}},
            "thickness": 12, "len": 1.0, "outlinewidth": 0, "ypad": 0,
            "tickfont": {"size": look.font_size - 2}}  # fmt: skip


def state_name(state: int, *, first_index: int = 0) -> str:
    """What the reader calls a hidden state: "embedding output", "after layer 3"."""
    return "embedding output" if state == 0 else f"after layer {state - 1 + first_index}"
