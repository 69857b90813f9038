"""Pictures of masked words: candidates, the logit lens, and what hiding a token changed."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from explorer.figures.bars import Axis, bars, spelled
from explorer.figures.base import (
    CATEGORIES,
    DASHES,
    LIGHT,
    MARKERS,
    MONO,
    Look,
    caption,
    ink_on,
    layout,
    legend_above,
    literal,
    scale,
    short,
    state_name,
    styled,
    token_labels,
)
from explorer.figures.drawing import Figure
from explorer.figures.matrix import Axes, token_matrix
from explorer.figures.percents import PERCENT, ticks, written
from explorer.figures.scales import Scale, bar_room, draw_bar, up_to
from explorer.measures import comparison
from explorer.prediction import Prediction
from explorer.tasks import fill_mask
from explorer.tasks.fill_mask import Lens, Target
from explorer.text import percent
from explorer.trace import Trace


def fill_mask_top(
    prediction: Prediction, row: int = 0, *, k: int = 10, look: Look = LIGHT
) -> go.Figure:
    """The k likeliest tokens for one blank."""
    found = fill_mask.best(prediction, row, k=k)
    names = [candidate.token for candidate in found]
    shares = [candidate.probability for candidate in found]
    blank = int(prediction.positions[row])
    title = caption(prediction.trace, f"Likeliest words at position {blank}")
    alt = "Bars, likeliest first: " + spelled(names, shares, shares=True)
    return bars(names, shares, title=title, alt=alt, look=look)


def fill_mask_targets(
    targets: tuple[Target, ...], trace: Trace, *, look: Look = LIGHT
) -> go.Figure:
    """The reader's own words in a blank, with the rank of their least expected piece."""
    names = [f"{target.word} ({len(target.pieces)})" for target in targets]
    values = np.log10(np.maximum([target.probability for target in targets], 1e-30))
    title = caption(trace, "Chosen words in the blank (number of pieces)")
    alt = "Bars of log10 probability: " + spelled(names, values)
    axis = Axis("log10 of the probability: 0 = certain, -3 = one in a thousand", None, None, ".2f")
    return bars(names, values, axis, title=title, alt=alt, look=look)


def lens_names(lens: Lens, *, first_index: int = 0) -> list[str]:
    """What each row of a lens is called."""
    states = len(lens.logits) - lens.mixed
    names = [state_name(state, first_index=first_index) for state in range(states)]
    return [*names, "mix of all states"] if lens.mixed else names


def logit_lens(
    lens: Lens, trace: Trace, *, k: int = 5, first_index: int = 0, look: Look = LIGHT
) -> go.Figure:
    """Best words at every state, the embeddings at the top, the answer at the foot."""
    best = [lens.best(state, k=k) for state in range(len(lens.logits))]
    shares = np.array([[candidate.probability for candidate in row] for row in best])  # (L+1, k)
    words = [[literal(short(candidate.token, 14)) for candidate in row] for row in best]
    said = [
        [f"{word}: {share}" for word, share in zip(*row, strict=True)]
        for row in zip(words, written(shares), strict=True)
    ]
    figure = Figure(
        go.Heatmap(
            z=shares, zmin=0, zmax=1, colorscale=scale(look.sequential), customdata=said,
            xgap=2, ygap=2,
            hovertemplate="%{customdata}<extra></extra>",
        )
    )  # fmt: skip
    figure.add_trace(_words(shares, words, look))
    names = lens_names(lens, first_index=first_index)
    title = caption(trace, "Logit lens: each state of the blank read out by the head")
    final = best[-1][0]
    alt = (
        f"Best words of each layer; the last says “{final.token}” at {percent(final.probability)}."
    )
    styled(figure, look, title=title, alt=alt, height=90 + 34 * len(best) + bar_room(look))
    figure.update_xaxes(tickvals=list(range(k)), ticktext=[f"rank {i + 1}" for i in range(k)],
                        showgrid=False, side="top", zeroline=False)  # fmt: skip
    figure.update_yaxes(tickvals=list(range(len(best))), ticktext=names, autorange="reversed",
                        showgrid=False, zeroline=False)  # fmt: skip
    figure.update_layout(margin={"t": layout(figure).margin.t + 24, "b": bar_room(look)})
    return draw_bar(figure, Scale("probability", unit=PERCENT), look)


def _words(shares: np.ndarray, words: list[list[str]], look: Look) -> go.Scatter:
    rows, columns = np.indices(shares.shape)
    return go.Scatter(
        x=columns.ravel(), y=rows.ravel(), mode="text", hoverinfo="skip", showlegend=False,
        text=[word for row in words for word in row],
        textfont={"family": MONO, "size": look.font_size - 1,
                  "color": [ink_on(v, 0, 1, look.sequential, look) for v in shares.ravel()]},
    )  # fmt: skip


def lens_curves(
    lens: Lens, tokens: list[int], trace: Trace, *, first_index: int = 0, look: Look = LIGHT
) -> go.Figure:
    """Probability of some words from the embeddings to the last layer."""
    shares = lens.probabilities(tokens)  # (L+1, n)
    names = lens_names(lens, first_index=first_index)
    figure = Figure(
        [
            go.Scatter(
                x=names, y=shares[:, i], name=literal(lens.labels[token]), mode="lines+markers",
                line={"color": CATEGORIES[i % len(CATEGORIES)], "dash": DASHES[i % len(DASHES)]},
                marker={"symbol": MARKERS[i % len(MARKERS)], "size": 8},
                customdata=[f"{literal(lens.labels[token])}: {share}"
                            for share in written(shares[:, i])],
                hovertemplate="%{x}, %{customdata}<extra></extra>",
            )
            for i, token in enumerate(tokens)
        ]
    )  # fmt: skip
    ends = spelled([lens.labels[token] for token in tokens], shares[-1], shares=True)
    title = caption(trace, "How the words of the answer grow")
    styled(figure, look, title=title, alt=f"Lines over the layers, ending at {ends}", height=350)
    top = max(float(shares.max()), 0.01)
    figure.update_yaxes(title={"text": "probability"}, range=[-0.04 * top, 1.06 * top])
    figure.update_yaxes(ticks(0.0, top))
    return legend_above(figure, look)


def mask_effect(
    before: Trace, after: Trace, *, first_index: int = 0, look: Look = LIGHT
) -> go.Figure:
    """How far each token's state turned when some were masked, layer by layer. 0 = not at all."""
    values = comparison.vector_changes(before, after)  # (L+1, T)
    names = [state_name(state, first_index=first_index) for state in range(len(values))]
    row, column = np.unravel_index(int(values[1:].argmax()), values[1:].shape)
    return token_matrix(
        values,
        Axes(names, token_labels(before), row_title="", column_title="token"),
        up_to("1 - cosine", values),
        title=caption(after, "What masking changed in the vectors"),
        alt=f"Change of each token's state; largest beyond the embedding for "
        f"“{before.labels[column]}” {names[row + 1]}.",
        hover="“%{customdata[1]}” %{customdata[0]}: turned by %{z:.6f}",
        look=look,
    )


def mask_attention(
    before: Trace, after: Trace, *, first_index: int = 0, look: Look = LIGHT
) -> go.Figure:
    """How much attention each head moved when tokens were masked: 0 none, 1 all of it."""
    values = comparison.head_changes(before, after)  # (L, H)
    rows = [f"layer {layer + first_index}" for layer in range(len(values))]
    columns = [f"head {head + first_index}" for head in range(values.shape[1])]
    return token_matrix(
        values,
        Axes(rows, columns, row_title="", column_title=""),
        up_to("share of attention moved", values, unit=PERCENT),
        title=caption(after, "What masking changed in the attention"),
        alt="Share of attention that each head moved when tokens were masked.",
        hover="%{customdata[0]}, %{customdata[1]}: %{customdata[2]} of its attention moved",
        look=look,
    )
