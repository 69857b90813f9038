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
    ink_on,
    layout,
    literal,
    scale,
    short,
    state_name,
    styled,
)
from explorer.figures.colours import flat_steps
from explorer.figures.drawing import Figure
from explorer.figures.percents import written
from explorer.figures.scales import Scale, bar_room, draw_bar
from explorer.prediction import TASKS, Prediction
from explorer.tasks import tag
from explorer.tasks.scores import softmax
from explorer.text import percent
from explorer.trace import Trace

ROW_HEIGHT = 46
SURE = 0.95  # a tag that is as likely as this needs no number
KINDS = {
    "NOUN": 0, "PROPN": 0, "PRON": 0, "VERB": 1, "AUX": 1, "ADJ": 2, "ADV": 2, "NUM": 2,
    "PER": 0, "ORG": 1, "LOC": 2,
}  # fmt: skip
"""Which of four tints a tag has; all others are the last."""
SMALLEST_RANGE = 0.001  # of a scale: rounding is not made a difference
NAMES: dict[str, str] = {**TASKS, "classify": "sentiment"}
"""What the heads are called here: the head that classifies is one for sentiment."""


def many_heads_words(
    predictions: Sequence[Prediction], *, narrow: bool = False, look: Look = LIGHT
) -> go.Figure:
    """What every tagging head says of every word; all rows come from one forward pass.

    The colour tells kinds of tags apart: nouns and persons, verbs and organisations, modifiers and
    places, the rest. A tag of less than 95 % has its probability below it; "O", no entity, is left
    blank. ``narrow`` has a word a row and a head a column, for phones.
    """
    trace = predictions[0].trace
    rows = [tag.word_tags(prediction) for prediction in predictions]
    words = [_word(trace, span.tokens) for span in rows[0]]
    names = [NAMES[prediction.task] for prediction in predictions]
    said = [["" if span.label == "O" else span.label for span in row] for row in rows]
    shares = np.array([[span.score for span in row] for row in rows])  # (heads, W)
    kinds = np.array(
        [[KINDS.get(tag.kind(label), 3) if label else np.nan for label in row] for row in said]
    )
    over = np.array(_over(words, said, shares), object)
    cells = _kinds(kinds.T, over.T, look) if narrow else _kinds(kinds, over, look)
    figure = Figure([cells, _tags(said, shares, look, narrow=narrow)])
    alt = "; ".join(
        f"{name}: " + ", ".join(_told(words, row)) for name, row in zip(names, said, strict=True)
    )
    title = caption(trace, "One body, many heads: what each says of every word")
    shown = [literal(short(word, 12)) for word in words]
    tall = 110 + (27 * len(words) if narrow else ROW_HEIGHT * len(rows))
    styled(figure, look, title=title, alt=short(alt, 600), height=tall)
    if narrow:
        _label(figure, shown, names, look)
        return figure.update_yaxes(tickfont={"family": MONO}).update_layout(margin={"l": 100})
    _label(figure, names, shown, look)
    figure.update_xaxes(tickfont={"family": MONO})
    across = max(54, min(84, 1060 // max(len(words), 1)))
    return figure.update_layout(width=max(480, 160 + across * len(words)))


def _kinds(kinds: np.ndarray, over: np.ndarray, look: Look) -> go.Heatmap:
    """Cells in the colour of their kind of tag, with what the pointer is told."""
    return go.Heatmap(
        z=kinds, zmin=-0.5, zmax=3.5, showscale=False, xgap=2, ygap=2,
        colorscale=flat_steps(look.tints), hoverongaps=False, customdata=over,
        hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip


def _tags(said: list[list[str]], shares: np.ndarray, look: Look, *, narrow: bool) -> go.Scatter:
    """The tags in their cells, each with its probability where that is not near 1."""
    heads, words = np.indices(shares.shape)
    across, down = (heads, words) if narrow else (words, heads)
    between = " " if narrow else "<br>"
    return go.Scatter(
        x=across.ravel(),
        y=down.ravel(),
        text=[
            f"{label}{between}{percent(share)}" if label and share < SURE else label
            for row, scores in zip(said, shares.tolist(), strict=True)
            for label, share in zip(row, scores, strict=True)
        ],
        mode="text",
        hoverinfo="skip",
        textfont={"size": look.font_size - 1, "color": look.ink},
    )


def _label(figure: go.Figure, rows: Sequence[str], columns: Sequence[str], look: Look) -> None:
    """Names of rows and columns, the first at top left."""
    quiet = {"showgrid": False, "zeroline": False}
    figure.update_xaxes(quiet, side="top", tickvals=list(range(len(columns))), ticktext=columns)
    figure.update_yaxes(quiet, autorange="reversed", tickvals=list(range(len(rows))), ticktext=rows)
    room = {"t": layout(figure).margin.t + 1.8 * look.font_size, "l": 130}
    figure.update_layout(margin=room, showlegend=False)


def _over(words: list[str], said: list[list[str]], values: np.ndarray) -> list[list[str]]:
    """What stands over each cell: the word, its label, and how likely that is."""
    return [
        [f"{told}, {share}" for told, share in zip(_told(words, row), shares, strict=True)]
        for row, shares in zip(said, written(values), strict=True)
    ]


def _told(words: list[str], labels: list[str]) -> list[str]:
    both = zip(words, labels, strict=True)
    return [literal(f"{word}: {label}") if label else "" for word, label in both]


def _word(trace: Trace, tokens: tuple[int, ...]) -> str:
    """The characters of a word as the reader typed them."""
    text = (trace.input.text, trace.input.pair or "")[int(trace.side[tokens[0]])]
    return text[trace.offsets[tokens[0], 0] : trace.offsets[tokens[-1], 1]]


def _between(name: str, values: np.ndarray) -> Scale:
    """A scale over the numbers drawn: all near 1, they would be one flat colour on 0 to 1."""
    known = values[np.isfinite(values)]
    low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)
    return Scale(name, low, high) if high - low > SMALLEST_RANGE else Scale(name)


def _written(
    said: list[list[str]],
    values: np.ndarray,
    measure: Scale,
    colours: Sequence[str],
    look: Look,
) -> go.Scatter:
    places = [(x, y) for y, row in enumerate(said) for x in range(len(row))]
    filled = np.nan_to_num(values, nan=measure.low)
    return go.Scatter(
        x=[x for x, _ in places],
        y=[y for _, y in places],
        text=[said[y][x] for x, y in places],
        mode="text",
        hoverinfo="skip",
        textfont={
            "size": look.font_size - 1,
            "color": [
                ink_on(filled[y, x], measure.low, measure.high, colours, look) for x, y in places
            ],
        },
    )


def many_heads_texts(predictions: Sequence[Prediction], *, look: Look = LIGHT) -> go.Figure:
    """Probability of each label of the heads that judge a whole text or a pair."""
    names, values = [], []
    for prediction in predictions:
        for label, share in zip(prediction.labels, softmax(prediction.logits), strict=True):
            names.append(f"{NAMES[prediction.task]}: {label}")
            values.append(float(share))
    said = ", ".join(
        f"{name} {percent(value, 1)}" for name, value in zip(names, values, strict=True)
    )
    title = caption(predictions[0].trace, "What the other heads say of the whole text")
    return bars(names, values, title=title, alt=f"Probabilities: {said}.", look=look)


def layer_mixes(
    mixes: Mapping[str, np.ndarray], model: str, *, first_index: int = 0, look: Look = LIGHT
) -> go.Figure:
    """How much each head takes from each state of the body; rows sum to 1.

    A learned mix of standardised states, after Tenney et al. (2019).
    """
    values = np.array(list(mixes.values()))  # (heads, L+1)
    states = [state_name(i, first_index=first_index) for i in range(values.shape[1])]
    names = [NAMES.get(task, task) for task in mixes]
    measure = _between("weight", values)
    figure = Figure(
        go.Heatmap(
            z=values, zmin=measure.low, zmax=measure.high, colorscale=scale(look.sequential),
            xgap=2, ygap=2, x=list(range(len(states))),
            customdata=[[f"{name} reads {state}" for state in states] for name in names],
            hovertemplate="%{customdata}: %{z:.4f}<extra></extra>",
        )
    )  # fmt: skip
    cells = [[f"{value:.2f}" for value in row] for row in values]
    figure.add_trace(_written(cells, values, measure, look.sequential, look))
    peaks = ", ".join(
        f"{name} {states[int(row.argmax())]}" for name, row in zip(names, values, strict=True)
    )
    styled(figure, look, title=titled("Which layers each head uses", model),
           alt=f"Weights of the body's states for each head; the largest: {peaks}.",
           height=90 + ROW_HEIGHT * len(names) + bar_room(look))  # fmt: skip
    _label(figure, names, states, look)
    draw_bar(figure.update_layout(margin={"b": bar_room(look)}), measure, look)
    return figure.update_layout(width=720)


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
