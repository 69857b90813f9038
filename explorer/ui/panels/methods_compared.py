"""Pieces of the page of attributing methods: which tokens each token draws on, method by method."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from explorer.errors import NotCaptured
from explorer.measures import norms, rollout
from explorer.measures.agreement import widest_gap
from explorer.measures.alti import alti
from explorer.measures.attention import layer_mean, strongest_link
from explorer.measures.block import Block
from explorer.measures.contribution_norms import contribution_shares
from explorer.measures.globenc import globenc
from explorer.measures.value_zeroing import value_zeroing
from explorer.text import percent
from explorer.trace import Trace
from explorer.ui import cache, choices, jobs, shell, show

SCOPES: dict[str, norms.Scope] = {
    "attention, residual and LayerNorm (2021)": "layernorm",
    "attention and residual (2021)": "residual",
    "attention alone (2020)": "attention",
}
AT_ONCE = 3_000_000_000
"""Multiplications of value zeroing below which the page does not ask: a second or so."""

MOST_SPLIT_TOKENS = 128
"""The exact split grows with the third power of the length: up to here it takes some seconds."""

RAW, NORMS, ROLLOUT, FLOW, ZEROING = (
    "Raw weights",
    "Norm-based",
    "Rollout",
    "Flow",
    "Value zeroing",
)
ALTI, GLOBENC, DECOMPX = "ALTI", "GlobEnc", "DecompX"
FORMULA = r"""
Every panel is (tokens, tokens), row = the token that draws on others, rows sum to 1. Raw,
norm-based and value zeroing look at the chosen layer; the others follow the layers down to the
input.

- **Raw weights**: $\frac{1}{H}\sum_h \alpha^h_{ij}$ (Vaswani et al., 2017).
- **Norm-based**: $\lVert F_i(j) \rVert$ with $F_i(j) = \sum_h \alpha^h_{ij} f_h(x_j)$ and
  $f_h(x) = (x W_V^h + b_V^h) W_O^h$ (Kobayashi et al., 2020); with $x_i$ added for $j = i$ and the
  LayerNorm's scaling (Kobayashi et al., 2021). Rows divided by their sum.
- **Rollout**: $A_l \cdots A_1$ with $A = \frac12 W + \frac12 I$, $W$ the mean over heads
  (Abnar and Zuidema, 2020). In a model that reads left to right the first tokens always get
  most, whatever the text.
- **Flow**: maximum flow from token $i$ at the layer to input token $j$ through edges of capacity
  $A$ (Abnar and Zuidema, 2020); rows divided by their sum. Offered up to 24 tokens: one
  maximum-flow problem for each pair of tokens, $O(L^2 T^4)$ in all.
- **Value zeroing**: $1 - \cos(y_i, y_i^{\neg j})$ when token $j$'s value vectors are set to 0 in
  this layer (Mohebbi et al., 2023). Rows divided by their sum.
- **ALTI**: $\max(0, \lVert y_i \rVert_1 - \lVert y_i - T_i(x_j) \rVert_1)$ with $T_i(x_j)$ token
  $j$'s part of the attention block's output $y_i$, residual and LayerNorm included (Ferrando et
  al., 2022); rows divided by their sum, layers multiplied.
- **GlobEnc**: the length of that part behind the second residual connection and LayerNorm, too,
  without the feed-forward (Modarressi et al., 2022); rows divided by their sum, layers multiplied.
- **DecompX**: the length of what token $j$'s embedding contributed to token $i$'s state, all
  layers and the feed-forwards split exactly, attention weights held (Modarressi et al., 2023).
  Rows divided by their sum. Offered up to 128 tokens.
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
    options = [label for label, scope in SCOPES.items() if scope in norms.scopes(known[0])]
    if st.session_state.get("lens_scope", options[0]) not in options:
        del st.session_state["lens_scope"]
    chosen = shell.more("lens_more").selectbox(
        "The norm-based method counts",
        options,
        width=260,
        key="lens_scope",
        bind="query-params",
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
    zeroed = _zeroing(trace, known[layer], layer) if known else None
    if zeroed is not None:
        found[ZEROING] = zeroed
    return found | (_whole_layers(trace, known, layer) if known else {})


def _whole_layers(trace: Trace, known: Sequence[Block], layer: int) -> dict[str, np.ndarray]:
    """ALTI, GlobEnc and DecompX, which count more of each layer than its attention; each (Q, K)."""
    about = (choices.model_in_use(), trace.input)

    def rolled(_progress: jobs.Progress) -> dict[str, np.ndarray]:
        return {ALTI: alti(trace, known), GLOBENC: globenc(trace, known)}  # (L, T, T) each

    layers = jobs.cached_job("lens_layers", about, rolled, "Following the layers", "layers")
    found = {name: values[layer] for name, values in layers.items()}
    if trace.num_tokens <= MOST_SPLIT_TOKENS:
        found[DECOMPX] = jobs.cached_job(
            "lens_split",
            (*about, layer),
            lambda progress: contribution_shares(trace, known, layer, progress=progress),
            "Splitting the states",
            "layers",
        )
    return found


def remarks(trace: Trace) -> None:
    """Which methods are not offered for a long text."""
    if trace.num_tokens > rollout.MOST_FLOW_TOKENS:
        show.note(
            f"Flow is left out: it is offered up to {rollout.MOST_FLOW_TOKENS} tokens, since its "
            "cost grows with the fourth power of the length."
        )
    if trace.num_tokens > MOST_SPLIT_TOKENS:
        show.note(f"DecompX is left out: it is offered up to {MOST_SPLIT_TOKENS} tokens.")


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
    chosen = shell.controls().selectbox(
        "Show", options, key="lens_panel", bind="query-params", width=190
    )
    return None if chosen == every else chosen


def sentences(trace: Trace, layer: int, found: dict[str, np.ndarray]) -> tuple[str, str]:
    """What the panels show and one row of them in words."""
    first_index = choices.first_index()
    link = strongest_link(found[RAW], trace)
    query = 0 if link is None else link.query
    more = "brighter" if choices.look().name == "dark" else "darker"
    return (
        f"Which tokens each token draws on at layer {layer + first_index}, by {len(found)} "
        f"methods; the {more}, the larger the share.",
        _tops(trace, query, found),
    )


def _inside(name: str) -> str:
    """A method's name in the middle of a sentence."""
    return name if name in (ALTI, GLOBENC, DECOMPX) else name.lower()


def _tops(trace: Trace, query: int, found: dict[str, np.ndarray]) -> str:
    """Which token one token draws on most, by each method."""
    by_top: dict[int, list[str]] = {}
    for name, values in found.items():
        by_top.setdefault(int(values[query].argmax()), []).append(_inside(name))
    token = trace.labels[query]
    if len(by_top) == 1:
        return (
            f"All of them agree that “{token}” draws most on “{trace.labels[next(iter(by_top))]}”."
        )
    said = [f"“{trace.labels[top]}” ({', '.join(names)})" for top, names in by_top.items()]
    return f"What “{token}” draws on most depends on the method: {', '.join(said)}."


def disagreement_sentences(
    trace: Trace, found: dict[str, np.ndarray], values: np.ndarray
) -> tuple[str, str]:
    """Where the methods differ most, in words."""
    shows = "How far the methods rank the tokens alike: 1 the same order, 0 unrelated, -1 reversed."
    if np.isnan(values).all():
        return shows, "A single token cannot be ranked."
    query = int(np.nanargmax(values))
    gap = widest_gap(found, query, trace.labels)
    if gap is None:
        return shows, "They never disagree here."
    token, high, low = gap
    return shows, (
        f"They disagree most about “{trace.labels[query]}”: {_inside(high)} ranks “{token}” high, "
        f"{_inside(low)} low."
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
        if known and scope in ratios[0]:
            found[name] = [ratio[scope].mean() for ratio in ratios]
    return {name: np.array(values) for name, values in found.items()}


def mixing_sentences(ratios: dict[str, np.ndarray]) -> tuple[str, str]:
    """What the bars show and their two ends in words."""
    means = {name: float(values.mean()) for name, values in ratios.items()}
    last = list(means)[-1]
    return (
        "How much of each token's new vector comes from other tokens, mean over your tokens.",
        f"By the weights alone it is {percent(means['weights'])}, by {last} "
        f"{percent(means[last])}. Kobayashi et al. (2021) found 96 % and 19 % for BERT-base on "
        "Wikipedia.",
    )
