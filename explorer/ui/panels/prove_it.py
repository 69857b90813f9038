"""Pieces of the page that holds the formulas against the model."""

from __future__ import annotations

import streamlit as st

from explorer.errors import NotCaptured
from explorer.measures.identities import UNKNOWN, Check, checks
from explorer.trace import Trace
from explorer.ui import cache, choices, show

MARKS = {"holds": "✅", "FAILS": "❌", UNKNOWN: "➖"}

FORMULA = """
Every number is the largest absolute difference between the two sides over all layers, heads, tokens
and dimensions. Both sides are float32; a difference up to 2e-5 of the largest number compared
(at least 1) counts as rounding. The model's own attention comes from transformers' own ("eager")
function, run on the same text; the left sides come from the captured queries, keys and values and
from the model's weights. Everything is computed anew for your text.
"""


def run(trace: Trace) -> tuple[Check, ...]:
    """All identities for the present text and model."""
    from explorer.engine.blocks import blocks  # torch takes seconds
    from explorer.engine.reference_attention import own_attention

    engine = cache.get_engine(choices.model_in_use())
    own = own_attention(engine, trace.input)
    try:
        return checks(trace, own=own, blocks=blocks(engine))
    except NotCaptured as error:
        return checks(trace, own=own, no_blocks=str(error))


def sentences(trace: Trace, found: tuple[Check, ...]) -> tuple[str, str]:
    """How many identities hold, and how to read the numbers."""
    tried = [check for check in found if check.applies]
    held = sum(check.verdict == "holds" for check in tried)
    worst = max(check.residual for check in tried)
    return (
        f"The formulas of the papers, tried on your {trace.num_tokens} tokens in "
        f"{trace.spec.label}: {held} of {len(tried)} hold.",
        "Each number is the largest difference between the two sides of its formula; the largest "
        f"of all is {worst:.1e}.",
    )


def card(check: Check) -> None:
    """One identity: verdict, number, formula, source and how this model differs."""
    with st.container(border=True):
        left, right = st.columns([3, 2], vertical_alignment="center")
        with left:
            st.markdown(f"{MARKS[check.verdict]} **{show.plain(check.name)}** {check.verdict}")
            st.latex(check.formula)
        with right:
            if check.applies:
                st.metric("largest difference", f"{check.residual:.2e}", border=False)
                show.note(f"counts as equal up to {check.tolerance:.1e} · {check.source}")
        if check.note:
            show.note(check.note)
