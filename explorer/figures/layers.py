"""Pictures of what the layers do: curves over a sample, and a board of states by tokens."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from explorer.figures.base import (
    LIGHT,
    Look,
    caption,
    layout,
    literal,
    state_name,
    token_labels,
    under,
)
from explorer.figures.lines import Line, state_lines
from explorer.figures.matrix import Axes, token_matrix
from explorer.figures.scales import Scale, up_to
from explorer.measures import layer_statistics, static_contextual
from explorer.measures.layer_statistics import LayerCurves
from explorer.trace import Trace

WIDE, ROW = 40, 18  # tokens from which, and pixels to which, rows of a board are kept apart


def layer_curves(
    curves: LayerCurves,
    model: str,
    *,
    adjusted: bool = False,
    first_index: int = 0,
    look: Look = LIGHT,
) -> go.Figure:
    """Self-similarity, intra-sentence similarity and baseline per state (Ethayarajh 2019)."""
    own = curves.self_adjusted if adjusted else curves.self_similarity
    intra = curves.intra_adjusted if adjusted else curves.intra_similarity
    kind = "above the baseline" if adjusted else "raw"
    lines = [
        Line("self-similarity: one word in different sentences", own),
        Line("intra-sentence similarity: words with their sentence", intra),
    ]
    if not adjusted:
        lines.append(Line("baseline: unrelated words", curves.baseline, reference=True))
    return state_lines(
        lines,
        title=f"How contextual each layer is, {kind}{under(literal(model))}",
        alt=f"Curves, {kind}: self-similarity goes from {own[0]:.2f} to {own[-1]:.2f}, "
        f"intra-sentence similarity from {intra[0]:.2f} to {intra[-1]:.2f}.",
        y_title="mean cosine" + (" minus baseline" if adjusted else ""),
        first_index=first_index,
        look=look,
    )


def beside_published(
    ours: LayerCurves | None,
    theirs: dict[str, Sequence[float]],
    model: str,
    *,
    first_index: int = 0,
    look: Look = LIGHT,
) -> go.Figure:
    """The published curves of bert-base-cased, with ours beside them when it is the same model."""
    quantities = (
        ("baseline", "baseline"),
        ("self_similarity", "self-similarity"),
        ("self_similarity_adjusted", "self-similarity above baseline"),
        ("intra_similarity", "intra-sentence similarity"),
    )
    lines = [
        Line(f"{name}, published", np.array(theirs[key]), style=i)
        for i, (key, name) in enumerate(quantities)
    ]
    if ours is not None:
        mine = (ours.baseline, ours.self_similarity, ours.self_adjusted, ours.intra_similarity)
        for (_, name), values in zip(quantities, mine, strict=True):
            lines.append(Line(f"{name}, our sample", values, reference=True))
    return state_lines(
        lines,
        title=f"Published curves (Ethayarajh 2019){under(literal(model))}",
        alt="Published curves of bert-base-cased: raw self-similarity rises again in the upper "
        "layers while self-similarity above the baseline goes on falling.",
        y_title="mean cosine",
        first_index=first_index,
        look=look,
    )


def state_norms(trace: Trace, *, first_index: int = 0, look: Look = LIGHT) -> go.Figure:
    """Euclidean length of every token's state."""
    values = layer_statistics.norms(trace)  # (L+1, T)
    scale = up_to("Euclidean norm", values)
    return _board(values, trace, "Length of each state", scale, first_index=first_index, look=look)


def state_changes(
    trace: Trace, *, angular: bool = True, first_index: int = 0, look: Look = LIGHT
) -> go.Figure:
    """How much each layer turns (1 - cosine) or moves (relative distance) each token."""
    if angular:
        values, what = layer_statistics.angular_change(trace), "1 - cosine before and after"
    else:
        values, what = layer_statistics.relative_step(trace), "distance moved / length before"
    rows = [f"layer {layer + first_index}" for layer in range(len(values))]
    title = "How much each layer changes each token"
    return _board(values, trace, title, up_to(what, values), rows=rows, look=look)


def static_retention(trace: Trace, *, first_index: int = 0, look: Look = LIGHT) -> go.Figure:
    """Cosine of each token's static word embedding with each of its states."""
    values = static_contextual.static_retention(trace)
    scale = Scale("cosine with the word embedding", -1.0, 1.0, signed=True)
    return _board(
        values,
        trace,
        "What is left of the static vector",
        scale,
        first_index=first_index,
        look=look,
    )


def special_tokens_effect(
    with_specials: Trace, without: Trace, *, first_index: int = 0, look: Look = LIGHT
) -> go.Figure:
    """Cosine of each typed token's states with and without special tokens around them."""
    values, places = static_contextual.special_tokens_effect(with_specials, without)
    scale = Scale("cosine, with and without", -1.0, 1.0, signed=True)
    title = "Each token with special tokens around it and without"
    return _board(
        values, with_specials, title, scale, columns=places, first_index=first_index, look=look
    )  # fmt: skip


def _board(
    values: np.ndarray,
    trace: Trace,
    title: str,
    scale: Scale,
    *,
    rows: Sequence[str] | None = None,
    columns: np.ndarray | None = None,
    first_index: int = 0,
    look: Look = LIGHT,
) -> go.Figure:
    """States in rows, tokens in columns; the embeddings on top."""
    names = rows or [state_name(state, first_index=first_index) for state in range(len(values))]
    figure = token_matrix(
        values,
        Axes(names, token_labels(trace, columns), row_title="", column_title="token"),
        scale,
        title=caption(trace, title),
        alt=f"{title}: " + _range(values),
        hover=f"%{{customdata[1]}}, %{{customdata[0]}}: {scale.name} %{{z:.4f}}",
        look=look,
    )
    return readable_rows(figure, names, values.shape[1])


def readable_rows(figure: go.Figure, names: Sequence[str], columns: int) -> go.Figure:
    """A board of few rows and many columns whose rows keep a readable height: not square cells."""
    if columns > WIDE:
        margin = layout(figure).margin
        figure.update_layout(height=margin.t + margin.b + ROW * len(names))
        figure.update_yaxes(tickvals=list(range(len(names))), ticktext=names, scaleanchor=None)
    return figure


def _range(values: np.ndarray) -> str:
    return f"from {values.min():.2f} to {values.max():.2f}." if values.size else "no tokens."
