"""A prediction as a graph: which ways through tokens, heads and layers its logit came by.

Nodes are each token's state, what each head writes for each token, the biases of each layer, and
the logit. An edge carries a signed part of the logit: the slope of the logit at its end, frozen as
in ``logit_parts``, times what it brings. So as much flows into a node as flows out of it, and what
reaches the logit adds up to it. The feed-forward is a token's own and is passed on the way into
its next state. Plain numpy.

T tokens, L layers, H heads, Q query and K key tokens.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from explorer.measures.block import Block
from explorer.measures.frozen_layer import LayerFlow
from explorer.measures.logit_parts import Progress, flows, start
from explorer.measures.split_head import SplitHead
from explorer.one_line import OneLine
from explorer.trace import Trace

MOST_EDGES = 200
"""How many edges are kept; more would be a haze."""

Kind = Literal["state", "head", "bias", "logit"]


class Node(NamedTuple):
    """A place that the flow passes. What does not apply is -1."""

    kind: Kind
    layer: int = -1  # a state's number (0: embeddings); the layer of a head and of biases
    token: int = -1  # of a state; of a head, the token that it writes to
    head: int = -1


class Edge(NamedTuple):
    """A way from one node to the next, and what it carries to the logit, with its sign."""

    source: Node
    target: Node
    weight: float


LOGIT = Node("logit")


@dataclass(frozen=True, eq=False, repr=False)
class PredictionGraph(OneLine):
    """The strongest edges of a prediction, and what flows through every node."""

    edges: tuple[Edge, ...]  # the strongest first
    states: np.ndarray  # (L+1, T) what flows out of each state
    heads: np.ndarray  # (L, H, T) what each head writes for each token
    count: int  # edges in all
    carried: float  # share of the kept edges in the sum of all edges' sizes, 0 to 1
    value: float  # the logit as the model gave it
    gap: float  # the largest difference between what flows into a node and out of it

    @property
    def links(self) -> tuple[Edge, ...]:
        """The kept edges by which a head reads a token: those that can be cut in the model."""
        return tuple(
            one for one in self.edges if (one.source.kind, one.target.kind) == ("state", "head")
        )


def prediction_graph(
    trace: Trace,
    blocks: Sequence[Block],
    head: SplitHead,
    target: np.ndarray,
    *,
    most: int | None = MOST_EDGES,
    progress: Progress | None = None,
) -> PredictionGraph:
    """The graph of ``sum(target * logits)`` with its ``most`` strongest edges (None: all of them).

    Arguments, memory and errors are those of ``logit_parts``; only the strongest edges of each
    layer are held.
    """
    slopes, own = start(trace, blocks, head, target)
    depth, value = trace.num_layers, float((target * head.logits(trace.hidden)).sum())
    direct = np.einsum("ltd,ltd->lt", slopes, trace.hidden)  # (L+1, T)
    states = np.array(direct, np.float64)
    heads = np.zeros((depth, trace.num_heads, trace.num_tokens))
    kept = _Kept(most)
    kept.add(direct, lambda state, token: (Node("state", state, token), LOGIT))
    kept.add(np.array([own]), lambda _: (Node("bias", depth), LOGIT))
    gaps = [abs(direct.sum(dtype=np.float64) + own - value)]
    for layer, flow in flows(trace, blocks, slopes, progress=progress):
        heads[layer] = flow.links.sum(axis=-1) + flow.value_bias
        states[layer] += flow.residual + flow.links.sum(axis=(0, 1))
        reached = flow.residual + heads[layer].sum(axis=0) + flow.bias  # (T,)
        gaps.append(float(np.abs(reached - states[layer + 1]).max()))
        kept.add_layer(layer, flow, heads[layer])
    edges = kept.strongest()
    return PredictionGraph(edges, states, heads, kept.count, kept.share(edges), value, max(gaps))


class _Kept:
    """The strongest edges so far, and the number and the sizes of all."""

    def __init__(self, most: int | None) -> None:
        self.most, self.count, self.sizes = most, 0, 0.0
        self.edges: list[Edge] = []

    def add(self, weights: np.ndarray, ends: Callable[..., tuple[Node, Node]]) -> None:
        """Edges of one kind: their weights, and from an index to source and target."""
        sizes = np.abs(weights).ravel()
        chosen = np.flatnonzero(sizes)
        self.count += len(chosen)
        self.sizes += float(sizes.sum(dtype=np.float64))
        if self.most is not None and len(chosen) > self.most:
            chosen = np.argpartition(-sizes, self.most)[: self.most]
        for place in chosen:
            at = tuple(map(int, np.unravel_index(place, weights.shape)))
            self.edges.append(Edge(*ends(*at), float(weights[at])))

    def add_layer(self, layer: int, flow: LayerFlow, written: np.ndarray) -> None:
        """All edges of a layer; ``written`` (H, Q) is what its heads write."""

        def state(token: int) -> Node:
            return Node("state", layer, token)

        def above(token: int) -> Node:
            return Node("state", layer + 1, token)

        def head(number: int, token: int) -> Node:
            return Node("head", layer, token, number)

        bias = Node("bias", layer)
        self.add(flow.residual, lambda i: (state(i), above(i)))
        self.add(flow.bias, lambda i: (bias, above(i)))
        self.add(flow.links, lambda h, i, j: (state(j), head(h, i)))
        self.add(flow.value_bias, lambda h, i: (bias, head(h, i)))
        self.add(written, lambda h, i: (head(h, i), above(i)))
        self.edges = list(self.strongest())

    def strongest(self) -> tuple[Edge, ...]:
        """The strongest edges, the strongest first."""
        order = sorted(self.edges, key=lambda edge: -abs(edge.weight))
        return tuple(order[: self.most])

    def share(self, edges: Sequence[Edge]) -> float:
        """What some edges carry of all that flows, without signs; 0 to 1."""
        return sum(abs(edge.weight) for edge in edges) / self.sizes if self.sizes else 1.0
