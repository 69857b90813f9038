"""Pieces of the page about the embedding sum: the chosen token, its words, and the live check."""

from __future__ import annotations

import numpy as np
import streamlit as st

from explorer.measures import embedding_sum
from explorer.measures.telling import telling_token
from explorer.text import percent
from explorer.trace import Trace
from explorer.ui import shell, show

FORMULA = r"""
$h_0 = \mathrm{LayerNorm}(E_{\text{word}}[\text{id}] + E_{\text{position}}[i] +
E_{\text{segment}}[s])$ (Devlin et al., 2019, figure 2), with
$\mathrm{LayerNorm}(x) = \gamma \odot (x - \bar{x}) / \sqrt{\mathrm{var}(x) + \varepsilon} + \beta$
(Ba et al., 2016).

All three tables are learned parameters in BERT, the positions too. Sine waves are what the
original Transformer used (Vaswani et al., 2017, section 3.5); BERT does not.

The share of a part is its projection on the sum, $\text{part} \cdot \text{sum} / \lVert
\text{sum} \rVert^2$: shares add up to 1 and may be negative.
"""
AGREES = 1e-4


def pick_token(trace: Trace) -> int:
    """A token from a list, by its place and piece."""
    places = list(range(trace.num_tokens))
    if st.session_state.get("emb_token", 0) not in places:
        del st.session_state["emb_token"]
    return shell.controls().selectbox(
        "Token",
        places,
        index=telling_token(trace),
        format_func=lambda place: f"{place} {trace.labels[place]}",
        width=200,
        key="emb_token",
        bind="query-params",
    )


def sentences(trace: Trace, token: int) -> tuple[str, str]:
    """What the strips show, and the largest part of this token in words."""
    names = [part.name for part in trace.embedding.parts]
    shows = (
        f"The vector of “{trace.labels[token]}” on its way into the first layer: "
        f"{embedding_sum.formula(trace)}, all learned tables."
    )
    if len(names) < 2:
        return (
            shows,
            "Each strip is one vector, a colour a dimension: blue negative, orange positive.",
        )
    shares = embedding_sum.part_shares(trace)[:, token]
    top = int(np.argmax(shares))
    return shows, (
        f"Each strip is one vector, a colour a dimension: blue negative, orange positive. The "
        f"{names[top]} part makes up {percent(shares[top])} of the sum."
    )


def check(trace: Trace) -> None:
    """The identity, computed for this very text."""
    difference = embedding_sum.residual(trace)
    left, right = st.columns([1, 2], vertical_alignment="center")
    with left:
        st.metric("largest difference", f"{difference:.1e}")
    with right:
        show.note(f"max |{embedding_sum.formula(trace)} - hidden_states[0]| over all tokens.")
    if difference < AGREES:
        st.success("The sum equals the first hidden state, up to rounding.", icon="✅")
    else:
        st.error("This model does more to its embeddings than is shown here.", icon="❗")
