"""Pictures of one body with many heads: predictions, the layers each head uses, their sizes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from explorer.figures.bars import Axis, bars, titled
from explorer.figures.base import (
    LIGHT,
    MONO,
    Look,
    caption,
    colour_bar,
    ink_on,
    literal,
    number,
    scale,
    short,
    styled,
)
from explorer.prediction import TASKS, Prediction
from explorer.tasks import tag
from explorer.tasks.scores import softmax
from explorer.trace import Trace

ROW_HEIGHT = 46
NAMES: dict[str, str] = {**TASKS, "classify": "sentiment"}
"""What the heads are called here: the head that classifies is one for sentiment."""


def many_heads_words(predictions: Sequence[Prediction], *, look: Look = LIGHT) -> go.Figure:
    """What every tagging head says of every word; all rows come from one forward pass.

    The colour is the probability of the tag that is written in the cell; "O", no entity, is left
    blank.
    """
    trace = predictions[0].trace
    rows = [tag.word_tags(prediction) for prediction in predictions]
    words = [_word(trace, span.tokens) for span in rows[0]]
    names = [NAMES[prediction.task] for prediction in predictions]
    said = [["" if span.label == "O" else span.label for span in row] for row in rows]
    values = np.array([[span.score * (span.label != "O") for span in row] for row in rows])
    colours = look.sequential[:6]  # pale enough to write on
    figure = go.Figure(
        go.Heatmap(
            z=values, zmin=0, zmax=1, colorscale=scale(colours), xgap=2, ygap=2,
            colorbar=colour_bar(look, "probability"),
            customdata=[_told(words, row) for row in said],
            hovertemplate="%{customdata}, probability %{z:.4f}<extra></extra>",
        )
    )  # fmt: skip
    figure.add_trace(_written(said, values, colours, look))
    alt = "; ".join(
        f"{name}: " + ", ".join(_told(words, row)) for name, row in zip(names, said, strict=True)
    )
    title = caption(trace, "One body, many heads: what each says of every word")
    styled(figure, look, title=title, alt=short(alt, 600), height=150 + ROW_HEIGHT * len(rows))
    figure.update_xaxes(side="top", showgrid=False, tickvals=list(range(len(words))),
                        ticktext=[literal(short(word, 12)) for word in words],
                        tickfont={"family": MONO})  # fmt: skip
    figure.update_yaxes(autorange="reversed", showgrid=False, tickvals=list(range(len(names))),
                        ticktext=names)  # fmt: skip
    return figure.update_layout(
        width=max(480, 220 + max(54, min(84, 640 // max(len(words), 1))) * len(words)),
        margin={"t": 96, "l": 130},
        showlegend=False,
    )


def _told(words: list[str], labels: list[str]) -> list[str]:
    both = zip(words, labels, strict=True)
    return [literal(f"{word}: {label}") if label else "" for word, label in both]


def _word(trace: Trace, tokens: tuple[int, ...]) -> str:
    """The characters of a word as the reader typed them."""
    text = (trace.input.text, trace.input.pair or "")[int(trace.side[tokens[0]])]
    return text[trace.offsets[tokens[0], 0] : trace.offsets[tokens[-1], 1]]


def _written(
    said: list[list[str]], values: np.ndarray, colours: Sequence[str], look: Look
) -> go.Scatter:
    places = [(x, y) for y, row in enumerate(said) for x in range(len(row))]
    return go.Scatter(
        x=[x for x, _ in places],
        y=[y for _, y in places],
        text=[said[y][x] for x, y in places],
        mode="text",
        hoverinfo="skip",
        textfont={
            "size": look.font_size - 1,
            "color": [ink_on(values[y, x], 0, 1, colours, look) for x, y in places],
        },
    )


def many_heads_texts(predictions: Sequence[Prediction], *, look: Look = LIGHT) -> go.Figure:
    """Probability of each label of the heads that judge a whole text or a pair."""
    names, values = [], []
    for prediction in predictions:
        for label, share in zip(prediction.labels, softmax(prediction.logits), strict=True):
            names.append(f"{NAMES[prediction.task]}: {label}")
            values.append(float(share))
    said = ", ".join(f"{name} {value:.2f}" for name, value in zip(names, values, strict=True))
    title = caption(predictions[0].trace, "What the other heads say of the whole text")
    return bars(names, values, title=title, alt=f"Probabilities: {said}.", look=look)


def layer_mixes(
    mixes: Mapping[str, np.ndarray], model: str, *, first_index: int = 0, look: Look = LIGHT
) -> go.Figure:
    """How much each head takes from each state of the body; rows sum to 1.

    A learned mix of standardised states, after Tenney et al. (2019).
    """
    values = np.array(list(mixes.values()))  # (heads, L+1)
    states = ["embedding", *(f"layer {number(first_index, i)}" for i in range(values.shape[1] - 1))]
    names = [NAMES.get(task, task) for task in mixes]
    top = float(values.max())
    figure = go.Figure(
        go.Heatmap(
            z=values, zmin=0, zmax=top, colorscale=scale(look.sequential), xgap=2, ygap=2,
            colorbar=colour_bar(look, "weight"), x=list(range(len(states))),
            customdata=[[f"{name} takes from {state}" for state in states] for name in names],
            hovertemplate="%{customdata}: %{z:.4f}<extra></extra>",
        )
    )  # fmt: skip
    cells = [[f"{value:.2f}" for value in row] for row in values]
    figure.add_trace(_written(cells, values / top, look.sequential, look))
    peaks = ", ".join(
        f"{name} {states[int(row.argmax())]}" for name, row in zip(names, values, strict=True)
    )
    styled(figure, look, title=titled("Which layers each head uses", model),
           alt=f"Weights of the body's states for each head; the largest: {peaks}.",
           height=130 + ROW_HEIGHT * len(names))  # fmt: skip
    figure.update_xaxes(side="top", showgrid=False, tickvals=list(range(len(states))),
                        ticktext=states)  # fmt: skip
    figure.update_yaxes(autorange="reversed", showgrid=False, tickvals=list(range(len(names))),
                        ticktext=names)  # fmt: skip
    return figure.update_layout(width=720, margin={"t": 84, "l": 130}, showlegend=False)


def head_sizes(sizes: Mapping[str, int], model: str, *, look: Look = LIGHT) -> go.Figure:
    """Numbers in the body and in each head, on a logarithmic axis."""
    values = np.array(list(sizes.values()), float)
    names = [f"{name}: {size:,}" for name, size in sizes.items()]
    axis = Axis("learned numbers, logarithmic", None, None, form=",.0f")
    said = ", ".join(names)
    figure = bars(names, values, axis, title=titled("The heads beside the body", model),
                  alt=f"Learned numbers: {said}.", look=look)  # fmt: skip
    figure.update_traces(text=None, texttemplate="")
    return figure.update_xaxes(type="log", dtick=1, range=[4, np.log10(values.max()) + 0.2])
