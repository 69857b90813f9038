"""Under which names each family of models keeps the parts of a layer."""

from __future__ import annotations

from operator import attrgetter
from typing import NamedTuple

from torch import nn


class Layout(NamedTuple):
    """The paths of a layer's parts, and where its LayerNorms stand.

    No query and key where a model's scores have further terms. ``final`` is the path in the body
    of the LayerNorm behind the last layer, empty where there is none.
    """

    parts: dict[str, str]
    norm_first: bool = False
    final: str = ""


_FEED_FORWARD = {"inner": "intermediate.dense", "outer": "output.dense"}
_BERT = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "output": "attention.output.dense",
    "attention_norm": "attention.output.LayerNorm",
    **_FEED_FORWARD,
    "activation": "intermediate.intermediate_act_fn",
    "output_norm": "output.LayerNorm",
}
_DEBERTA = {name: path for name, path in _BERT.items() if name not in ("query", "key")}
_MPNET = {
    "query": "attention.attn.q",
    "key": "attention.attn.k",
    "value": "attention.attn.v",
    "output": "attention.attn.o",
    "attention_norm": "attention.LayerNorm",
}
_DISTILBERT = {
    "query": "attention.q_lin",
    "key": "attention.k_lin",
    "value": "attention.v_lin",
    "output": "attention.out_lin",
    "attention_norm": "sa_layer_norm",
    "inner": "ffn.lin1",
    "activation": "ffn.activation",
    "outer": "ffn.lin2",
    "output_norm": "output_layer_norm",
}
_ALBERT = {
    "query": "attention.query",
    "key": "attention.key",
    "value": "attention.value",
    "output": "attention.dense",
    "attention_norm": "attention.LayerNorm",
    "inner": "ffn",
    "activation": "activation",
    "outer": "ffn_output",
    "output_norm": "full_layer_layer_norm",
}


def _before(attention: str, feed_forward: str) -> dict[str, str]:
    """BERT's names with the LayerNorms elsewhere."""
    return _BERT | {"attention_norm": attention, "output_norm": feed_forward}


LAYOUTS = (
    Layout(_BERT),  # BERT, RoBERTa, ELECTRA, CamemBERT, XLM-R, ...
    Layout(_DEBERTA | {"value": "attention.self.value_proj"}),
    Layout(_BERT | _MPNET),
    Layout(_DISTILBERT),
    Layout(_ALBERT),
    Layout(_before("attention.LayerNorm", "intermediate.LayerNorm"), True, "LayerNorm"),
    # RoBERTa-PreLayerNorm above; XLM-R XL and Megatron-BERT below.
    Layout(_before("attention.self_attn_layer_norm", "LayerNorm"), True, "encoder.LayerNorm"),
    Layout(_before("attention.ln", "ln"), True, "encoder.ln"),
)


def fitting(module: nn.Module) -> Layout | None:
    """The layout whose names a layer has; None where it has none's."""
    return next((layout for layout in LAYOUTS if _fits(module, layout.parts)), None)


def _fits(module: nn.Module, names: dict[str, str]) -> bool:
    try:
        attrgetter(*names.values())(module)
    except AttributeError:
        return False
    norms = [attrgetter(names[role])(module) for role in ("attention_norm", "output_norm")]
    linear = [attrgetter(names[role])(module) for role in ("value", "query") if role in names]
    return all(isinstance(one, nn.Linear) for one in linear) and all(is_norm(n) for n in norms)


def is_norm(module: object) -> bool:
    """Whether it is a LayerNorm; DeBERTa's first version wrote its own class of it."""
    return hasattr(module, "eps") or hasattr(module, "variance_epsilon")
