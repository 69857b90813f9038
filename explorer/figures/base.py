"""The look of every plotly picture: palettes, type, token axes, and the words beside them.

A figure function takes ``look=``; the app passes the theme's, papers and slides use PRINT.
"""

from __future__ import annotations

import html
import re
import textwrap
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import plotly.graph_objects as go

from explorer.data.palette import CATEGORIES, PALETTE
from explorer.figures.blanked import blanked
from explorer.text import shorten
from explorer.trace import Trace

MONO = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace"
SANS = "'Source Sans', 'Source Sans 3', 'Source Sans Pro', system-ui, sans-serif"

DASHES = ("solid", "dash", "dot", "dashdot")
MARKERS = ("circle", "square", "diamond", "cross", "triangle-up", "x")

NUMBERS_UP_TO = 16  # tokens: beyond this, numbers in cells are too small to read
LABEL_CHARACTERS = 18
TITLE_CHARACTERS, SMALL_CHARACTERS = 54, 62  # in a line of a title, and in one below it
TEXT_CHARACTERS = 100  # of a text that a caption repeats
TITLE_WIDTH = 340  # pixels of its longest line, in type of 13 pixels
NARROW = 358
"""Pixels of a phone's screen: how wide a picture is that is drawn ``narrow``."""
SOFT = "<br >"
"""A line break that only keeps a title narrow, where <br> also ends a sentence."""
_BREAK = re.compile(r"<br ?>")
_TAG = re.compile(r"<[^>]*>")
_SMALL = "<span style='font-size:0.86em'>{}</span>"


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
    projected: bool = False  # on a low screen, to be read from the last row

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
    first = blanked(trace)
    second = trace.input.pair and blanked(trace, 1) if other is None else blanked(other)
    text = first if second is None else f"{first} / {second}"
    said = short(" ".join(text.split()), TEXT_CHARACTERS)
    if len(trace.spec.id) > 18:  # a line of its own
        return what + small(trace.spec.id, said)
    return what + small(f"{trace.spec.id} · {said}")


def small(*parts: str) -> str:
    """Plain texts below a title in smaller type, each in lines that a phone can show."""
    found = []
    for part in parts:
        wide = any(unicodedata.east_asian_width(char) in "WF" for char in part)
        width = SMALL_CHARACTERS // 2 if wide else SMALL_CHARACTERS
        lines = textwrap.wrap(part, width, break_on_hyphens=False)
        found.append(SOFT.join(_SMALL.format(literal(line)) for line in lines))
    return "".join(f"<br>{lines}" for lines in found)


def under(text: str) -> str:
    """The second line of a title, in smaller type. ``text`` is safe for plotly already."""
    return "<br>" + _SMALL.format(text)


def wrapped(title: str) -> str:
    """A title in lines that a phone can show. Takes and gives what plotly reads."""
    return "<br>".join(
        line if "<" in line else SOFT.join(textwrap.wrap(
            line, TITLE_CHARACTERS, break_long_words=False, break_on_hyphens=False))
        for line in title.split("<br>")
    )  # fmt: skip


def styled(figure: go.Figure, look: Look, *, title: str, alt: str, height: float) -> go.Figure:
    """Give a figure the house look, its title and its text for screen readers.

    ``height`` is for a title of two lines; each one more adds its own.
    """
    title = wrapped(title)
    line = 1.35 * (look.font_size + 1)  # pixels
    lines = len(_BREAK.findall(title)) + 1
    if look.projected:  # heights are meant for type of 13 pixels in the title and below the axis
        height += 5 * (look.font_size - LIGHT.font_size)
    figure.update_layout(
        title={"text": title, "font": {"size": look.font_size + 1}, "x": 0, "xanchor": "left",
               "xref": "container", "y": 1.0, "yanchor": "top", "pad": {"l": 4, "t": 18}},
        paper_bgcolor=look.paper,
        plot_bgcolor=look.paper,
        font={"family": SANS, "size": look.font_size, "color": look.ink},
        colorway=list(CATEGORIES),
        hoverlabel={"font": {"family": SANS, "size": look.font_size}, "align": "left"},
        margin={"l": 8, "r": 14, "t": 24 + lines * line, "b": 8},
        height=height + max(0, lines - 2) * line,
        meta={"alt": alt},
    )  # fmt: skip
    # A line colour alone makes plotly draw the axis line: most pictures have their own edge.
    quiet = {"size": look.font_size - 2, "color": look.muted}
    axis = {"gridcolor": look.line, "linecolor": look.line, "zerolinecolor": look.line,
            "showline": False, "automargin": True, "title": {"font": quiet}}  # fmt: skip
    return figure.update_xaxes(axis).update_yaxes(axis)


def text_width(figure: go.Figure, look: Look) -> float:
    """Pixels that the longest line of a figure's title takes."""
    lines = _BREAK.split(str(layout(figure).title.text))
    longest = max(
        len(html.unescape(_TAG.sub("", line))) * (0.86 if "<span" in line else 1.0)
        for line in lines
    )
    return min(longest * 0.52 * (look.font_size + 1) + 16, TITLE_WIDTH * look.font_size / 13)


def legend_above(figure: go.Figure, look: Look) -> go.Figure:
    """A legend in a row of its own between title and picture; the picture keeps its height."""
    room = 2.0 * look.font_size
    figure.update_layout(
        margin={"t": layout(figure).margin.t + room},
        height=layout(figure).height + room,
        legend={"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0, "xanchor": "left",
                "traceorder": "normal"},
    )  # fmt: skip
    return figure


def layout(figure: go.Figure) -> Any:
    """A figure's layout: plotly makes its attributes at run time, so its types know none."""
    return figure.layout


def state_name(state: int, *, first_index: int = 0) -> str:
    """What the reader calls a hidden state everywhere: "embeddings", "after layer 3"."""
    return "embeddings" if state == 0 else f"after layer {state - 1 + first_index}"
