"""Pieces of the page that checks the papers' formulas against the model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from explorer.errors import NotCaptured
from explorer.measures.identities import UNKNOWN, Check, checks
from explorer.text import agreed
from explorer.trace import Trace
from explorer.ui import cache, calls, choices, show

if TYPE_CHECKING:
    from explorer.engine import Engine

MARKS = {"holds": "✅", "FAILS": "❌", UNKNOWN: "➖"}

FORMULA = """
Every number is the largest absolute difference between the two sides over all layers, heads, tokens
and dimensions. Both sides are float32; a difference up to 2e-5 of the largest number compared
(at least 1) counts as rounding. The model's own attention comes from transformers' own ("eager")
function, run on the same text; the left sides come from the captured queries, keys and values and
from the model's weights. Everything is computed anew for your text.
"""


def run(trace: Trace) -> tuple[tuple[Check, ...], calls.Made]:
    """All identities for the present text and model, and how they are computed again."""
    found, missing = cache.remembered(_checked, cache.get_engine(choices.model_in_use()), trace)
    return found, calls.proofs(missing) if missing else calls.proofs()


def _checked(engine: Engine, trace: Trace) -> tuple[tuple[Check, ...], str]:
    """The checks, and why the layers cannot be rebuilt where that is so."""
    from explorer.engine.blocks import blocks  # torch takes seconds
    from explorer.engine.reference_attention import own_attention

    own = own_attention(engine, trace.input)
    try:
        return checks(trace, own=own, blocks=blocks(engine)), ""
    except NotCaptured as error:
        return checks(trace, own=own, no_blocks=str(error)), str(error)


def sentences(trace: Trace, found: tuple[Check, ...]) -> tuple[str, str]:
    """How many identities hold, and how to read the numbers."""
    tried = [check for check in found if check.applies]
    held = sum(check.verdict == "holds" for check in tried)
    worst = max(check.residual for check in tried)
    return (
        f"The papers' formulas, checked on your "
        f"{agreed(trace.num_tokens, 'one token', f'{trace.num_tokens} tokens')} in "
        f"{trace.spec.label}: {held} of {len(tried)} {agreed(held, 'holds', 'hold')}.",
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
