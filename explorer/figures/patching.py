"""Boards of activation patching: how much of an effect each copied piece brings back."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from explorer.figures.base import LIGHT, Look, caption, literal, number, short, state_name
from explorer.figures.differences import pair_names
from explorer.figures.layers import readable_rows
from explorer.figures.matrix import Axes, token_matrix
from explorer.figures.percents import PERCENT
from explorer.figures.scales import Scale
from explorer.measures.comparison import Alignment
from explorer.text import percent
from explorer.trace import Trace

RECOVERED = "recovered effect"


def patched_states(
    clean: Trace,
    corrupt: Trace,
    pairs: Alignment,
    values: np.ndarray,
    what: str,
    *,
    first_index: int = 0,
    look: Look = LIGHT,
) -> go.Figure:
    """Recovered effect of each token's state, (L+1, T); ``what`` is what was measured.

    ``corrupt`` is ``clean`` where a head was set to zero in place of a changed word.
    """
    names = [state_name(state, first_index=first_index) for state in range(len(values))]
    labels = [literal(short(name, 28)) for name in pair_names(clean, corrupt, pairs)]
    best = np.unravel_index(np.nanargmax(values), values.shape)
    figure = token_matrix(
        values,
        Axes(names, labels, "", "token"),
        _scale(values),
        title=caption(clean, literal(what), None if corrupt is clean else corrupt),
        alt=f"{what}: {len(names)} states by {len(labels)} tokens. Largest: {names[best[0]]}, "
        f"“{clean.labels[int(best[1])]}”, {percent(values[best])}.",
        hover="%{customdata[0]}, %{customdata[1]}<br>%{customdata[2]} of the effect",
        look=look,
    )
    return readable_rows(figure, names, len(labels))


def patched_parts(
    clean: Trace,
    corrupt: Trace,
    parts: Sequence[str],
    values: np.ndarray,
    what: str,
    *,
    first_index: int = 0,
    look: Look = LIGHT,
) -> go.Figure:
    """Recovered effect of each head, of all heads, and of the MLP of each layer. (L, parts).

    ``parts`` names the columns as ``Patching.parts`` does.
    """
    layers = [f"layer {number(first_index, layer)}" for layer in range(len(values))]
    names = part_names(parts, first_index)
    best = np.unravel_index(np.nanargmax(values), values.shape)
    return token_matrix(
        values,
        Axes(layers, names, "", ""),
        _scale(values),
        title=caption(clean, literal(what), corrupt),
        alt=f"{what}: {len(layers)} layers by {len(names)} parts. Largest: {layers[best[0]]}, "
        f"{names[int(best[1])]}, {percent(values[best])}.",
        hover="%{customdata[0]}, %{customdata[1]}<br>%{customdata[2]} of the effect",
        look=look,
    )


def part_names(parts: Sequence[str], first_index: int) -> list[str]:
    """The parts with heads as the reader counts them.

    >>> part_names(["head 0", "MLP"], 1)
    ['head 1', 'MLP']
    """
    heads = sum(part.startswith("head ") for part in parts)
    return [f"head {number(first_index, head)}" for head in range(heads)] + list(parts[heads:])


def _scale(values: np.ndarray) -> Scale:
    """None of the effect looks like nothing; all of it, or its opposite, ends the scale."""
    return Scale(RECOVERED, -1.0, 1.0, True, bool(np.nanmax(values) > 1.005), unit=PERCENT)
