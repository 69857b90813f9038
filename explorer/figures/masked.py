"""A mask drawn as a mask: cells that a model may not look at are grey, and say so."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go

from explorer.figures.base import Look, layout
from explorer.trace import Trace

SAID = "; grey: masked"
"""What a colour bar says beside its range."""


def later(trace: Trace) -> np.ndarray | None:
    """The cells of later tokens in a model that reads left to right, (T, T) bool; else None."""
    if not trace.causal:
        return None
    return np.triu(np.ones((trace.num_tokens, trace.num_tokens), bool), 1)


def draw_mask(figure: go.Figure, blocked: np.ndarray | None, look: Look) -> go.Figure:
    """Grey over the blocked cells of a matrix, and no numbers in them. (rows, columns) bool.

    A matrix that stands for blocks of tokens is left as it is.
    """
    traces: Any = figure.data
    cells = traces[0].z
    if blocked is None or cells.shape != blocked.shape:
        return figure
    for trace in traces:
        if trace.type == "heatmap" and trace.texttemplate:
            trace.text = np.where(blocked, "", np.array(trace.text, object))
    return _over(figure, blocked, look)


def draw_masks(figure: go.Figure, blocked: np.ndarray | None, look: Look) -> go.Figure:
    """The same over each panel of a mosaic."""
    traces: Any = figure.data
    board = traces[0].z
    if blocked is None:
        return figure
    masked = np.zeros(board.shape, bool)
    for box in layout(figure).shapes:
        top, left = round(min(box.y0, box.y1) + 0.5), round(box.x0 + 0.5)
        place = masked[top : top + len(blocked), left : left + len(blocked)]
        if place.shape != blocked.shape or round(abs(box.x1 - box.x0)) != len(blocked):
            return figure  # blocks of tokens
        place |= blocked
    return _over(figure, masked, look)


def _over(figure: go.Figure, blocked: np.ndarray, look: Look) -> go.Figure:
    """One more heatmap of a single colour, clear where nothing is blocked."""
    figure.add_trace(
        go.Heatmap(
            z=np.where(blocked, 1.0, np.nan).astype(np.float32), zmin=0, zmax=1,
            colorscale=[[0, look.line], [1, look.line]], showscale=False,
            hovertemplate="masked: a later token<extra></extra>",
        )
    )  # fmt: skip
    return figure
