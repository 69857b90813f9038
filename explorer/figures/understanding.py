"""A picture of a check of understanding: right answers by misconception, before beside after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from explorer.figures.bars import Axis, series
from explorer.figures.base import LIGHT, Look, layout, literal

ROW = 24  # pixels of one misconception: twelve of them stand on a screen


def understanding_bars(
    labels: Sequence[str],
    right: Mapping[str, Sequence[int]],
    *,
    asked: int = 1,
    look: Look = LIGHT,
) -> go.Figure:
    """Right answers of each misconception: a bar for each form, each from 0 to ``asked``."""
    totals = ", ".join(
        f"{sum(marks)} of {asked * len(marks)} {form}" for form, marks in right.items()
    )
    figure = series(
        labels,
        {form: np.asarray(marks, float) for form, marks in right.items()},
        Axis("right answers", 0.0, float(asked), form=".0f"),
        title=literal(f"Right answers: {totals}"),
        alt=f"Right answers by misconception: {totals}.",
        look=look,
    )
    height = int(layout(figure).height or 0)
    figure.update_layout(height=min(height, 120 + ROW * len(labels)))
    if len(right) > 1:  # thin bars: their numbers would touch
        figure.update_traces(text=None, texttemplate=None)
    return figure.update_xaxes(tickformat="d", nticks=min(asked + 1, 8))
