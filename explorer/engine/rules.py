"""Passes whose numbers are the model's own and whose derivatives follow other rules.

torch asks a mode before it computes a function (``TorchFunctionMode``): here what is not linear is
computed as ever and differentiated by a rule. A mode acts in the running thread alone, on any
architecture, and nothing in the model is touched.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any
from weakref import WeakSet

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.overrides import TorchFunctionMode

_TINY = 1e-9
_active: ContextVar[bool] = ContextVar("rules", default=False)
_hooked: WeakSet[nn.Module] = WeakSet()
_hooking = threading.Lock()

_ACTIVATIONS = {F.gelu, F.relu, torch.relu, Tensor.relu, F.silu, F.mish, torch.tanh, Tensor.tanh,
                F.tanh, F.leaky_relu}  # fmt: skip
_PRODUCTS = {torch.matmul, Tensor.matmul, Tensor.__matmul__, torch.bmm, Tensor.bmm, torch.mul,
             Tensor.mul, Tensor.__mul__}  # fmt: skip
_DIVISIONS = {torch.div, Tensor.div, Tensor.__truediv__}
_SPREADS = {torch.sqrt, Tensor.sqrt, torch.rsqrt, Tensor.rsqrt, torch.std, Tensor.std, torch.var,
            Tensor.var}  # fmt: skip
SOFTMAX = {torch.softmax, Tensor.softmax, F.softmax}


class FrozenRules(TorchFunctionMode):
    """The rules of a relevance: each makes a function linear, or shares out a product.

    LayerNorm and every division: what is divided by is a constant. Activation: f(z) = r z with the
    ratio r = f(z) / z a constant. Product of two vectors that both depend on the text: half of
    the derivative to either. Softmax: with ``through_weights`` its derivative, which is the first
    order of its Taylor series (Achtibat et al., 2024), otherwise its weights are constants.
    """

    def __init__(self, *, through_weights: bool) -> None:
        """``through_weights`` lets relevance flow into queries and keys."""
        super().__init__()
        self._through = through_weights

    def __enter__(self) -> FrozenRules:
        """Tell the hooks of activation modules, too."""
        self._token = _active.set(True)
        return super().__enter__()

    def __exit__(self, *raised: Any) -> None:
        """Leave everything as it was."""
        super().__exit__(*raised)
        _active.reset(self._token)

    def __torch_function__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Any = None
    ) -> Any:
        """Compute one function by its rule; those without a rule are torch's own."""
        named = kwargs or {}
        own = {F.scaled_dot_product_attention: self._attention, F.layer_norm: _layer_norm,
               F.cosine_similarity: _cosine}.get(func)  # fmt: skip
        if own is not None:
            return own(*args, **named)
        if func in _ACTIVATIONS:
            return _by_ratio(func, *args, **named)
        if func in _PRODUCTS or func is torch.einsum:
            return func(*_halves(args), **named)
        if func in _DIVISIONS and isinstance(args[1], Tensor):
            return func(args[0], args[1].detach(), **named)
        found = func(*args, **named)
        constant = func in _SPREADS or (func in SOFTMAX and not self._through)
        return found.detach() if constant else found

    def _attention(
        self, query: Tensor, key: Tensor, value: Tensor, *rest: Any, **named: Any
    ) -> Any:
        if not self._through:
            weights = attention_weights(query.detach(), key.detach(), *rest, **named)
            return weights @ for_each_head(value, query)
        weights = attention_weights(*_halves((query, key)), *rest, **named)
        one, other = _halves((weights, for_each_head(value, query)))
        return one @ other


def attention_weights(
    query: Tensor,
    key: Tensor,
    attn_mask: Tensor | None = None,
    dropout_p: float = 0.0,
    is_causal: bool = False,
    *,
    scale: float | None = None,
    enable_gqa: bool = False,
) -> Tensor:
    """The weights inside torch's scaled_dot_product_attention, of the same arguments. (..., Q, K).

    ``dropout_p`` is 0 in every pass of ours; ``enable_gqa`` follows from the shapes.
    """
    del dropout_p, enable_gqa
    factor = query.shape[-1] ** -0.5 if scale is None else scale
    scores = query @ for_each_head(key, query).transpose(-1, -2) * factor
    if is_causal:
        later = torch.ones(scores.shape[-2:], dtype=torch.bool, device=scores.device).triu(1)
        scores = scores.masked_fill(later, torch.finfo(scores.dtype).min)
    if attn_mask is not None and attn_mask.dtype == torch.bool:
        scores = scores.masked_fill(~attn_mask, torch.finfo(scores.dtype).min)
    elif attn_mask is not None:
        scores = scores + attn_mask
    return scores.softmax(-1)


def for_each_head(shared: Tensor, query: Tensor) -> Tensor:
    """Keys or values for every head, where several heads share them. (B, H, K, d)."""
    groups = query.shape[-3] // shared.shape[-3]
    return shared if groups == 1 else shared.repeat_interleave(groups, -3)


def _varies(one: Any) -> bool:
    """Whether a tensor depends on the text: weights of the model do not."""
    return isinstance(one, Tensor) and one.requires_grad and not isinstance(one, nn.Parameter)


def _halves(factors: tuple[Any, ...]) -> tuple[Any, ...]:
    """The factors of a product, each with half of its derivative where two depend on the text."""
    if sum(_varies(one) for one in factors) < 2:
        return factors
    return tuple(0.5 * one + 0.5 * one.detach() if _varies(one) else one for one in factors)


def _layer_norm(
    x: Tensor,
    normalized_shape: Any,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    eps: float = 1e-5,
) -> Tensor:
    """A LayerNorm whose deviation is a constant. (..., D) kept."""
    over = tuple(range(-len(normalized_shape), 0))
    centred = x - x.mean(over, keepdim=True)
    made = centred / (centred.detach().square().mean(over, keepdim=True) + eps).sqrt()
    made = made if weight is None else made * weight
    return made if bias is None else made + bias


def _cosine(x1: Tensor, x2: Tensor, dim: int = 1, eps: float = 1e-8) -> Tensor:
    """A cosine whose lengths are constants: the product of the vectors, shared out in halves."""
    lengths = (x1.norm(dim=dim) * x2.norm(dim=dim)).detach().clamp_min(eps)
    one, other = _halves((x1, x2))
    return (one * other).sum(dim) / lengths


def _by_ratio(func: Callable[..., Tensor], z: Tensor, *rest: Any, **named: Any) -> Tensor:
    """An activation as its ratio times its input; near 0 the limit is taken. (any) kept."""
    safe = torch.where(z.abs() < _TINY, torch.full_like(z, _TINY), z).detach()
    named.pop("inplace", None)
    return z * (func(safe, *rest, **named) / safe)


def hook_activations(model: nn.Module) -> None:
    """Make activations that are written out in several functions one function for the rules.

    Attached once to a model; outside a block of rules the hooks do nothing.
    """
    with _hooking:
        if model in _hooked:
            return
        for module in model.modules():
            if type(module).__module__ == "transformers.activations":
                module.register_forward_hook(_on_activation)
        _hooked.add(model)


def _on_activation(_module: nn.Module, inputs: tuple[Tensor, ...], output: Tensor) -> Tensor | None:
    """z f(z) / z in place of f(z), where rules are in force; the hook's own steps follow torch."""
    if not _active.get():
        return None
    with torch._C.DisableTorchFunction():
        z = inputs[0]
        safe = torch.where(z.abs() < _TINY, torch.ones_like(z), z).detach()
        return z * torch.where(z.abs() < _TINY, torch.zeros_like(z), output.detach() / safe)
