"""The table behind the graph of a prediction: an edge a row."""

from __future__ import annotations

import pandas as pd

from explorer.measures.prediction_graph import Edge, Node, PredictionGraph
from explorer.trace import Trace

COLUMNS = ["from", "from layer", "from token", "to", "to layer", "to token", "head", "weight"]


def prediction_graph(trace: Trace, graph: PredictionGraph, *, first_index: int = 0) -> pd.DataFrame:
    """The kept edges, the strongest first.

    The layer of a state is its number, 0 for the embeddings; heads and biases stand in a layer
    counted from ``first_index``.
    """
    rows = [_row(trace, edge, first_index) for edge in graph.edges]
    return pd.DataFrame(rows, columns=COLUMNS)


def _row(trace: Trace, edge: Edge, first_index: int) -> tuple[object, ...]:
    source, target = edge.source, edge.target
    head = target.head if target.kind == "head" else source.head
    return (
        source.kind,
        _layer(source, first_index),
        _token(trace, source),
        target.kind,
        _layer(target, first_index),
        _token(trace, target),
        "" if head < 0 else str(head + first_index),
        edge.weight,
    )


def _layer(node: Node, first_index: int) -> str:
    if node.kind == "logit":
        return ""
    return str(node.layer + (first_index if node.kind in {"head", "bias"} else 0))


def _token(trace: Trace, node: Node) -> str:
    return "" if node.token < 0 else f"{node.token} {trace.labels[node.token]}"
