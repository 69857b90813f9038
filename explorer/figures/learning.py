"""The picture of a model in training: its loss, on sentences it learns from and on others."""

from __future__ import annotations

import plotly.graph_objects as go

from explorer.figures.bars import titled
from explorer.figures.base import CATEGORIES, DASHES, LIGHT, MARKERS, Look, literal, styled
from explorer.figures.drawing import Figure
from explorer.measures.learning import LearningCurve

SEEN, UNSEEN = "sentences it learns from", "sentences kept out"


def learning_curve(
    curve: LearningCurve, model: str, *, end: int | None = None, look: Look = LIGHT
) -> go.Figure:
    """Loss at masked words over the training steps; the dotted line is a uniform guess.

    ``end`` is the last step of the training, where the axis ends; the last one here if not said.
    """
    lines = {SEEN: curve.seen, **({UNSEEN: curve.unseen} if curve.has_unseen else {})}
    figure = Figure(
        [
            go.Scatter(
                x=curve.steps, y=values, name=name, mode="lines+markers",
                line={"color": CATEGORIES[place], "width": 2.5, "dash": DASHES[place]},
                marker={"symbol": MARKERS[place], "size": 7},
                hovertemplate=f"{literal(name)}, step %{{x}}: %{{y:.3f}} nats<extra></extra>",
            )
            for place, (name, values) in enumerate(lines.items())
        ]
    )  # fmt: skip
    uniform = curve.uniform
    figure.add_hline(y=uniform, line={"color": look.muted, "dash": "dot", "width": 1.5})
    ends = ", ".join(f"{name} {float(values[-1]):.2f}" for name, values in lines.items())
    title = titled(
        "Loss at masked words", model, f"dotted: {curve.vocabulary:,} words equally likely"
    )
    alt = f"Loss in nats after {int(curve.steps[-1])} steps: {ends}; a uniform guess {uniform:.2f}"
    styled(figure, look, title=title, alt=alt, height=380)
    last = max(end or int(curve.steps[-1]), 1)
    figure.update_xaxes(title={"text": "training steps", "standoff": 8}, zeroline=False,
                        range=[-0.03 * last, 1.03 * last])  # fmt: skip
    figure.update_yaxes(title={"text": "loss, nats"}, range=[0, 1.1 * max(uniform, *curve.seen)])
    return figure.update_layout(
        margin={"b": 84},
        legend={"orientation": "h", "x": 0, "y": 0, "yref": "container", "yanchor": "bottom"},
        showlegend=True,
        hovermode="closest",
    )
