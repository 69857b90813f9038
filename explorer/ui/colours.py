"""What the colours of a heatmap run over: all that is possible, or what is there."""

from __future__ import annotations

from streamlit.delta_generator import DeltaGenerator

from explorer.trace import Trace

FIXED, FIT = "full scale", "fit to data"
PALE_FROM = 33
"""Tokens from which most weights are too small to show on a scale from 0 to 1."""


def pick_fit(box: DeltaGenerator, trace: Trace | None = None) -> bool:
    """Whether colours end at the largest numbers of this picture.

    So they begin for the weights of a long ``trace``; cosines are never that pale.
    """
    pale = trace is not None and trace.num_tokens >= PALE_FROM
    chosen = box.selectbox(
        "Colours",
        [FIXED, FIT],
        int(pale),
        key="fit",
        bind="query-params",
        width=130,
        help="The full scale is the same for every head and text, so pictures compare. Fit to "
        "data ends it at the largest numbers between words, so that small ones show.",
    )
    return chosen == FIT
