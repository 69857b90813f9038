"""Pictures of the embedding sum: the vectors of one token, and each part's share for all."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from explorer.figures.base import (
    CATEGORIES,
    LIGHT,
    MONO,
    Look,
    caption,
    layout,
    legend_above,
    literal,
    scale,
    short,
    styled,
    token_labels,
)
from explorer.figures.drawing import Figure, subplots
from explorer.measures import embedding_sum as measures
from explorer.measures.similarity import cosine_matrix
from explorer.trace import Trace

PATTERNS_UP_TO = 64  # tokens: a browser needs seconds for many hundreds of patterned bars
LABELS_AT_MOST = 48  # under a row of bars


def embedding_sum(trace: Trace, token: int, *, look: Look = LIGHT) -> go.Figure:
    """One token's vectors as aligned strips: the parts, their sum, and what each step makes of it.

    Parts and sum share one colour scale; LayerNorm's and a projection's output have their own,
    since their numbers are of another size.
    """
    stages = measures.stages(trace, token)
    groups = _groups(stages)
    figure = subplots(
        rows=len(groups), cols=1, vertical_spacing=0.16 / len(groups),
        row_heights=[len(group) for group in groups],
    )  # fmt: skip
    for row, group in enumerate(groups, start=1):
        figure.add_trace(_strips(group, look), row=row, col=1)
        figure.update_yaxes(
            tickvals=list(range(len(group))), ticktext=list(group), autorange="reversed",
            tickfont={"family": MONO}, showgrid=False, zeroline=False, row=row, col=1,
        )  # fmt: skip
        figure.update_xaxes(
            showgrid=False, zeroline=False, showticklabels=row == len(groups), row=row, col=1
        )
    figure.update_xaxes(title={"text": "dimension"}, row=len(groups), col=1)
    label = literal(short(trace.labels[token]))
    title = caption(trace, f"Embedding sum of “{label}”: {measures.formula(trace)}")
    alt = (
        f"Vectors of “{trace.labels[token]}” as strips of colour: {', '.join(stages)}; "
        "blue is negative, orange positive."
    )
    return styled(figure, look, title=title, alt=alt, height=108 + 44 * len(stages))


def _groups(stages: dict[str, np.ndarray]) -> list[dict[str, np.ndarray]]:
    """Stages that share a colour scale: the parts with their sum, then each step alone."""
    steps = [name for name in stages if name in {"LayerNorm", "projection"}]
    parts = {name: vector for name, vector in stages.items() if name not in steps}
    return [parts, *({name: stages[name]} for name in steps)]


def _strips(group: dict[str, np.ndarray], look: Look) -> go.Heatmap:
    values = np.stack(list(group.values())).astype(np.float32)  # (stages, D)
    # A few outlying dimensions would leave all others pale: the scale ends at the 99.5 % quantile.
    top = float(np.quantile(np.abs(values), 0.995)) or 1.0
    names = np.repeat(np.array(list(group), object)[:, None], values.shape[1], axis=1)
    return go.Heatmap(
        z=values,
        zmin=-top,
        zmax=top,
        colorscale=scale(look.diverging),
        showscale=False,
        customdata=names,
        hovertemplate="%{customdata}, dimension %{x}: %{z:.5f}<extra></extra>",
    )


def embedding_geometry(trace: Trace, token: int, *, look: Look = LIGHT) -> go.Figure:
    """Length of each of one token's vectors, and the cosine of each with the sum."""
    stages = measures.stages(trace, token)
    width = trace.embedding.total().shape[1]
    same = {name: vector for name, vector in stages.items() if len(vector) == width}
    total = stages.get("sum", next(iter(stages.values())))
    cosines = cosine_matrix(np.stack(list(same.values())), total[None])[:, 0]  # (stages,)
    figure = subplots(
        rows=1, cols=2, horizontal_spacing=0.08,
        subplot_titles=("length (Euclidean norm)", "cosine with the sum"),
    )  # fmt: skip
    norms = [float(np.linalg.norm(vector)) for vector in stages.values()]
    colours = [CATEGORIES[i % len(CATEGORIES)] for i in range(len(stages))]
    for column, names, values in ((1, list(stages), norms), (2, list(same), cosines)):
        figure.add_trace(
            go.Bar(x=values, y=names, orientation="h", marker_color=colours, showlegend=False,
                   text=[f"{value:.2f}" for value in values], textposition="auto",
                   hovertemplate="%{y}: %{x:.5f}<extra></extra>"),
            row=1, col=column,
        )  # fmt: skip
    figure.update_yaxes(autorange="reversed", showgrid=False, tickfont={"family": MONO})
    figure.update_yaxes(showticklabels=len(same) < len(stages), row=1, col=2)
    figure.update_xaxes(range=[min(0.0, float(cosines.min())) - 0.02, 1.05], row=1, col=2)
    label = literal(short(trace.labels[token]))
    title = caption(trace, f"Lengths and directions for “{label}”")
    alt = f"Bars: Euclidean length of {', '.join(stages)} for “{trace.labels[token]}”."
    styled(figure, look, title=title, alt=alt, height=124 + 30 * len(stages))
    return figure.update_layout(margin={"t": layout(figure).margin.t + 24})


def embedding_shares(trace: Trace, *, look: Look = LIGHT) -> go.Figure:
    """How much of each token's sum is word, position and segment; signed, adding up to 1."""
    shares = measures.part_shares(trace)  # (P, T)
    labels = token_labels(trace)
    figure = Figure(
        [
            go.Bar(
                x=list(range(trace.num_tokens)),
                y=row,
                name=part.name,
                marker=_bar(i, patterned=trace.num_tokens <= PATTERNS_UP_TO),
                customdata=labels,
                hovertemplate=f"%{{customdata}}: {literal(part.name)} %{{y:.4f}}<extra></extra>",
            )
            for i, (part, row) in enumerate(zip(trace.embedding.parts, shares, strict=True))
        ]
    )
    title = caption(trace, "Share of each part in the embedding sum")
    alt = "Stacked bars, one a token: the share of " + ", ".join(
        part.name for part in trace.embedding.parts
    )
    styled(figure, look, title=title, alt=alt, height=360)
    figure.update_layout(
        barmode="relative",
        bargap=0.15,
    )
    figure.update_yaxes(title={"text": "share of the sum"})
    shown = list(range(0, trace.num_tokens, -(-trace.num_tokens // LABELS_AT_MOST)))
    figure.update_xaxes(
        tickvals=shown,
        ticktext=[labels[place] for place in shown],
        tickangle=-60 if trace.num_tokens > 12 else 0,
        tickfont={"family": MONO},
        showgrid=False,
        zeroline=False,
    )
    return legend_above(figure, look)


def _bar(place: int, *, patterned: bool) -> dict[str, object]:
    """Colour of a part, and a pattern that tells it from the others without colour."""
    marker: dict[str, object] = {"color": CATEGORIES[place % len(CATEGORIES)], "line": {"width": 0}}
    if patterned:
        shape = ("", "/", ".", "x")[place % 4]
        marker["pattern"] = {"shape": shape, "fillmode": "overlay", "fgopacity": 0.5}
    return marker
