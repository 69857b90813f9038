"""The same attributions without gradients: for heads that read a finished Trace.

A token's word vector is made a little longer and a little shorter, and the number is read off
each time. What is measured is what gradient times input computes.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import numpy as np
import torch

from explorer.engine.attribution import Attribution, Baseline, baseline_vectors, word_vectors
from explorer.engine.intervene import after_words
from explorer.engine.run import Engine
from explorer.errors import NotCaptured
from explorer.trace import Trace

STEP = 0.02
"""Half of the relative change of a vector: small against it, large against float32's rounding."""

POINTS = 6
"""Places on the way from the baseline at which slopes are measured (Gauss and Legendre)."""

Progress = Callable[[int, int], None]


def slope_times_input(
    engine: Engine, trace: Trace, number: Callable[[], float], *, progress: Progress | None = None
) -> Attribution:
    """Central differences along each typed or special token's word vector. T scores.

    ``number`` runs the model and gives the number to be explained; 2 T passes.
    """
    vectors = word_vectors(engine, trace)  # (1, T, E)
    scores = np.zeros(trace.num_tokens)
    for token in range(trace.num_tokens):
        scores[token] = _slope(vectors, vectors, token, number)
        if progress is not None:
            progress(token + 1, trace.num_tokens)
    return Attribution("slope x input", scores, number())


def integrated_slopes(
    engine: Engine,
    trace: Trace,
    number: Callable[[], float],
    *,
    baseline: Baseline = "mask",
    points: int = POINTS,
    progress: Progress | None = None,
) -> Attribution:
    """Slopes added up on the way from "no words" to the text (Sundararajan et al., 2017, eq. 1).

    2 T ``points`` passes; special tokens stay as they are. The sum is off by ``gap``.
    """
    vectors = word_vectors(engine, trace)
    start = baseline_vectors(engine, trace, vectors, baseline)
    places, weights = np.polynomial.legendre.leggauss(points)
    typed = np.flatnonzero(~trace.special)
    scores = np.zeros(trace.num_tokens)
    done, total = 0, points * len(typed)
    for place, weight in zip((places + 1) / 2, weights / 2, strict=True):
        point = start + float(place) * (vectors - start)
        for token in typed.tolist():
            scores[token] += weight * _slope(point, vectors - start, token, number)
            done += 1
            if progress is not None:
                progress(done, total)
    with _with_words(start):
        empty = number()
    value = number()
    gap = abs(float(scores.sum()) - (value - empty))
    return Attribution("integrated slopes", scores, value, empty, gap)


def _slope(
    point: torch.Tensor, direction: torch.Tensor, token: int, number: Callable[[], float]
) -> float:
    """How fast the number rises when one token's vector moves along ``direction``."""
    step = torch.zeros_like(point)
    step[:, token] = STEP * direction[:, token]
    with _with_words(point + step):
        more = number()
    with _with_words(point - step):
        less = number()
    return (more - less) / (2 * STEP)


def _with_words(vectors: torch.Tensor) -> AbstractContextManager[None]:
    def change(looked_up: torch.Tensor) -> torch.Tensor:
        if looked_up.shape != vectors.shape:
            raise NotCaptured(
                "This head reads the two texts apart, token by token in another order, so single "
                "tokens cannot be weighed here: switch heads off instead."
            )
        return vectors

    return after_words(change)
