"""How far a model's output moves when heads can no longer read from their attention sinks."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import numpy as np

from explorer.engine.ablation import Progress
from explorer.engine.patching import continued
from explorer.engine.run import Engine
from explorer.measures.block import Block
from explorer.measures.sinks import SinkHead, relative_change, sinks, without_sinks
from explorer.trace import Trace


def sink_effects(
    engine: Engine,
    trace: Trace,
    blocks: Sequence[Block],
    heads: Sequence[SinkHead],
    *,
    progress: Progress | None = None,
) -> np.ndarray:
    """The words' relative change in the last state, with each head's sink values zeroed. (N,).

    The later layers run anew, many heads in a pass. ``progress(heads done, heads in all)`` is
    called after each layer and may raise to stop. ``heads`` stand in the order of their layers.
    """
    words, found = ~sinks(trace), []
    for layer, group in groupby(heads, key=lambda one: one.layer):
        chosen = [one.head for one in group]
        rows = without_sinks(trace, blocks[layer], layer, chosen)
        if layer + 1 < trace.num_layers:
            rows = continued(engine, trace, layer + 1, rows)
        found.extend(relative_change(rows, trace.hidden[-1], words))
        if progress is not None:
            progress(len(found), len(heads))
    return np.array(found)
