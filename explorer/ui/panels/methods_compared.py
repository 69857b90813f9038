"""Pieces of the page of attributing methods: which tokens each token draws on, method by method."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from explorer.errors import NotCaptured
from explorer.measures import norms, rollout
from explorer.measures.agreement import widest_gap
from explorer.measures.attention import layer_mean, strongest_link
from explorer.measures.block import Block
from explorer.measures.value_zeroing import value_zeroing
from explorer.trace import Trace
from explorer.ui import cache, choices, jobs, show

SCOPES: dict[str, norms.Scope] = {
    "attention, residual and LayerNorm (2021)": "layernorm",
    "attention and residual (2021)": "residual",
    "attention alone (2020)": "attention",
}
AT_ONCE = 3_000_000_000
"""Multiplications of value zeroing below which the page does not ask: a second or so."""

RAW, NORMS, ROLLOUT, FLOW, ZEROING = (
    "Raw weights",
    "Norm-based",
    "Rollout",
    "Flow",
    "Value zeroing",
)
FORMULA = r"""
Every panel is (tokens, tokens), row = token that takes in, rows sum to 1. Raw, norm-based and value
zeroing look at the chosen layer; rollout and flow follow the layers down to the input.

- **Raw weights**: $\frac{1}{H}\sum_h \alpha^h_{ij}$ (Vaswani et al., 2017).
- **Norm-based**: $\lVert F_i(j) \rVert$ with $F_i(j) = \sum_h \alpha^h_{ij} f_h(x_j)$ and
  $f_h(x) = (x W_V^h + b_V^h) W_O^h$ (Kobayashi et al., 2020); with $x_i$ added for $j = i$ and the
  LayerNorm's scaling (Kobayashi et al., 2021). Rows divided by their sum.
- **Rollout**: $A_l \cdots A_1$ with $A = \frac12 W + \frac12 I$, $W$ the mean over heads
  (Abnar and Zuidema, 2020). In a model that reads left to right the first tokens win by
  construction.
- **Flow**: maximum flow from token $i$ at the layer to input token $j$ through edges of capacity
  $A$ (Abnar and Zuidema, 2020); rows divided by their sum. Offered up to 24 tokens: one
  maximum-flow problem for each pair of tokens, $O(L^2 T^4)$ in all.
- **Value zeroing**: $1 - \cos(y_i, y_i^{\neg j})$ when token $j$'s value vectors are set to 0 in
  this layer (Mohebbi et al., 2023). Rows divided by their sum.
- **Agreement**: Spearman's rank correlation of two methods' rows, token by token.
- **Mixing ratio**: $\lVert \sum_{j \ne i} F_i(j) \rVert / (\lVert \sum_{j \ne i} F_i(j) \rVert +
  \lVert F_i(i) \rVert)$ (Kobayashi et al., 2021); from weights alone, $1 - A_{ii}$.

None of them is the truth about the model: each leaves something out, raw weights most (attention is
not explanation; Jain and Wallace, 2019; Bibal et al., 2022).
"""


def blocks(trace: Trace) -> tuple[Block, ...]:
    """The weights of the layers; empty, with a sentence, for models not built like BERT."""
    from explorer.engine.blocks import blocks as of_engine  # torch takes seconds

    try:
        return of_engine(cache.get_engine(choices.model_in_use()))
    except NotCaptured as error:
        show.notice(f"{error} The methods that need only weights are shown.")
        return ()


def pick_scope(known: Sequence[Block]) -> norms.Scope:
    """How much of the layer the norm-based method counts."""
    if not known:
        return "attention"
    chosen = st.selectbox(
        "The norm-based method counts", list(SCOPES), key="lens_scope", bind="query-params"
    )
    return SCOPES[chosen]


def maps(
    trace: Trace, known: Sequence[Block], layer: int, scope: norms.Scope
) -> dict[str, np.ndarray]:
    """The methods that this text and model allow, each (Q, K), rows sum to 1."""
    found = {RAW: layer_mean(trace, layer)}
    if known:
        found[NORMS] = norms.norm_shares(trace, known[layer], layer, scope)
    found[ROLLOUT] = rollout.rollout(trace)[layer]
    if trace.num_tokens <= rollout.MOST_FLOW_TOKENS:
        found[FLOW] = jobs.cached_job(
            "lens_flow",
            (choices.model_in_use(), trace.input, layer),
            lambda progress: rollout.flow(trace, layer, progress=progress),
            "Following the flow",
            "tokens",
        )
    else:
        show.note(
            f"Flow is left out: it is offered up to {rollout.MOST_FLOW_TOKENS} tokens, since its "
            "cost grows with the fourth power of the length."
        )
    zeroed = _zeroing(trace, known[layer], layer) if known else None
    if zeroed is not None:
        found[ZEROING] = zeroed
    return found


def _zeroing(trace: Trace, block: Block, layer: int) -> np.ndarray | None:
    work = trace.num_tokens**2 * block.inner.weight.size * 2
    return jobs.result(
        "lens_zeroing",
        (choices.model_in_use(), trace.input, layer),
        lambda progress: value_zeroing(trace, block, layer, progress=progress),
        button="Add value zeroing",
        cost=f"The layer is computed anew for each of the {trace.num_tokens} tokens: about "
        f"{work / 1e9:,.0f} billion multiplications.",
        unit="tokens",
        at_once=work < AT_ONCE,
    )


def pick_panel(names: Sequence[str]) -> str | None:
    """Which method is shown alone; None for all side by side."""
    every = "All side by side"
    options = [every, *names]
    if st.session_state.get("lens_panel", every) not in options:
        del st.session_state["lens_panel"]
    chosen = st.segmented_control(
        "Show", options, default=every, key="lens_panel", bind="query-params", required=True
    )
    return None if chosen == every else chosen


def sentences(trace: Trace, layer: int, found: dict[str, np.ndarray]) -> tuple[str, str]:
    """What the panels show and one row of them in words."""
    first_index = choices.first_index()
    link = strongest_link(found[RAW], trace)
    query = 0 if link is None else link.query
    tops = [
        f"{name.lower()} “{trace.labels[int(values[query].argmax())]}”"
        for name, values in found.items()
    ]
    more = "brighter" if choices.look().name == "dark" else "darker"
    return (
        f"Which tokens each token draws on at layer {layer + first_index}, by {len(found)} "
        f"methods; the {more}, the larger the share.",
        f"Read along a row: “{trace.labels[query]}” takes most from: {', '.join(tops)}.",
    )


def disagreement_sentences(
    trace: Trace, found: dict[str, np.ndarray], values: np.ndarray
) -> tuple[str, str]:
    """Where the methods part most, in words."""
    shows = "How far the methods agree in ranking the tokens: 1 the same, 0 unrelated, -1 reversed."
    if np.isnan(values).all():
        return shows, "One token has no ranking."
    query = int(np.nanargmax(values))
    gap = widest_gap(found, query, trace.labels)
    if gap is None:
        return shows, "They never disagree here."
    token, high, low = gap
    return shows, (
        f"They disagree most about “{trace.labels[query]}”: {high.lower()} ranks “{token}” high, "
        f"{low.lower()} low."
    )


def mixing(trace: Trace, known: Sequence[Block]) -> dict[str, np.ndarray]:
    """Mean mixing ratio of each layer by every method that the model allows; values (L,)."""
    about = (choices.model_in_use(), trace.input)
    return cache.RESULTS.get(("lens_mixing", about), lambda: _mixing(trace, known))


def _mixing(trace: Trace, known: Sequence[Block]) -> dict[str, np.ndarray]:
    layers = range(trace.num_layers)
    found = {
        "weights": [norms.weight_mixing_ratio(trace, i).mean() for i in layers],
        "weights, half residual": [norms.weight_mixing_ratio(trace, i, 0.5).mean() for i in layers],
    }
    scopes: dict[str, norms.Scope] = {
        "norms": "attention",
        "norms, residual": "residual",
        "norms, residual, LayerNorm": "layernorm",
    }
    ratios = [norms.mixing_ratios(trace, known[i], i) for i in layers] if known else []
    for name, scope in scopes.items():
        if known:
            found[name] = [ratio[scope].mean() for ratio in ratios]
    return {name: np.array(values) for name, values in found.items()}


def mixing_sentences(ratios: dict[str, np.ndarray]) -> tuple[str, str]:
    """What the bars show and their two ends in words."""
    means = {name: float(values.mean()) for name, values in ratios.items()}
    last = list(means)[-1]
    return (
        "How much of each token's new vector comes from other tokens, mean over your tokens.",
        f"Weights alone say {means['weights']:.0%}; {last} say {means[last]:.0%}. Kobayashi et al. "
        "(2021) found 96% and 19% for BERT-base on Wikipedia.",
    )
