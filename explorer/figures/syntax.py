"""Trees over a sentence as arcs from word to word, and how well each state's trees are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go

from explorer.figures.base import (
    CATEGORIES,
    LIGHT,
    MONO,
    Look,
    caption,
    legend_above,
    literal,
    short,
    state_name,
    styled,
    under,
)
from explorer.figures.drawing import Figure
from explorer.figures.lines import Line, state_lines
from explorer.measures.syntax import Link, Tree
from explorer.one_line import OneLine
from explorer.trace import Trace

if TYPE_CHECKING:
    from explorer.teaching.syntax_probe import SyntaxProbe

BETWEEN = 16.0  # pixels from one word to the next
ROW = 30.0  # pixels of a word on a phone
RISE, FLAT = 15.0, 0.62  # an arc's width on phones in pixels, and how it grows with its span
WIDER = 1.8  # times as far from words in a line
STEPS = 24  # points of an arc


@dataclass(frozen=True, eq=False, repr=False)
class _Words(OneLine):
    """Where the words stand along the line, and where arcs begin beside it."""

    places: np.ndarray  # (W,) pixels
    gap: float  # from the line to where arcs begin
    narrow: bool

    def arc(self, link: Link, side: int) -> tuple[np.ndarray, np.ndarray]:
        """A half ellipse over the words; ``side`` 1 above them (right of them), -1 below."""
        one, other = self.places[list(link)]
        turn = np.linspace(0, np.pi, STEPS)
        along = (one + other) / 2 - (other - one) / 2 * np.cos(turn)
        rise = RISE if self.narrow else WIDER * RISE
        away = side * (self.gap + rise * (link[1] - link[0]) ** FLAT * np.sin(turn))
        return (away, along) if self.narrow else (along, away)


def syntax_tree(
    trace: Trace,
    tree: Tree,
    state: int,
    *,
    gold: Tree | None = None,
    first_index: int = 0,
    narrow: bool = False,
    look: Look = LIGHT,
) -> go.Figure:
    """The links that a probe reads off a hidden state, as arcs above the words.

    Below the words stands the tree made by hand, if there is one for the sentence: links that
    both have are drawn through, others dashed. ``narrow`` puts the words below each other, for
    phones.
    """
    words = _placed(tree.words, look, narrow=narrow)
    figure = Figure()
    known = frozenset() if gold is None else gold.links
    agreed = tree.links if gold is None else tree.links & known
    name = "from the vectors" if gold is None else "in both"
    _arcs(figure, words, agreed, 1, name=name, colour=look.accent)
    if gold is not None:
        _arcs(figure, words, tree.links - known, 1, name="from the vectors alone",
              colour=CATEGORIES[1], dash="dash")  # fmt: skip
        _arcs(figure, words, known & tree.links, -1, name="by hand", colour=look.muted)
        _arcs(figure, words, known - tree.links, -1, name="by hand alone",
              colour=CATEGORIES[1], dash="dot")  # fmt: skip
    figure.add_trace(_written(tree.words, words, look))
    where = state_name(state, first_index=first_index)
    right = f": {len(tree.links & known)} of {len(known)} links are those made by hand"
    told = "" if gold is None else right
    alt = f"Tree of the {len(tree.words)} words {where}: " + "; ".join(
        f"{tree.words[one]} and {tree.words[other]}" for one, other in sorted(tree.links)
    )
    high = _height(figure, words)
    styled(figure, look, title=caption(trace, f"Tree from the vectors {where}{told}"),
           alt=alt, height=high)  # fmt: skip
    figure.update_layout(showlegend=gold is not None)
    return legend_above(figure, look) if gold is not None else figure


def _placed(texts: Sequence[str], look: Look, *, narrow: bool) -> _Words:
    """Words in a line as wide as they are, or in a column."""
    widths = np.array([len(short(text)) * 0.62 * look.font_size for text in texts])
    if narrow:
        return _Words(ROW * np.arange(len(texts)), widths.max() / 2 + 6, True)
    steps = (widths[1:] + widths[:-1]) / 2 + BETWEEN
    return _Words(np.concatenate([[0.0], np.cumsum(steps)]), look.font_size * 0.9, False)


def _arcs(
    figure: go.Figure,
    words: _Words,
    links: Iterable[Link],
    side: int,
    *,
    name: str,
    colour: str,
    dash: str = "solid",
) -> None:
    """Some links as one trace, and their entry in the legend."""
    parts = [words.arc(link, side) for link in sorted(links)]
    if not parts:
        return
    gap = np.array([np.nan])
    x, y = (np.concatenate([piece for part in parts for piece in (part[axis], gap)])
            for axis in (0, 1))  # fmt: skip
    figure.add_trace(
        go.Scatter(x=x, y=y, mode="lines", name=name, hoverinfo="skip",
                   line={"color": colour, "dash": dash, "width": 2.5})
    )  # fmt: skip


def _written(texts: Sequence[str], words: _Words, look: Look) -> go.Scatter:
    nought = np.zeros(len(texts))
    x, y = (nought, words.places) if words.narrow else (words.places, nought)
    return go.Scatter(
        x=x, y=y, mode="text", text=[literal(short(text)) for text in texts], hoverinfo="skip",
        showlegend=False, textposition="middle center",
        textfont={"family": MONO, "size": look.font_size, "color": look.ink},
    )  # fmt: skip


def _height(figure: go.Figure, words: _Words) -> float:
    """Sets the axes to what is drawn, one pixel a unit upwards; returns the figure's height."""
    bare = {"showticklabels": False, "showgrid": False, "zeroline": False}
    away = "x" if words.narrow else "y"
    drawn = [np.asarray(getattr(one, away), float) for one in figure.data]
    low, high = min(np.nanmin(one) for one in drawn), max(np.nanmax(one) for one in drawn)
    ends = (words.places[0] - 40, words.places[-1] + 40)
    if words.narrow:
        sides = max(-low, high) + words.gap
        figure.update_xaxes(bare, range=[-sides if low < 0 else -words.gap, sides])
        figure.update_yaxes(bare, range=[words.places[-1] + ROW / 2, -ROW / 2])
        return 70 + ROW * len(words.places)
    low, high = min(low, -words.gap) - 8, high + 8
    figure.update_xaxes(bare, range=list(ends))
    figure.update_yaxes(bare, range=[low, high])
    return 70 + high - low


def syntax_by_state(
    probe: SyntaxProbe, model: str, *, first_index: int = 0, look: Look = LIGHT
) -> go.Figure:
    """How many links of trees made by hand each state's probe finds, beside two ways to cheat."""
    best = probe.best
    return state_lines(
        [
            Line(f"trees by hand, {probe.tested_on} held-out sentences", np.array(probe.found)),
            Line("trees that the words' forms decide (control task)", np.array(probe.control)),
            Line("each word linked to the next", np.full(len(probe.found), probe.neighbours),
                 reference=True),
        ],
        title=f"Links found, by the state that the probe reads{under(literal(model))}",
        alt=f"The probe finds most, {probe.found[best]:.0%}, "
        f"{state_name(best, first_index=first_index)}; neighbours give {probe.neighbours:.0%}.",
        y_title="share of links found (UUAS)",
        first_index=first_index,
        look=look,
    )  # fmt: skip
