"""The weights of each layer of a model built like BERT, as numpy views: nothing is copied."""

from __future__ import annotations

import threading
from collections.abc import Callable
from operator import attrgetter
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import torch
from torch import nn

from explorer.engine.devices import on_cpu, tolerance
from explorer.engine.run import Engine
from explorer.engine.verification import PAIR, TEXT
from explorer.errors import NotCaptured
from explorer.measures.block import Block
from explorer.trace import LayerNorm, Projection, Trace

_tried: WeakKeyDictionary[Engine, bool] = WeakKeyDictionary()
_trying = threading.RLock()

_FEED_FORWARD = {"inner": "intermediate.dense", "outer": "output.dense"}
_BERT = {
    "value": "attention.self.value",
    "output": "attention.output.dense",
    "attention_norm": "attention.output.LayerNorm",
    **_FEED_FORWARD,
    "activation": "intermediate.intermediate_act_fn",
    "output_norm": "output.LayerNorm",
}
_NAMES: tuple[dict[str, str], ...] = (
    _BERT,  # BERT, RoBERTa, ELECTRA, CamemBERT, XLM-R, ...
    _BERT | {"value": "attention.self.value_proj"},  # DeBERTa
    _BERT
    | {
        "value": "attention.attn.v",
        "output": "attention.attn.o",
        "attention_norm": "attention.LayerNorm",
    },  # MPNet
    {
        "value": "attention.v_lin",
        "output": "attention.out_lin",
        "attention_norm": "sa_layer_norm",
        "inner": "ffn.lin1",
        "activation": "ffn.activation",
        "outer": "ffn.lin2",
        "output_norm": "output_layer_norm",
    },  # DistilBERT
    {
        "value": "attention.value",
        "output": "attention.dense",
        "attention_norm": "attention.LayerNorm",
        "inner": "ffn",
        "activation": "activation",
        "outer": "ffn_output",
        "output_norm": "full_layer_layer_norm",
    },  # ALBERT
)


def blocks(engine: Engine) -> tuple[Block, ...]:
    """Each layer's weights, in the order in which the layers run. Length L.

    Raises NotCaptured when the model is not built like BERT (LayerNorm after each sum).
    """
    modules, names = _named(engine)
    found = tuple(_block(module, names, engine.capture_plan.heads) for module in modules)
    if not found or not _followed(engine, found):
        raise NotCaptured(
            f"{engine.spec.label} is not built like BERT (attention, sum, LayerNorm, feed-forward, "
            "sum, LayerNorm), so this picture's formula does not hold for it: choose a model such "
            "as BERT, RoBERTa, DistilBERT, ALBERT or ELECTRA."
        )
    return found


def attention_output_modules(engine: Engine) -> list[nn.Module]:
    """The module of each layer that hands on what its heads add up to; empty where unknown."""
    modules, names = _named(engine)
    return [attrgetter(names["output"])(module) for module in modules]


def _named(engine: Engine) -> tuple[list[nn.Module], dict[str, str]]:
    """Layers and the names of their parts; no layers where the names are other ones."""
    modules = layer_modules(engine)
    names = next((n for n in _NAMES if modules and _fits(modules[0], n)), None)
    return ([], {}) if names is None else (modules, names)


def _followed(engine: Engine, found: tuple[Block, ...]) -> bool:
    """Whether the formula gives the model's own states; tried once an engine.

    The same names stand in models with a LayerNorm before the attention or a gate behind it.
    """
    with _trying:
        if engine not in _tried:
            _tried[engine] = _rebuilds(engine.run(TEXT, PAIR), found, tolerance(engine.model.dtype))
        return _tried[engine]


def _rebuilds(trace: Trace, found: tuple[Block, ...], close: float) -> bool:
    if len(found) != trace.num_layers:
        return False
    for layer, block in enumerate(found):
        try:
            made = block.rebuild(trace.hidden[layer], trace.attention(layer))
        except ValueError:  # parts of other widths
            return False
        if np.abs(made - trace.hidden[layer + 1]).max() > close * np.abs(made).max():
            return False
    return True


def layer_modules(engine: Engine) -> list[nn.Module]:
    """The model's layer modules in the order in which they run; shared ones stand repeatedly."""
    body, config = engine.body, engine.config
    count = int(getattr(config, "num_hidden_layers", 0))
    groups = getattr(getattr(body, "encoder", None), "albert_layer_groups", None)
    if groups is not None:
        per_group = count / int(config.num_hidden_groups)
        return [layer for i in range(count) for layer in groups[int(i / per_group)].albert_layers]
    stacks = [m for m in body.modules() if isinstance(m, nn.ModuleList) and len(m) == count]
    return list(stacks[0]) if stacks else []


def _fits(module: nn.Module, names: dict[str, str]) -> bool:
    try:
        attrgetter(*names.values())(module)
    except AttributeError:
        return False
    norms = [attrgetter(names[role])(module) for role in ("attention_norm", "output_norm")]
    return isinstance(attrgetter(names["value"])(module), nn.Linear) and all(
        hasattr(norm, "eps") or hasattr(norm, "variance_epsilon") for norm in norms
    )


def _block(module: nn.Module, names: dict[str, str], heads: int) -> Block:
    part = {role: attrgetter(name)(module) for role, name in names.items()}
    return Block(
        heads=heads,
        value=_projection(part["value"], names["value"]),
        output=_projection(part["output"], names["output"]),
        attention_norm=_norm(part["attention_norm"], names["attention_norm"]),
        inner=_projection(part["inner"], names["inner"]),
        activation=_activation(part["activation"]),
        outer=_projection(part["outer"], names["outer"]),
        output_norm=_norm(part["output_norm"], names["output_norm"]),
    )


def _projection(linear: nn.Linear, name: str) -> Projection:
    bias = np.zeros(linear.out_features, np.float32) if linear.bias is None else _view(linear.bias)
    return Projection(_view(linear.weight), bias, name)


def _norm(module: Any, name: str) -> LayerNorm:
    # DeBERTa's first version wrote its own LayerNorm class and calls the epsilon otherwise.
    epsilon = getattr(module, "eps", None) or module.variance_epsilon
    return LayerNorm(_view(module.weight), _view(module.bias), float(epsilon), name)


def _activation(function: Any) -> Callable[[np.ndarray], np.ndarray]:
    def apply(x: np.ndarray) -> np.ndarray:
        with torch.inference_mode():
            return on_cpu(function(torch.from_numpy(np.ascontiguousarray(x))))

    return apply


def _view(parameter: torch.Tensor) -> np.ndarray:
    """The model's own memory, where it is float32 on the CPU, read-only through this array."""
    array = on_cpu(parameter)
    array.flags.writeable = False
    return array
