"""What an encoder-decoder wrote, made by hand over the tokens of a Trace. No torch, no model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from explorer.seq2seq import Generation, Seq2SeqTrace, Step
from explorer.trace import Trace, WeightsLayer


def generation(source: Trace, target: Trace, cross: Any, *, ended: bool = True) -> Generation:
    """Step t has read token t of ``target`` and written token t + 1, the last one its end mark.

    ``cross`` is (L, H, N, S). Attention inside the two sides is that of the Traces, states are 0.
    """
    layers = tuple(WeightsLayer(np.array(one, np.float32)) for one in cross)
    encoder, decoder = (_inside(one, len(layers)) for one in (source, target))
    states = [np.zeros((len(layers) + 1, one.num_tokens, 4), np.float32) for one in
              (source, target)]  # fmt: skip
    trace = Seq2SeqTrace(source.spec, source, target, encoder, decoder, layers, *states)
    return Generation(trace, " ".join(target.labels[1:]), _steps(target.labels), ended, 1)


def _inside(side: Trace, layers: int) -> tuple[WeightsLayer, ...]:
    return tuple(WeightsLayer(np.array(side.attention(layer))) for layer in range(layers))


def _steps(labels: Sequence[str]) -> tuple[Step, ...]:
    return tuple(Step(token, 0.5, ((token, 0.5),), ()) for token in (*labels[1:], "</s>"))
