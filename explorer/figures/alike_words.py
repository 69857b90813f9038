"""Which words make two texts alike: every pair of words in a matrix, and as lines between them."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from explorer.figures.attention_lines import (
    NARROW_WIDTH,
    ROW,
    STEPS,
    side_labels,
    side_room,
)
from explorer.figures.base import LIGHT, Look, caption, legend_above, literal, short, styled
from explorer.figures.colours import signed
from explorer.figures.drawing import Figure
from explorer.figures.matrix import Axes, token_matrix
from explorer.figures.scales import Scale
from explorer.measures.alike_words import AlikeWords
from explorer.trace import Trace

LEAST = 0.1
"""Of the largest contribution: weaker pairs would be a haze of lines."""
WIDEST = 7.0  # pixels of a line
WIDTH = 460.0  # pixels of the whole picture at least: half of a projector's screen


def alike_words(
    trace: Trace,
    other: Trace,
    alike: AlikeWords,
    *,
    rest: bool = False,
    look: Look = LIGHT,
) -> go.Figure:
    """What each pair of words adds to the cosine of two texts, or takes from it.

    Words of the first text in rows, of the second in columns; one symmetric scale. With ``rest``
    a last row and column for special tokens and biases: then the cells add up to the cosine.
    """
    rest = rest or not alike.words.size
    values = alike.values if rest else alike.words
    rows, columns = (names if rest else names[:-1] for names in (alike.rows, alike.columns))
    top = float(np.abs(values).max()) or 1.0
    best = alike.top(1)
    largest = f" Largest: “{best[0][0]}” with “{best[0][1]}”, {best[0][2]:.3f}." if best else ""
    return token_matrix(
        values,
        Axes(
            [literal(short(name)) for name in rows],
            [literal(short(name)) for name in columns],
            "word of the first text",
            "word of the second text",
        ),
        Scale("adds to the cosine", -top, top, signed=True),
        title=caption(trace, _said(alike, "word by word"), other),
        alt=f"What each pair of words adds to the cosine {alike.cosine:.3f}.{largest}",
        hover="“%{customdata[0]}” with “%{customdata[1]}”: %{z:.4f}",
        look=look,
    )


def alike_lines(
    trace: Trace,
    other: Trace,
    alike: AlikeWords,
    *,
    narrow: bool = False,
    look: Look = LIGHT,
) -> go.Figure:
    """Lines between the words of two texts: the thicker, the more a pair adds or takes.

    Orange raises the cosine, blue lowers it. Pairs below a tenth of the largest are not drawn.
    ``narrow`` is for phones.
    """
    sides = [[literal(short(name)) for name in names[:-1]] for names in (alike.rows, alike.columns)]
    figure = Figure()
    for name, sign, colour in zip(("raises", "lowers"), (1, -1), signed(look), strict=True):
        figure.add_traces(_lines(alike.words, sign, f"{name} the cosine", colour))
    labels = [label for side in sides for label in side] or [""]
    room = side_room(labels, NARROW_WIDTH if narrow else WIDTH, look)
    figure.add_traces([side_labels(sides[0], 0, "left", look),
                       side_labels(sides[1], 1, "right", look)])  # fmt: skip
    count = max(len(sides[0]), len(sides[1]), 1)
    styled(figure, look, title=caption(trace, _said(alike, "in lines between words"), other),
           alt=f"Lines between words that raise or lower the cosine {alike.cosine:.3f}.",
           height=120 + ROW * count)  # fmt: skip
    bare = {"showticklabels": False, "showgrid": False, "zeroline": False}
    figure.update_xaxes(bare, range=[-room, 1 + room])
    figure.update_yaxes(bare, range=[count - 0.5, -0.5])
    figure.update_layout(showlegend=True)
    return legend_above(figure, look)


def _lines(words: np.ndarray, sign: int, name: str, colour: str) -> list[go.Scatter]:
    """The pairs of one sign by strength, weakest first, and one entry for the legend."""
    top = float(np.abs(words).max(initial=0)) or 1.0
    strength = np.clip(sign * words / top, 0, 1)  # (Wa, Wb)
    steps = np.ceil(strength * STEPS)
    drawn = []
    for step in range(1, STEPS + 1):
        links = np.argwhere((steps == step) & (strength >= LEAST))  # (N, 2)
        if not len(links):
            continue
        ends = np.column_stack([links, np.full(len(links), np.nan)])
        share = (step - 0.5) / STEPS
        drawn.append(
            go.Scatter(x=np.tile([0, 1, np.nan], len(links)), y=ends.ravel(), mode="lines",
                       line={"color": colour, "width": 1 + (WIDEST - 1) * share},
                       opacity=0.35 + 0.65 * share, hoverinfo="skip", showlegend=False)
        )  # fmt: skip
    legend = {"color": colour, "width": 3}
    return [*drawn, go.Scatter(x=[None], y=[None], mode="lines", line=legend, name=name)]


def _said(alike: AlikeWords, what: str) -> str:
    return f"Cosine {alike.cosine:.2f}, {what}"
