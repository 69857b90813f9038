"""What attention scores are made of: one head's scores part by part, and one pair's in full."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from explorer.figures.base import (
    LIGHT,
    NARROW,
    Look,
    caption,
    literal,
    number,
    short,
    token_labels,
    under,
)
from explorer.figures.matrix import Axes, token_matrix
from explorer.figures.mosaic import Panels, mosaic
from explorer.figures.scales import Scale
from explorer.measures.score_parts import ScoreParts, word_pair
from explorer.text import percent
from explorer.trace import Trace

SHOWN = 5
"""Parts that stand beside the score: with it, two rows of three."""
WIDE = 560  # pixels of three panels: half of a projector's screen


def score_parts(
    trace: Trace,
    parts: ScoreParts,
    *,
    first_index: int = 0,
    narrow: bool = False,
    look: Look = LIGHT,
) -> go.Figure:
    """One head's scores before the softmax, and the parts that they are the sum of.

    Every panel is (queries, keys), all on one scale: first the score, then those of the P x P
    parts that explain most of its variance along the rows, with their shares.
    """
    shares = parts.shares()  # (P, P)
    order = np.argsort(-np.abs(shares), axis=None, kind="stable")[:SHOWN]
    best = [(int(n) // len(shares), int(n) % len(shares)) for n in order]
    names = [_said(parts, *pair, share=float(shares[pair])) for pair in best]
    values = np.stack([parts.scores(), *(parts.values[pair] for pair in best)])
    top = float(np.abs(values).max()) or 1.0
    where = _where(parts, first_index)
    what = f"Score and its largest parts, {where}"
    return mosaic(
        values,
        ["score", *map(literal, names)],
        Scale("score, and part of it", -top, top, signed=True),
        title=caption(trace, what),
        alt=f"Attention scores of {where} for “{short(trace.input.text, 80)}” and what they are "
        f"the sum of; shares of the variance: {', '.join(names)}.",
        labels=token_labels(trace),
        panels=Panels(2, NARROW - 80) if narrow else Panels(3, WIDE),
        look=look,
    )


def score_pair(
    trace: Trace,
    parts: ScoreParts,
    query: int,
    key: int,
    *,
    first_index: int = 0,
    narrow: bool = False,
    look: Look = LIGHT,
) -> go.Figure:
    """What made one score: parts of the query in rows, of the key in columns; the sum is the score.

    In layer 0 the parts are the embedding tables and the biases; deeper they are the words of the
    text, whose pieces are added up.
    """
    names, values = word_pair(trace, parts, query, key)  # (N,), (N, N)
    asking, asked = trace.labels[query], trace.labels[key]
    top = float(np.abs(values).max()) or 1.0
    axes = Axes(labels := [literal(short(name)) for name in names], labels,
                f"part of the query “{literal(short(asking))}”",
                f"part of the key “{literal(short(asked))}”")  # fmt: skip
    score = float(values.sum())
    said = f"Score of “{literal(short(asking))}” for “{literal(short(asked))}”: {score:.1f}"
    row, column = np.unravel_index(np.abs(values).argmax(), values.shape)
    return token_matrix(
        values,
        axes,
        Scale("part of the score", -top, top, signed=True),
        title=caption(trace, said + under(_where(parts, first_index))),
        alt=f"The score {score:.2f} of “{asking}” with “{asked}”, {_where(parts, first_index)}, "
        f"split by parts of query and key; the largest is {names[row]} × {names[column]}, "
        f"{values[row, column]:.2f}.",
        hover="%{customdata[0]} × %{customdata[1]}<br>%{z:.4f}",
        size="narrow" if narrow else "full",
        look=look,
    )


def _said(parts: ScoreParts, row: int, column: int, *, share: float) -> str:
    """A part's name, its share first: a narrow panel cuts what comes last."""
    return f"{percent(share)} {parts.names[row]} × {parts.names[column]}"


def _where(parts: ScoreParts, first_index: int) -> str:
    return f"layer {number(first_index, parts.layer)}, head {number(first_index, parts.head)}"
