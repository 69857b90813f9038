"""Attention followed down through the layers: rollout and flow (Abnar and Zuidema, 2020).

Plain numpy, and scipy's maximum flow. Row i = output token at a layer, column j = input token.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from explorer import memory
from explorer.errors import InputError
from explorer.trace import Trace

RESIDUAL = 0.5
"""Share of each token that passes a layer unmixed, the paper's choice: A = 0.5 W + 0.5 I."""

MOST_FLOW_TOKENS = 24
"""Flow solves one maximum-flow problem for every pair of tokens: O(L^2 T^4) in all."""

_UNIT = 1 << 30
"""Capacity 1.0 in scipy's integer maximum flow; a row's capacities sum to it, so it fits int32."""


def mixed(trace: Trace, residual: float = RESIDUAL) -> np.ndarray:
    """Mean weights of each layer with the residual connection: (1 - r) W + r I. (L, T, T).

    Raises InputError where that, and what is made of it, would take too much memory.
    """
    memory.require_planes(
        4 * trace.num_layers, trace.num_tokens, "The averaged attention of all layers"
    )
    mean = np.stack([trace.attention(layer).mean(axis=0) for layer in range(trace.num_layers)])
    eye = np.eye(trace.num_tokens, dtype=np.float32)
    return (1 - np.float32(residual)) * mean + np.float32(residual) * eye


def rolled(steps: np.ndarray) -> np.ndarray:
    """The product A_l ... A_1 up to each layer l; later layers stand on the left. (L, T, T).

    >>> mix, swap = np.full((2, 2), 0.5), np.array([[0.0, 1.0], [1.0, 0.0]])
    >>> rolled(np.stack([swap, mix])).shape
    (2, 2, 2)
    """
    found = [steps[0]]
    for step in steps[1:]:
        found.append(step @ found[-1])
    return np.stack(found)


def rollout(trace: Trace, residual: float = RESIDUAL) -> np.ndarray:
    """Attention rollout up to each layer: R_l = A_l A_(l-1) ... A_1, rows sum to 1. (L, T, T).

    Abnar and Zuidema, 2020. In a model that reads left to right the first
    tokens win by construction.
    """
    return rolled(mixed(trace, residual))


def flow(
    trace: Trace,
    layer: int | None = None,
    *,
    residual: float = RESIDUAL,
    progress: Callable[[int, int], None] | None = None,
) -> np.ndarray:
    """Attention flow from each token of a layer's output to each input token. (T, T).

    Maximum flow through the graph whose edges (l, i) -> (l - 1, j) have capacity A_l[i, j]
    (Abnar and Zuidema, 2020); rows are then divided by their sum. ``layer`` is the
    last one by default; ``progress(rows done, rows in all)``. Raises InputError above
    MOST_FLOW_TOKENS tokens.
    """
    if trace.num_tokens > MOST_FLOW_TOKENS:
        raise InputError(
            f"Attention flow is offered up to {MOST_FLOW_TOKENS} tokens and this text has "
            f"{trace.num_tokens}: its cost grows with the fourth power of the length. "
            "Shorten the text, or look at rollout."
        )
    last = trace.num_layers - 1 if layer is None else layer
    steps = mixed(trace, residual)[: last + 1]
    count = trace.num_tokens
    found = np.zeros((count, count), np.float32)
    graph = _graph(steps)
    for query in range(count):
        found[query] = _row(graph, query, count)
        if progress is not None:
            progress(query + 1, count)
    return found / found.sum(axis=1, keepdims=True)


def _graph(steps: np.ndarray) -> object:
    """The layered graph as a sparse matrix of capacities; node l * T + i, layer 0 the output."""
    from scipy.sparse import csr_matrix  # only flow needs scipy, and it takes a while to import

    layers, count, _ = steps.shape
    capacities = np.zeros(((layers + 1) * count,) * 2, np.int32)
    for depth, step in enumerate(steps[::-1]):
        rows = slice(depth * count, (depth + 1) * count)
        columns = slice((depth + 1) * count, (depth + 2) * count)
        capacities[rows, columns] = np.floor(step.astype(np.float64) * _UNIT)
    return csr_matrix(capacities)


def _row(graph: object, query: int, count: int) -> list[float]:
    """Maximum flow from one output token to every input token."""
    from scipy.sparse.csgraph import maximum_flow

    inputs = graph.shape[0] - count  # type: ignore[attr-defined]
    return [maximum_flow(graph, query, inputs + key).flow_value / _UNIT for key in range(count)]
