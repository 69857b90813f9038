"""The picture of cross attention: where an encoder-decoder looked while it wrote."""

from __future__ import annotations

import plotly.graph_objects as go

from explorer.figures.base import LIGHT, TEXT_CHARACTERS, Look, literal, number, short, small
from explorer.figures.matrix import Axes, token_matrix
from explorer.figures.percents import PERCENT
from explorer.figures.scales import Scale
from explorer.measures.cross_attention import cross_weights, strongest_source
from explorer.seq2seq import Generation
from explorer.text import percent

WROTE = "when “%{customdata[0]}” was written, “%{customdata[1]}” got %{customdata[2]}"


def cross_attention(
    generation: Generation,
    layer: int,
    head: int | None = None,
    *,
    first_index: int = 0,
    look: Look = LIGHT,
) -> go.Figure:
    """Where each token that was written looked in the source; rows sum to 1.

    ``head`` None is the mean of the layer's heads. ``first_index`` is the number that the reader
    gives to the first layer and head: 0 or 1.
    """
    heads = f"mean of {generation.trace.cross[layer].heads} heads"
    if head is not None:
        heads = f"head {number(first_index, head)}"
    what = f"Cross attention, layer {number(first_index, layer)}, {heads}"
    return token_matrix(
        cross_weights(generation, layer, head),  # (N, S)
        Axes(
            [literal(short(step.token)) for step in generation.steps],
            [literal(short(label)) for label in generation.trace.source.labels],
            "what was written",
            "source: the token attended to",
        ),
        Scale("attention weight", unit=PERCENT),
        title=what + small(generation.trace.spec.id, _texts(generation)),
        alt=f"{what}. {_read(generation, layer, head)}",
        hover=WROTE,
        look=look,
    )


def _texts(generation: Generation) -> str:
    """Source and what was written for it, shortened."""
    source = " ".join(generation.trace.source.input.text.split())
    return " → ".join(short(one, TEXT_CHARACTERS // 2) for one in (source, generation.text))


def _read(generation: Generation, layer: int, head: int | None) -> str:
    """The strongest link to a token that can be named, in a sentence."""
    found = strongest_source(generation, layer, head)
    if found is None:
        return "Only special tokens."
    step, key, weight = found
    wrote, source = generation.steps[step].token, generation.trace.source.labels[key]
    return f"“{short(wrote)}” gives {percent(weight)} to “{short(source)}”."
