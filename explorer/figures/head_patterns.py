"""A board of the patterns that heads draw, told apart by colour and letter."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from explorer.figures.base import CATEGORIES, LIGHT, Look, caption, ink_on, layout, short
from explorer.figures.colours import flat_steps
from explorer.figures.head_boards import clickable, head_axes
from explorer.figures.matrix import token_matrix
from explorer.figures.scales import Scale
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
        z=patterns, zmin=-0.5, zmax=4.5, colorscale=flat_steps(colours), xgap=1, ygap=1,
        customdata=words,
        hovertemplate="%{customdata[0]}, %{customdata[1]}: %{customdata[2]}<extra></extra>",
        showscale=False,
    )  # fmt: skip
    room = 1.8 * look.font_size  # for a third row of the legend
    figure.update_layout(
        height=layout(figure).height + room,
        margin={"b": layout(figure).margin.b + room},
        legend={"orientation": "h", "x": 0, "y": 0, "yref": "container", "yanchor": "bottom"},
    )
    if max(layers, heads) <= 24:
        figure.add_trace(_letters(patterns, colours, look))
    figure.add_traces(_legend(colours, look))
    return clickable(figure, layers, heads)


def _legend(colours: Sequence[str], look: Look) -> list[go.Scatter]:
    """Squares with the patterns' letters and names: a heatmap has no legend of its own."""
    return [
        go.Scatter(x=[None], y=[None], mode="markers", name=f"{letter} {name}",
                   marker={"symbol": "square", "size": 12, "color": colour,
                           "line": {"width": 1, "color": look.line}})
        for letter, name, colour in zip(LETTERS, PATTERNS, colours, strict=True)
    ]  # fmt: skip


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
