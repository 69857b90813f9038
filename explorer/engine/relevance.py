"""Which tokens a number depends on, by relevance: LRP and DecompX, and attention times gradient.

The rules stand in ``engine.rules``; no package beyond torch is used. T tokens, H heads.
"""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any, Literal

import torch
from torch import Tensor
from torch.nn import functional as F
from torch.overrides import TorchFunctionMode

from explorer.engine import rules as rules_of
from explorer.engine.attribution import Around, Attribution, Target
from explorer.engine.devices import on_cpu
from explorer.engine.intervene import after_words
from explorer.engine.run import Engine
from explorer.errors import NotCaptured
from explorer.trace import Trace

Rules = Literal["DecompX", "LRP"]
"""DecompX keeps attention weights constant; LRP lets relevance flow through them, too."""


def relevance(
    engine: Engine,
    trace: Trace,
    target: Target,
    rules: Rules = "LRP",
    *,
    head: bool = False,
    around: Around = nullcontext,
) -> Attribution:
    """What each token's first state (word, position, segment) hands to a number. T scores.

    Gradient times state 0 in a pass with other rules of differentiation. Both: a LayerNorm's
    deviation is constant, an activation is its ratio, a product is shared out half and half.
    DecompX (Modarressi et al., 2023, ACL): attention weights are constant. LRP: the rules of
    AttnLRP (Achtibat et al., 2024, ICML), where a softmax has its first Taylor order; theirs for
    the LayerNorm and the activation are the same, with epsilon 0. The scores and what the biases
    (for LRP also the constants of the softmax) hand over add up to the number. For a cosine the
    vectors' lengths are constants. ``head`` runs the whole model with its head.
    """
    rules_of.hook_activations(engine.model)
    with around():
        with after_words(_cut_off), rules_of.FrozenRules(through_weights=rules == "LRP"):
            output = _run(engine, trace, head)
            value = target(output)[0]
        (slope,) = _gradient(engine, value, [output.hidden_states[0]])
    scores = on_cpu((slope * output.hidden_states[0]).sum(dim=-1)[0].detach())
    return Attribution(rules, scores, float(value.detach()))


def attention_times_gradient(
    engine: Engine,
    trace: Trace,
    target: Target,
    *,
    head: bool = False,
    around: Around = nullcontext,
) -> Attribution:
    """Attention weights times their gradients, by the token attended to. T scores, signed.

    sum over layers, heads and queries i of A_ij dF/dA_ij: what would happen, to first order, if
    all the attention to token j were taken away. Serrano and Smith (2019, ACL) weigh one layer's
    attention so; Barkan et al. (2021, CIKM) keep the positive part only, here both signs are kept.
    """
    with around():
        with after_words(_cut_off), _Keeping() as kept:
            output = _run(engine, trace, head)
            value = target(output)[0]
        own = [one for one in kept.weights if one.shape[-2:] == (trace.num_tokens,) * 2]
        slopes = _gradient(engine, value, own)
    by_key = [(one * slope).sum(dim=(0, 1, 2)) for one, slope in zip(own, slopes, strict=True)]
    scores = on_cpu(torch.stack(by_key).sum(dim=0).detach())
    return Attribution("attention x gradient", scores, float(value.detach()))


def followed(
    engine: Engine,
    trace: Trace,
    target: Target,
    *,
    head: bool = False,
    around: Around = nullcontext,
) -> tuple[Attribution, ...]:
    """DecompX, LRP and attention times gradient; none where the model does not allow them."""
    try:
        return (
            relevance(engine, trace, target, "DecompX", head=head, around=around),
            relevance(engine, trace, target, "LRP", head=head, around=around),
            attention_times_gradient(engine, trace, target, head=head, around=around),
        )
    except NotCaptured:
        return ()


class _Keeping(TorchFunctionMode):
    """Keeps every attention's weights, (B, H, Q, K), so that gradients can be asked for them."""

    def __init__(self) -> None:
        super().__init__()
        self.weights: list[Tensor] = []

    def __torch_function__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Any = None
    ) -> Any:
        named = kwargs or {}
        if func is F.scaled_dot_product_attention:
            query, key, value, *rest = args
            weights = rules_of.attention_weights(query, key, *rest, **named)
            self.weights.append(weights)
            return weights @ rules_of.for_each_head(value, query)
        found = func(*args, **named)
        if func in rules_of.SOFTMAX and found.ndim == 4:
            self.weights.append(found)
        return found


def _cut_off(found: Tensor) -> Tensor:
    """The word vectors as a start of their own: gradients go no further."""
    return found.detach().clone().requires_grad_()


def _run(engine: Engine, trace: Trace, head: bool) -> Any:
    module = engine.model if head else engine.body
    return module(**engine.inputs(trace.ids, trace.segment), output_hidden_states=True)


def _gradient(engine: Engine, value: Tensor, inputs: list[Tensor]) -> tuple[Tensor, ...]:
    """Gradients of a number. Raises NotCaptured where it does not come from these tensors."""
    found = torch.autograd.grad(value, inputs, allow_unused=True) if inputs else ()
    if not found or any(one is None for one in found):
        raise NotCaptured(
            f"{engine.spec.label} computes its states in a way of its own, so relevance cannot be "
            "followed through it: choose a model such as BERT, RoBERTa, DistilBERT or ELECTRA."
        )
    return found
