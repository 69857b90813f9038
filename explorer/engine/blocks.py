"""The weights of each layer of a model built like BERT, as numpy views: nothing is copied."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from operator import attrgetter
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
import torch
from torch import nn

from explorer.engine.devices import on_cpu, tolerance
from explorer.engine.layouts import Layout, fitting, is_norm
from explorer.engine.run import Engine
from explorer.engine.verification import PAIR, TEXT
from explorer.errors import NotCaptured
from explorer.measures.block import Block
from explorer.trace import CapturedLayer, LayerNorm, Projection, Trace, softmax_in_place


class _Fit(NamedTuple):
    """Which form gives a run's states ("" for none), and whether queries and keys its attention."""

    form: str
    scored: bool


_tried: WeakKeyDictionary[Engine, _Fit] = WeakKeyDictionary()
_trying = threading.RLock()


def blocks(engine: Engine) -> tuple[Block, ...]:
    """Each layer's weights, in the order in which the layers run. Length L.

    Raises NotCaptured when the model is not built like BERT, its LayerNorms behind the attention
    and the feed-forward or before them.
    """
    modules, layout = _laid_out(engine)
    found = () if layout is None else _found(engine, modules, layout)
    if not found:
        raise NotCaptured(
            f"{engine.spec.label} is not built like BERT (attention, sum, LayerNorm, feed-forward, "
            "sum, LayerNorm), so this picture's formula does not hold for it: choose a model such "
            "as BERT, RoBERTa, DistilBERT, ALBERT or ELECTRA."
        )
    return found


def attention_output_modules(engine: Engine) -> list[nn.Module]:
    """The module of each layer that hands on what its heads add up to; empty where unknown."""
    modules, layout = _laid_out(engine)
    return [] if layout is None else [attrgetter(layout.parts["output"])(one) for one in modules]


def _laid_out(engine: Engine) -> tuple[list[nn.Module], Layout | None]:
    """Layers and where their parts stand; None where the names are other ones."""
    modules = layer_modules(engine)
    return modules, fitting(modules[0]) if modules else None


def _found(engine: Engine, modules: list[nn.Module], layout: Layout) -> tuple[Block, ...]:
    """The weights in the form that gives the model's own numbers; empty where none does."""
    made = tuple(_block(module, layout, engine.capture_plan.heads) for module in modules)
    forms = {"bare": made, "final": _with_final(engine, made, layout)}
    with _trying:
        if engine not in _tried:
            _tried[engine] = _fit(engine, forms)
        fit = _tried[engine]
    found = forms[fit.form] if fit.form else ()
    return found if fit.scored else tuple(replace(one, query=None, key=None) for one in found)


def _with_final(engine: Engine, made: tuple[Block, ...], layout: Layout) -> tuple[Block, ...]:
    """The same with the LayerNorm behind the last layer, which few models count as its part."""
    try:
        module = attrgetter(layout.final)(engine.body) if layout.final else None
    except AttributeError:
        module = None
    if not is_norm(module):
        return made
    return (*made[:-1], replace(made[-1], final_norm=_norm(module, layout.final)))


def _fit(engine: Engine, forms: dict[str, tuple[Block, ...]]) -> _Fit:
    """What of the formula gives the model's own numbers; tried once an engine.

    The same names stand in models with a gate behind the attention, in models whose scores are
    made otherwise than by q k^T / sqrt(d), and the last hidden state may be taken before or after
    a final LayerNorm.
    """
    trace, close = engine.run(TEXT, PAIR), tolerance(engine.model.dtype)
    form = next((name for name, made in forms.items() if _rebuilds(trace, made, close)), "")
    return _Fit(form, bool(form) and _scores(trace, forms[form], close))


def _scores(trace: Trace, found: tuple[Block, ...], close: float) -> bool:
    """Whether softmax(q k^T / sqrt(d) + mask) is each layer's attention."""
    for layer, block in enumerate(found):
        if block.query is None:
            return False
        captured = trace.layers[layer]
        made = block.scores(trace.hidden[layer])
        made += captured.mask if isinstance(captured, CapturedLayer) else np.float32(0)
        if np.abs(softmax_in_place(made) - trace.attention(layer)).max() > close:
            return False
    return True


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


def _block(module: nn.Module, layout: Layout, heads: int) -> Block:
    part = {role: attrgetter(name)(module) for role, name in layout.parts.items()}

    def linear(role: str) -> Projection:
        return _projection(part[role], layout.parts[role])

    return Block(
        heads=heads,
        value=linear("value"),
        output=linear("output"),
        attention_norm=_norm(part["attention_norm"], layout.parts["attention_norm"]),
        inner=linear("inner"),
        activation=_activation(part["activation"]),
        outer=linear("outer"),
        output_norm=_norm(part["output_norm"], layout.parts["output_norm"]),
        query=linear("query") if "query" in part else None,
        key=linear("key") if "key" in part else None,
        norm_first=layout.norm_first,
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
