"""The tables behind the pictures of attention weights: query in rows, key in columns."""

from __future__ import annotations

import numpy as np
import pandas as pd

from explorer.measures import attention as measures
from explorer.tables.base import matrix, numbered
from explorer.trace import Trace


def attention_heatmap(trace: Trace, layer: int, head: int) -> pd.DataFrame:
    """Attention weights of one head, query in rows, key in columns."""
    return _square(measures.head_attention(trace, layer, head), trace)


def layer_mean_heatmap(trace: Trace, layer: int) -> pd.DataFrame:
    """Attention of one layer averaged over its heads, query in rows, key in columns."""
    return _square(measures.layer_mean(trace, layer), trace)


def head_mean_heatmap(trace: Trace, head: int) -> pd.DataFrame:
    """Attention of one head number averaged over the layers, query in rows, key in columns."""
    return _square(measures.head_mean(trace, head), trace)


def overall_mean_heatmap(trace: Trace) -> pd.DataFrame:
    """Attention averaged over all heads of all layers, query in rows, key in columns."""
    return _square(measures.overall_mean(trace), trace)


def head_grid(trace: Trace, layer: int, *, first_index: int = 0) -> pd.DataFrame:
    """All heads of one layer as one long table: one row a (head, query)."""
    weights = trace.attention(layer)  # (H, Q, K)
    frame = pd.DataFrame(
        weights.reshape(-1, weights.shape[-1]), columns=numbered(trace.labels)
    )  # (H * Q, K)
    frame.insert(0, "query", numbered(trace.labels) * len(weights))
    frame.insert(0, "head", np.repeat(np.arange(len(weights)) + first_index, weights.shape[1]))
    return frame


def _square(weights: np.ndarray, trace: Trace) -> pd.DataFrame:
    return matrix(weights, trace.labels, trace.labels)
