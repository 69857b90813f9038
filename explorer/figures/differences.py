"""Two runs side by side: what moved in the attention and in the vectors. Second minus first."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from explorer.figures.base import LIGHT, Look, caption, literal, short, state_name
from explorer.figures.matrix import Axes, token_matrix
from explorer.figures.percents import POINTS
from explorer.figures.scales import Scale, up_to
from explorer.measures.comparison import Alignment
from explorer.trace import Trace


def pair_names(first: Trace, second: Trace, pairs: Alignment) -> list[str]:
    """A name for each pair of tokens: one label, or both where they differ; plain text."""
    one = [first.labels[int(place)] for place in pairs.first]
    other = [second.labels[int(place)] for place in pairs.second]
    return [a if a == b else f"{a} → {b}" for a, b in zip(one, other, strict=True)]


def _pair_labels(first: Trace, second: Trace, pairs: Alignment) -> list[str]:
    """The names of the pairs as plotly must get them, shortened."""
    return [literal(short(name, 28)) for name in pair_names(first, second, pairs)]


def difference_heatmap(
    first: Trace,
    second: Trace,
    pairs: Alignment,
    values: np.ndarray,
    where: str,
    *,
    narrow: bool = False,
    look: Look = LIGHT,
) -> go.Figure:
    """Signed difference of two attention maps between paired tokens, (N, N).

    ``narrow`` is for phones.
    """
    labels = _pair_labels(first, second, pairs)
    top = up_to("", np.abs(values)).high
    largest = values.flat[np.abs(values).argmax()]
    return token_matrix(
        values,
        Axes(labels, labels),
        Scale("change", -top, top, signed=True, unit=POINTS),
        title=caption(first, f"Second minus first, {where}"),
        alt=f"Signed difference of attention, {where}: “{short(second.input.text, 60)}” minus "
        f"“{short(first.input.text, 60)}”. Largest change {100 * largest:+.1f} percentage points.",
        hover="%{customdata[0]} → %{customdata[1]}<br>%{customdata[2]} of its attention",
        size="narrow" if narrow else "full",
        look=look,
    )


def vector_change_heatmap(
    first: Trace,
    second: Trace,
    pairs: Alignment,
    values: np.ndarray,
    *,
    first_index: int = 0,
    look: Look = LIGHT,
) -> go.Figure:
    """1 - cosine of paired tokens' vectors at each hidden state, (L+1, N)."""
    states = [literal(state_name(i, first_index=first_index)) for i in range(len(values))]
    return token_matrix(
        values,
        Axes(states, _pair_labels(first, second, pairs), "", "token"),
        up_to("1 - cosine", values),
        title=caption(first, "How far each token's vector moved"),
        alt="How far the vector of each token moved, by hidden state, from "
        f"“{short(first.input.text, 60)}” to “{short(second.input.text, 60)}”.",
        hover="%{customdata[0]}, %{customdata[1]}<br>1 - cosine %{z:.6f}",
        look=look,
    )
