"""Each paper's formula checked against what the model computed, with the largest error.

Plain numpy. Every check takes the Trace's numbers on one side and another route on the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from explorer.measures.block import Block
from explorer.measures.rollout import rollout
from explorer.one_line import OneLine
from explorer.text import percent
from explorer.trace import Projection, Trace, WeightsLayer

RELATIVE = 2e-5
"""Differences up to this share of the largest number compared count as rounding of float32."""

UNKNOWN = "cannot be followed here"
"""The verdict where this project has no formula for an architecture, or nothing to hold against."""


class OwnLayer(Protocol):
    """One layer's attention as the model itself computed it."""

    @property
    def weights(self) -> np.ndarray | None:
        """(H, Q, K); None where the Trace holds these very numbers."""
        ...

    @property
    def output(self) -> np.ndarray | None:
        """(Q, D): what the attention's output module handed on; None where it is unknown."""
        ...


@dataclass(frozen=True, eq=False, repr=False)
class Check(OneLine):
    """One identity: how far the two sides are apart at most, and what counts as equal."""

    name: str
    formula: str  # LaTeX
    source: str
    residuals: np.ndarray  # (L,) or (1,): largest difference in each layer; empty: not tried
    tolerance: float
    note: str = ""  # how this architecture differs, or why it cannot be followed

    @property
    def applies(self) -> bool:
        """Whether the identity can be tried on this model."""
        return bool(len(self.residuals))

    @property
    def residual(self) -> float:
        """Largest difference over all layers; NaN where the check cannot be tried."""
        return float(self.residuals.max()) if self.applies else float("nan")

    @property
    def verdict(self) -> str:
        """holds, FAILS, or cannot be followed here: there is no formula or no second side."""
        if not self.applies:
            return UNKNOWN
        return "holds" if self.residual <= self.tolerance else "FAILS"


def checks(
    trace: Trace,
    *,
    own: Sequence[OwnLayer] = (),
    blocks: Sequence[Block] = (),
    no_blocks: str = "",
) -> tuple[Check, ...]:
    """All identities for one text through one model.

    ``own`` comes from ``explorer.engine.reference_attention``, ``blocks`` from
    ``explorer.engine.blocks``; where one is empty its checks say why (``no_blocks``).
    """
    return (
        rows_sum_to_one(trace),
        softmax_of_scores(trace, own),
        sum_of_heads(trace, blocks, own, no_blocks),
        layer_rebuilt(trace, blocks, no_blocks),
        embedding_sum(trace),
        rollout_rows(trace),
    )


def rows_sum_to_one(trace: Trace) -> Check:
    """Each attention row sums to 1."""
    sums = [trace.attention(layer).sum(axis=-1) for layer in range(trace.num_layers)]
    note = "Left to right: each token divides it among itself and those before it."
    if (kept := sink_share(trace)) > RELATIVE:
        return Check(*_ROWS, np.zeros(0), RELATIVE, _SINK.format(percent(kept)))
    return Check(
        *_ROWS, _largest([total - 1 for total in sums]), RELATIVE, note if trace.causal else ""
    )


_ROWS = (
    "Attention rows sum to 1",
    r"\sum_j A_{ij} = 1",
    "Vaswani et al., 2017: the softmax",
)
_SINK = (
    "This model's heads may give a part of a row, here up to {}, to a sink that is no token, so "
    "its rows sum to less than 1."
)


def sink_share(trace: Trace) -> float:
    """The largest part of a row that goes to no token; 0 for models without attention sinks.

    Only weights that a model handed out itself can lack a part: a softmax made here sums to 1.
    """
    if not all(isinstance(layer, WeightsLayer) for layer in trace.layers):
        return 0.0
    sums = np.stack([trace.attention(layer).sum(axis=-1) for layer in range(trace.num_layers)])
    return float(1 - sums.min()) if sums.max() <= 1 + RELATIVE else 0.0


def softmax_of_scores(trace: Trace, own: Sequence[OwnLayer]) -> Check:
    """The weights made of captured queries and keys are those of the model's own function."""
    found = [
        trace.attention(i) - layer.weights
        for i, layer in enumerate(own)
        if layer.weights is not None
    ]
    return Check(
        "Softmax of the scores is the model's attention",
        r"\mathrm{softmax}(q k^{\top} \cdot \mathrm{scale} + \mathrm{mask}) = A",
        "Vaswani et al., 2017, equation 1",
        _largest(found),
        RELATIVE,
        "" if found else "This model hands out its weights itself, so there is no second side.",
    )


def sum_of_heads(
    trace: Trace, blocks: Sequence[Block], own: Sequence[OwnLayer], no_blocks: str = ""
) -> Check:
    """The heads' parts add up to what the attention's own output module handed on."""
    expected = [layer.output for layer in own if layer.output is not None]
    if len(expected) != len(blocks):  # nothing to hold it against
        blocks, expected = (), []
    found = [
        np.einsum(
            "hqk,hkd->qd", trace.attention(i), block.transformed(trace.hidden[i]), optimize=True
        )
        + block.output.bias
        for i, block in enumerate(blocks)
    ]
    return Check(
        "The heads add up to the attention's output",
        r"\sum_h \sum_j \alpha^h_{ij} (x_j W_V^h + b_V^h) W_O^h + b_O = \mathrm{att}_i",
        "Kobayashi et al., 2020",
        _largest([a - b for a, b in zip(found, expected, strict=True)]),
        _tolerance(expected),
        no_blocks,
    )


def layer_rebuilt(trace: Trace, blocks: Sequence[Block], no_blocks: str = "") -> Check:
    """A whole layer computed from its weights gives the next hidden state."""
    found = [
        block.rebuild(trace.hidden[i], trace.attention(i)) - trace.hidden[i + 1]
        for i, block in enumerate(blocks)
    ]
    first = any(block.norm_first for block in blocks)
    return Check(
        "Each layer rebuilt is the next hidden state",
        _NORM_FIRST if first else _NORM_AFTER,
        "Devlin et al., 2019; Vaswani et al., 2017",
        _largest(found),
        _tolerance([trace.hidden]),
        _FIRST_NOTE if first else no_blocks,
    )


_NORM_AFTER = (
    r"\mathrm{LN}_2(\mathrm{FFN}(y) + y) = h_{l+1},\quad y = \mathrm{LN}_1(\mathrm{att} + h_l)"
)
_NORM_FIRST = r"\mathrm{FFN}(\mathrm{LN}_2(y)) + y = h_{l+1},\quad y = \mathrm{att} + h_l"
_FIRST_NOTE = (
    "Unlike in BERT, this model's LayerNorms stand before the attention and the feed-forward, and "
    "one may follow the last layer."
)


def embedding_sum(trace: Trace) -> Check:
    """The looked-up rows, added and put through the model's own steps, are hidden state 0."""
    parts = trace.embedding.parts
    apart = [trace.embedding.output() - trace.hidden[0]] if parts else []
    names = " + ".join(part.name for part in parts) or "nothing"
    steps = ", then ".join(
        "a projection" if isinstance(step, Projection) else type(step).__name__
        for step in trace.embedding.steps
    )
    starts = {part.name: int(part.rows[0]) for part in parts}
    note = f"Here: {names}" + (f", then {steps}." if steps else ", with no LayerNorm after it.")
    if starts.get("position"):
        note += f" Positions of this model are counted from {starts['position']}."
    return Check(
        "The embedding sum is hidden state 0",
        r"\mathrm{LN}(E_{word} + E_{position} + E_{segment}) = h_0",
        "Devlin et al., 2019, figure 2",
        _largest(apart),
        _tolerance([trace.hidden[0]]),
        note if parts else "This model does not make its first state by adding rows of tables.",
    )


def rollout_rows(trace: Trace) -> Check:
    """Each rollout row sums to 1, at every layer."""
    sink = sink_share(trace) > RELATIVE
    return Check(
        "Rollout rows sum to 1",
        r"\sum_j (A_l \cdots A_1)_{ij} = 1",
        "Abnar and Zuidema, 2020",
        _largest([] if sink else list(rollout(trace).sum(axis=-1) - 1)),
        RELATIVE,
        "Holds for the wrong order of factors as well; the tests hold the order against an example "
        "of two permutations.",
    )


def _largest(differences: Sequence[np.ndarray]) -> np.ndarray:
    return np.array([float(np.abs(one).max()) for one in differences])


def _tolerance(numbers: Sequence[np.ndarray]) -> float:
    top = max((float(np.abs(one).max()) for one in numbers), default=1.0)
    return RELATIVE * max(1.0, top)
