"""Where attention scores come from: query times key, dimension by dimension."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from explorer.figures.base import (
    LIGHT,
    MONO,
    Look,
    caption,
    literal,
    number,
    scale,
    short,
    styled,
    token_labels,
)
from explorer.figures.drawing import Figure
from explorer.figures.scales import Scale, bar_room, draw_bar
from explorer.measures import attention
from explorer.measures.neuron import score_parts
from explorer.text import percent
from explorer.trace import Trace


def neuron(
    trace: Trace, layer: int, head: int, token: int, *, first_index: int = 0, look: Look = LIGHT
) -> go.Figure:
    """What each dimension of query and key adds to one token's scores; rows add up to the score.

    Beside each key stands the attention that it gets.
    """
    values = score_parts(trace, layer, head, token)  # (K, d)
    weights = attention.head_attention(trace, layer, head)[token]  # (K,)
    top = float(np.quantile(np.abs(values), 0.995)) or 1.0  # outliers would leave the rest pale
    figure = Figure(
        go.Heatmap(
            z=values, zmin=-top, zmax=top, colorscale=scale(look.diverging),
            hovertemplate="key %{y}, dimension %{x}: %{z:.5f}<extra></extra>",
        )
    )  # fmt: skip
    where = f"layer {number(first_index, layer)}, head {number(first_index, head)}"
    label = trace.labels[token]
    said = f"Query of “{literal(short(label))}” times every key, {where}"
    alt = f"Products of the query of “{label}” with every key, {where}: "
    alt += f"“{trace.labels[int(weights.argmax())]}” gets most, {percent(float(weights.max()))}."
    cell = max(14, min(24, 600 // len(values)))
    styled(figure, look, title=caption(trace, said), alt=alt,
           height=110 + cell * len(values) + bar_room(look))  # fmt: skip
    names = [f"{name} {percent(float(share)):>5}"
             for name, share in zip(token_labels(trace), weights, strict=True)]  # fmt: skip
    bare = {"showgrid": False, "zeroline": False}
    figure.update_xaxes(bare, title={"text": "dimension of query and key"})
    figure.update_yaxes(bare, tickvals=list(range(len(values))), ticktext=names,
                        tickfont={"family": MONO}, autorange="reversed")  # fmt: skip
    figure.update_layout(margin={"b": bar_room(look) + 44})
    return draw_bar(figure, Scale("part of the score", -top, top), look, under_axis=40)
