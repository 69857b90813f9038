"""The sink clinic of the head atlas: heads that park their attention, no-op or broadcast."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from explorer import pictures
from explorer.errors import ExplorerError
from explorer.measures.sinks import KINDS, SinkHead, SinkRule, sink_heads
from explorer.pictures import Picture
from explorer.text import agreed, percent
from explorer.trace import Trace
from explorer.ui import cache, choices, jobs, show
from explorer.ui.calls import Made

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.engine import Engine

AT_ONCE_TOKENS = 64
"""Texts up to this length are examined without asking: a second or so."""

CAUTION = (
    "Whether a head is a no-op depends on the text and on the stated thresholds. That nothing is "
    "handed over does not say why: a head may wait there for a text that it is for."
)
FORMULA = r"""
Sinks $S$ are special tokens and punctuation. **The thresholds are this project's own**: {rule}

- **Length**: $\frac{{\sum_{{j \in S}} a_j \lVert f_h(x_j) \rVert}}{{\sum_{{j \in S}} a_j}}$ divided
  by the mean $\lVert f_h(x_j) \rVert$ of the words, with $f_h(x) = (x W_V^h + b_V^h) W_O^h$ and
  $a_j$ the mean weight that words give to token $j$ (norms after Kobayashi et al., 2020).
- **Share of the output**: $s_i / (s_i + w_i)$, mean over the words $i$, with
  $s_i = \lVert \sum_{{j \in S}} A_{{ij}} f_h(x_j) \rVert$ and $w_i$ the same over the words.
- **Intervention**: the sinks' value vectors of this one head are set to 0, weights stay as they
  are, and all later layers run anew; how far the words' last hidden states move, in units of their
  length, mean over the words.

Clark et al. (2019) took attention to [SEP] for a no-op of heads that have nothing to do in a text;
Xiao et al. (2023) named such tokens attention sinks, in models that write.
"""

Found = tuple[list[SinkHead], np.ndarray]


@dataclass(frozen=True)
class _Group:
    """The heads of one kind, and how far the output moves without their sinks, at the median."""

    kind: str
    count: int
    moved: float


def examined(trace: Trace) -> Found | None:
    """The heads that park their attention and their effects; None until a long text is asked for.

    Raises InputError or NotCaptured.
    """
    from explorer.engine.blocks import blocks  # torch takes seconds
    from explorer.engine.sink_effects import sink_effects

    engine = cache.get_engine(choices.model_in_use())
    known = blocks(engine)
    heads = cache.remembered(_parked, engine, trace)

    def work(progress: jobs.Progress) -> Found:
        return heads, sink_effects(engine, trace, known, heads, progress=progress)

    return jobs.result(
        "atlas_sinks",
        (choices.model_in_use(), trace.input),
        work,
        button="Examine the heads that park",
        cost=f"The layers behind {agreed(len(heads), 'one head', f'each of {len(heads)} heads')} "
        "run anew.",
        unit="heads",
        at_once=trace.num_tokens <= AT_ONCE_TOKENS,
    )


def _parked(engine: Engine, trace: Trace) -> list[SinkHead]:
    from explorer.engine.blocks import blocks  # torch takes seconds

    return sink_heads(trace, blocks(engine))


def sentences(trace: Trace, heads: Sequence[SinkHead], moved: np.ndarray) -> tuple[str, str]:
    """How many heads park, what they do there, and the head that gets most from its sink."""
    every = trace.num_layers * trace.num_heads
    groups = [
        _Group(kind, len(at), float(np.median(moved[at])))
        for kind in KINDS
        if len(at := np.flatnonzero([one.kind == kind for one in heads]))
    ]
    listed = "; ".join(
        f"{group.count} {group.kind} (the output moves by {percent(group.moved, 1)})"
        for group in groups
    )
    return (
        f"{len(heads)} of {every} heads {agreed(len(heads), 'gives', 'give')} at least half of "
        f"{agreed(len(heads), 'its', 'their')} attention to special tokens "
        f"and punctuation: {listed}. Measured with the sinks' values set to zero, median: the "
        "larger a point, the further. The dashed lines part the kinds.",
        _largest(trace, heads, moved),
    )


def _largest(trace: Trace, heads: Sequence[SinkHead], moved: np.ndarray) -> str:
    most, first_index = int(moved.argmax()), choices.first_index()
    one = heads[most]
    return (
        f"Layer {one.layer + first_index}, head {one.head + first_index} gets most from its sink: "
        f"“{trace.labels[one.token]}” hands over a vector {one.length:.2f} times as long as the "
        f"words', and without its sinks the output moves by {percent(moved[most], 1)}. Click a "
        "point to open that head."
    )


def shown(trace: Trace) -> tuple[int, ...] | None:
    """The whole section below its heading; gives the head that was clicked.

    A text or a model that has no such heads is told so, and the sections below go on.
    """
    try:
        found = examined(trace)
    except ExplorerError as error:
        show.problem(str(error))
        return None
    clicked = None
    if found is not None and not found[0]:
        show.note("No head gives half of its attention to special tokens and punctuation here.")
    elif found is not None:
        show.sentences(*sentences(trace, *found))
        clicked = show.clickable_picture(_picture(trace, *found), "sink_clinic")
        show.note(CAUTION)
    show.formula("How sinks are examined", FORMULA.format(rule=SinkRule().sentence()))
    return clicked


def _picture(trace: Trace, heads: Sequence[SinkHead], moved: np.ndarray) -> Picture:
    made: Made = {
        "known": "blocks.blocks(engine)",
        "heads": "sinks.sink_heads(trace, known)",
        "moved": "sink_effects.sink_effects(engine, trace, known, heads)",
    }
    return pictures.sink_clinic(trace, heads, moved, **choices.drawing(), made=made)
