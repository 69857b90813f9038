"""Pictures of what single heads find: links that a reader draws, and grammatical relations."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from explorer.figures.bars import Axis, bars, series
from explorer.figures.base import LIGHT, Look, caption, literal, short, under
from explorer.measures.link_scores import LinkScores
from explorer.measures.relations import RelationScore
from explorer.trace import Trace

MOST_HEADS, MOST_RELATIONS = 10, 20


def link_bars(
    trace: Trace, scores: LinkScores, said: str, *, first_index: int = 0, look: Look = LIGHT
) -> go.Figure:
    """The heads that draw the links most strongly; ``said`` names the links in plain text."""
    best = scores.best()[:MOST_HEADS]
    return bars(
        [f"layer {layer + first_index}, head {head + first_index}" for layer, head in best],
        [float(scores.weight[at]) for at in best],
        Axis("mean attention weight of the links", 0.0, None, share=True),
        title=caption(trace, f"Heads for {literal(short(said, 60))}"),
        alt=f"The {len(best)} heads with the largest weight for {short(said, 80)}.",
        look=look,
    )


def relation_bars(
    scores: Sequence[RelationScore], source: str, *, first_index: int = 0, look: Look = LIGHT
) -> go.Figure:
    """The best head of each relation beside the best fixed offset, largest gain first."""
    shown = list(scores)[:MOST_RELATIONS]
    names = []
    for score in shown:
        layer, head = score.best
        arrow = "→" if score.direction.startswith("dependent") else "←"
        names.append(
            f"{score.relation} {arrow} {layer + first_index}-{head + first_index} ({score.count})"
        )
    return series(
        names,
        {
            "best head": np.array([score.best_accuracy for score in shown]),
            "best fixed offset": np.array([score.baseline for score in shown]),
        },
        Axis("accuracy", share=True),
        title=f"Relations found by single heads{under(literal(short(source, 80)))}",
        alt=f"Accuracy of the best head and of the best fixed offset for {len(shown)} relations.",
        look=look,
    )
