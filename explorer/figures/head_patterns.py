"""A board of the patterns that heads draw, told apart by colour and letter."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from explorer.figures.base import CATEGORIES, LIGHT, Look, caption, ink_on, layout, short
from explorer.figures.head_boards import clickable, head_axes
from explorer.figures.matrix import Scale, token_matrix
from explorer.measures.head_distances import PATTERNS
from explorer.trace import Trace

LETTERS = ("V", "D", "V+D", "B", "·")
"""What stands in the cells for each of PATTERNS."""


def pattern_board(
    trace: Trace, patterns: np.ndarray, *, first_index: int = 0, look: Look = LIGHT
) -> go.Figure:
    """Each head's pattern, (L, H) indices into PATTERNS; told apart by colour and letter."""
    layers, heads = patterns.shape
    counts = {name: int((patterns == place).sum()) for place, name in enumerate(PATTERNS)}
    said = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    figure = token_matrix(
        np.zeros(patterns.shape),
        head_axes(layers, heads, first_index),
        Scale(""),
        title=caption(trace, "Patterns of heads"),
        alt=f"Pattern of each head for “{short(trace.input.text, 80)}”: {said}.",
        look=look,
    )
    figure.data = figure.data[:1]
    colours = [*CATEGORIES[:4], look.paper]
    words = [
        [
            [f"layer {i + first_index}", f"head {j + first_index}", PATTERNS[kind]]
            for j, kind in enumerate(row)
        ]
        for i, row in enumerate(patterns.tolist())
    ]
    figure.update_traces(
        z=patterns, zmin=-0.5, zmax=4.5, colorscale=_steps(colours), xgap=1, ygap=1,
        customdata=words,
        hovertemplate="%{customdata[0]}, %{customdata[1]}: %{customdata[2]}<extra></extra>",
        colorbar={"tickvals": list(range(5)), "ticktext": list(PATTERNS), "thickness": 12,
                  "len": 1.0, "outlinewidth": 0, "ypad": 0},
    )  # fmt: skip
    figure.update_layout(margin={"r": 160}, width=(layout(figure).width or 600) + 70)
    if max(layers, heads) <= 24:
        figure.add_trace(_letters(patterns, colours, look))
    return clickable(figure, layers, heads)


def _letters(patterns: np.ndarray, colours: Sequence[str], look: Look) -> go.Scatter:
    rows, columns = np.indices(patterns.shape)
    kinds = patterns.ravel().tolist()
    return go.Scatter(
        x=columns.ravel(),
        y=rows.ravel(),
        mode="text",
        text=[LETTERS[kind] for kind in kinds],
        textfont={"color": [ink_on(kind, 0, 4, colours, look) for kind in kinds], "size": 11},
        hoverinfo="skip",
        showlegend=False,
    )


def _steps(colours: Sequence[str]) -> list[list[float | str]]:
    """A colour scale of flat steps, one for each category."""
    share = 1 / len(colours)
    steps = [[(i * share, c), ((i + 1) * share, c)] for i, c in enumerate(colours)]
    flat = [[place, colour] for pair in steps for place, colour in pair]
    flat[-1][0] = 1.0
    return flat
