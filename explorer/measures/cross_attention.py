"""Where an encoder-decoder looked while it wrote. Plain numpy.

Shape letters: N steps, S source tokens.
"""

from __future__ import annotations

import numpy as np

from explorer.seq2seq import Generation

CLEAR = 0.5
"""A step is clear where one source token gets more than this share of its cross attention."""


def cross_weights(generation: Generation, layer: int, head: int | None = None) -> np.ndarray:
    """Cross attention of all steps in one layer, of a head or the heads' mean. (N, S); rows sum
    to 1."""
    steps = range(len(generation.steps))
    return np.stack([generation.cross(step, layer, head) for step in steps])


def strongest_source(
    generation: Generation, layer: int, head: int | None = None
) -> tuple[int, int, float] | None:
    """The strongest weight of a written token on a source token: step, position, weight.

    Special tokens are left out on both sides; None where nothing else is there.
    """
    weights = cross_weights(generation, layer, head)
    allowed = np.outer(nameable_steps(generation), ~generation.trace.source.special)  # (N, S)
    if not allowed.any():
        return None
    step, key = np.unravel_index(np.where(allowed, weights, -1.0).argmax(), weights.shape)
    return int(step), int(key), float(weights[step, key])


def nameable_steps(generation: Generation) -> np.ndarray:
    """Which steps wrote something else than a special token. (N,) bool."""
    # Row t writes token t + 1; the last one wrote the end mark, unless it was stopped before.
    return ~np.append(generation.trace.target.special[1:], generation.ended)


def telling_step(generation: Generation) -> int:
    """The step that shows most, from 0: the last clear one.

    Weights are those of the last layer, mean of its heads. Special tokens show nothing that can be
    named: they are left out, as sources and as what was written. Where no step is clear, it is the
    one that comes nearest; where nothing but special tokens was written, the last.
    """
    named = nameable_steps(generation)  # (N,)
    if not named.any():
        return len(named) - 1
    weights = cross_weights(generation, len(generation.trace.cross) - 1)  # (N, S)
    largest = (weights * ~generation.trace.source.special).max(axis=1)  # (N,)
    clear = np.flatnonzero(named & (largest > CLEAR))
    return int(clear[-1]) if len(clear) else int(np.where(named, largest, -1.0).argmax())
