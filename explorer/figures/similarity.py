"""Pictures of how alike hidden states are."""

from __future__ import annotations

import plotly.graph_objects as go

from explorer.figures.base import LIGHT, Look, caption, short, state_name, token_labels
from explorer.figures.matrix import Axes, token_matrix
from explorer.figures.scales import FIT, Scale, apart_from_diagonal
from explorer.measures import similarity
from explorer.trace import Trace


def similarity_heatmap(
    trace: Trace,
    state: int,
    other: Trace | None = None,
    *,
    specials: bool = True,
    fit: bool = False,
    first_index: int = 0,
    compact: bool = False,
    look: Look = LIGHT,
) -> go.Figure:
    """Cosine of every token's hidden state with every other's, within a text or between two.

    ``state`` counts hidden states: 0 is the embeddings, l the output of the l-th layer. Colours
    run from -1 to 1; ``fit`` lets them run over the cosines drawn, apart from each token's with
    itself.
    """
    values = similarity.token_similarity(trace, state, other, specials=specials)
    columns = trace if other is None else other
    where = state_name(state, first_index=first_index)
    text = "" if other is None else f" and “{short(other.input.text, 60)}”"
    measure = Scale("cosine similarity", -1.0, 1.0, signed=True)
    if fit:
        measure = measure.fit(apart_from_diagonal(values) if other is None else values)
    return token_matrix(
        values,
        Axes(
            token_labels(trace, similarity.token_indices(trace, specials=specials)),
            token_labels(columns, similarity.token_indices(columns, specials=specials)),
            row_title="token" if other is None else "token of the first text",
            column_title="token" if other is None else "token of the second text",
        ),
        measure,
        title=caption(trace, f"Cosine similarity of tokens, {where}{FIT * fit}", other),
        alt=f"Cosine similarity of tokens, {where}, of “{short(trace.input.text, 60)}”{text}.",
        hover="cosine of “%{customdata[0]}” and “%{customdata[1]}”: %{z:.6f}",
        size="compact" if compact else "full",
        look=look,
    )
