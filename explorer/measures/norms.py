"""Attention weighed by what is handed over: norms of transformed vectors (Kobayashi et al.).

Kobayashi et al., 2020 (EMNLP): alpha times the length of f(x). Kobayashi et al., 2021 (EMNLP):
with the residual connection and the LayerNorm. Plain numpy; row i = query, column j = key.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from explorer.errors import NotCaptured
from explorer.measures.block import Block
from explorer.one_line import OneLine
from explorer.trace import LayerNorm, Trace

Scope = Literal["attention", "residual", "layernorm"]
"""How much of the layer is counted: attention alone (AttnN), with the residual connection
(AttnResN), or with the LayerNorm after it as well (AttnResLnN)."""
SCOPES: tuple[Scope, ...] = get_args(Scope)


def scopes(block: Block) -> tuple[Scope, ...]:
    """What of the layer can be counted: no LayerNorm follows the residual connection in pre-LN."""
    return SCOPES[:2] if block.norm_first else SCOPES


def head_norms(trace: Trace, block: Block, layer: int) -> np.ndarray:
    """Length of what each token hands over in each head, ||alpha_ij f_h(x_j)||. (H, Q, K).

    Kobayashi et al., 2020. In units of the hidden vectors, not shares.
    """
    lengths = np.linalg.norm(block.transformed(trace.hidden[layer]), axis=-1)  # (H, K)
    return trace.attention(layer) * lengths[:, None, :]


def transformed_norms(trace: Trace, block: Block, layer: int) -> np.ndarray:
    """||f_h(x_j)|| of each token in each head, without the weights. Returns (H, T)."""
    return np.linalg.norm(block.transformed(trace.hidden[layer]), axis=-1)


def norm_map(trace: Trace, block: Block, layer: int, scope: Scope = "attention") -> np.ndarray:
    """Length of what token j contributes to token i over all heads, ||F_i(j)||. (Q, K).

    attention: F_i(j) = sum_h alpha_ij f_h(x_j) (Kobayashi et al., 2020). residual: plus x_i for
    j = i. layernorm: that, centred, times gamma, divided by the standard deviation of the vector
    before the LayerNorm; its bias beta and the output bias b_O belong to no token and are left out
    (Kobayashi et al., 2021). Raises NotCaptured for layernorm where no LayerNorm follows
    (``scopes``).
    """
    parts = _parts(trace, block, layer, scope)
    # ||sum_h a_h v_h||^2 = sum_hg a_h a_g <v_h, v_g>: no (Q, K, D) array is ever made.
    gram = np.einsum("hkd,gkd->khg", parts.handed, parts.handed, optimize=True)  # (K, H, H)
    weights = trace.attention(layer).transpose(2, 1, 0)  # (K, Q, H)
    squares = np.einsum("kqh,kqh->qk", weights @ gram, weights)  # (Q, K)
    lengths = np.sqrt(np.maximum(squares, 0)) / parts.spread[:, None]
    np.fill_diagonal(lengths, np.linalg.norm(parts.own, axis=-1))
    return lengths


def norm_shares(trace: Trace, block: Block, layer: int, scope: Scope = "attention") -> np.ndarray:
    """``norm_map`` with every row divided by its sum, to be set beside attention. (Q, K)."""
    lengths = norm_map(trace, block, layer, scope)
    return lengths / np.maximum(lengths.sum(axis=1, keepdims=True), np.finfo(np.float32).tiny)


def mixing_ratio(trace: Trace, block: Block, layer: int, scope: Scope = "layernorm") -> np.ndarray:
    """How much of each token's new vector comes from other tokens. Returns (T,), 0 to 1.

    r_i = ||sum_(j != i) F_i(j)|| / (||sum_(j != i) F_i(j)|| + ||F_i(i)||)
    (Kobayashi et al., 2021).
    """
    return _ratio(_parts(trace, block, layer, scope))


def mixing_ratios(trace: Trace, block: Block, layer: int) -> dict[Scope, np.ndarray]:
    """``mixing_ratio`` in every scope it has; what is handed over is computed once. Each (T,)."""
    sums = _sums(trace, block, layer)
    return {scope: _ratio(_scoped(sums, block, scope)) for scope in scopes(block)}


def _ratio(parts: _Parts) -> np.ndarray:
    others = np.linalg.norm(parts.others, axis=-1)  # (T,)
    own = np.linalg.norm(parts.own, axis=-1)  # (T,)
    return others / np.maximum(others + own, np.finfo(np.float32).tiny)


def weight_mixing_ratio(trace: Trace, layer: int, residual: float = 0.0) -> np.ndarray:
    """The same ratio from weights alone: mean weight on other tokens. Returns (T,).

    With ``residual`` 0.5 as attention rollout assumes it; Kobayashi et al., 2021, table 1,
    call the two Attn-W and AttnRes-W.
    """
    own = np.diagonal(trace.attention(layer).mean(axis=0))  # (T,)
    return (1 - residual) * (1 - own)


@dataclass(frozen=True, eq=False, repr=False)
class _Parts(OneLine):
    """Contributions to each token's new vector, in the chosen scope."""

    handed: np.ndarray  # (H, T, D): what each token hands over through each head
    spread: np.ndarray  # (T,): each query's divisor; 1 without a LayerNorm
    own: np.ndarray  # (T, D): F_i(i)
    others: np.ndarray  # (T, D): sum over j != i of F_i(j)


@dataclass(frozen=True, eq=False, repr=False)
class _Sums(OneLine):
    """One layer's input and what the attention alone makes of it, whatever the scope."""

    x: np.ndarray  # (T, D)
    handed: np.ndarray  # (H, T, D): what each token hands over through each head
    total: np.ndarray  # (T, D): sum over all j, without the output bias
    own: np.ndarray  # (T, D): the part of j = i


def _sums(trace: Trace, block: Block, layer: int) -> _Sums:
    x, weights = trace.hidden[layer], trace.attention(layer)
    handed = block.transformed(x)
    total = np.einsum("hqk,hkd->qd", weights, handed, optimize=True)
    own = np.einsum("hq,hqd->qd", np.diagonal(weights, axis1=1, axis2=2), handed)
    return _Sums(x, handed, total, own)


def _parts(trace: Trace, block: Block, layer: int, scope: Scope) -> _Parts:
    return _scoped(_sums(trace, block, layer), block, scope)


def _scoped(sums: _Sums, block: Block, scope: Scope) -> _Parts:
    if scope not in scopes(block):
        raise NotCaptured(
            "In this model the LayerNorms stand before the attention and the feed-forward, so none "
            "follows the residual connection: count the attention alone or with the residual."
        )
    handed, own, others = sums.handed, sums.own, sums.total - sums.own
    spread = np.ones(len(sums.x), np.float32)
    if scope != "attention":
        own = own + sums.x
    if scope == "layernorm":
        before = sums.total + block.output.bias + sums.x  # (T, D): what the LayerNorm is given
        spread = np.sqrt(before.var(axis=-1) + block.attention_norm.epsilon)  # (T,)
        handed, own, others = (
            _scaled(part, block.attention_norm) for part in (handed, own, others)
        )
        own, others = own / spread[:, None], others / spread[:, None]
    return _Parts(handed, spread, own, others)


def _scaled(vectors: np.ndarray, norm: LayerNorm) -> np.ndarray:
    """The linear part of a LayerNorm: centre, times gamma. (..., D) kept."""
    return norm.weight * (vectors - vectors.mean(axis=-1, keepdims=True))
