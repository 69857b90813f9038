"""Query, key and value of models that hand out their weights and nothing else.

Found by a run, not by names: of the projections inside each layer, which two give the weights that
the model returned, by softmax(q k^T * scale + mask), and which third one gives, weighted by them,
what another projection is fed with? Where none do, the weights are all there is to show.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import permutations
from typing import Any, TypeVar

import numpy as np
import torch
from torch import nn

from explorer.engine.capture import Recorder, recorder_in_use
from explorer.engine.devices import on_cpu
from explorer.one_line import OneLine
from explorer.trace import BLOCKED, CapturedLayer, softmax_in_place

CLOSE = 1e-4
_ROWS = 9  # of each layer's weights, that a pass is held against

T = TypeVar("T")


@dataclass(frozen=True)
class Projections:
    """Where query, key and value of every layer come from, each a name inside the layer."""

    layers: tuple[str, ...]  # the layers' own names, L
    query: str
    key: str
    value: str
    scaled: bool  # by 1 / sqrt(d)
    causal: bool
    bias: str = ""  # the table whose (Q, K, H) rows are added to the scores
    close: float = field(default=CLOSE, compare=False)  # largest difference from the weights

    def captured(
        self, recorder: Recorder, weights: Sequence[np.ndarray]
    ) -> tuple[CapturedLayer, ...] | None:
        """The layers of a pass that noted these projections and returned ``weights``. Length L.

        A window shows itself only in a text longer than it (GPT-Neo's in every other layer), so
        each pass is held against its weights (H, Q, K) again. None where they are other weights.
        """
        found = [
            _in_window(self._layer(recorder, layer, len(given)), given, self.close)
            for layer, given in enumerate(weights)
        ]
        whole = tuple(layer for layer in found if layer is not None)
        return whole if len(whole) == len(found) else None

    def _layer(self, recorder: Recorder, layer: int, heads: int) -> CapturedLayer:
        query, key, value = (
            _by_head(recorder.parts[layer, name], heads)
            for name in (self.query, self.key, self.value)
        )
        scale = query.shape[-1] ** -0.5 if self.scaled else 1.0
        return CapturedLayer(query, key, value, scale, self._mask(recorder, query.shape[1]))

    def _mask(self, recorder: Recorder, count: int) -> np.ndarray:
        if self.causal:
            return np.triu(np.full((count, count), BLOCKED, np.float32), 1)[None]  # (1, Q, K)
        for table, _, made in recorder.tables:
            if table == self.bias:
                return on_cpu(made).reshape(count, count, -1).transpose(2, 0, 1)
        return np.zeros((1, 1, 1), np.float32)


def _in_window(layer: CapturedLayer, given: np.ndarray, close: float) -> CapturedLayer | None:
    """The layer where it gives these weights (H, Q, K), with what no head sees hidden if need be.

    None where it gives others. Some rows stand for all: a window moves along the text.
    """
    rows = np.unique(np.linspace(0, given.shape[1] - 1, _ROWS).astype(np.int64))
    if _off_in_rows(layer, given, rows) <= close:
        return layer
    unseen = (given == 0).all(axis=0)[None]  # (1, Q, K)
    hidden = replace(layer, mask=np.where(unseen, np.float32(BLOCKED), np.float32(0)))
    return hidden if _off_in_rows(hidden, given, rows) <= close else None


def _off_in_rows(layer: CapturedLayer, given: np.ndarray, rows: np.ndarray) -> float:
    """How far the weights of some rows are from the given ones (H, Q, K)."""
    mask = layer.mask if layer.mask.shape[1] == 1 else layer.mask[:, rows]
    found = replace(layer, query=layer.query[:, rows], mask=mask).attention()  # (H, rows, K)
    return float(np.abs(found - given[:, rows]).max())


@dataclass(frozen=True, eq=False, repr=False)
class Ran(OneLine):
    """What went into and came out of each projection of each layer in one pass."""

    layers: tuple[str, ...]
    given: dict[tuple[int, str], torch.Tensor]
    made: dict[tuple[int, str], torch.Tensor]


@contextmanager
def hooked(body: nn.Module, count: int) -> Iterator[Ran]:
    """Note what the projections of ``count`` layers do inside the block; nothing stays behind."""
    stack = layer_stack(body, count)
    names = tuple(f"{stack}.{layer}" for layer in range(count)) if stack else ()
    ran = Ran(names, {}, {})
    hooks = []
    for layer, name in enumerate(names):
        for inner, module in body.get_submodule(name).named_modules():
            if isinstance(module, nn.Linear):
                hooks.append(module.register_forward_hook(_noting(ran, (layer, inner))))
    try:
        yield ran
    finally:
        for hook in hooks:
            hook.remove()


def layer_stack(body: nn.Module, count: int) -> str:
    """Name of the list of ``count`` modules that holds the most projections; empty if none."""
    found = {
        name: sum(isinstance(inner, nn.Linear) for inner in module.modules())
        for name, module in body.named_modules()
        if isinstance(module, nn.ModuleList) and len(module) == count
    }
    return max(found, key=lambda name: found[name], default="")


def _noting(ran: Ran, place: tuple[int, str]) -> Any:
    def note(_module: nn.Module, inputs: tuple[Any, ...], output: torch.Tensor) -> None:
        ran.given[place], ran.made[place] = inputs[0], output

    return note


def find(
    ran: Ran, recorder: Recorder, weights: Sequence[np.ndarray], close: float = CLOSE
) -> Projections | None:
    """The projections that explain the returned weights (H, Q, K) of every layer, if any do.

    ``close`` is the largest difference; half precision needs a large one, so the best of all pairs
    is taken, and only where it is clearly the best.
    """
    if not ran.layers:
        return None
    width = {made.shape for place, made in ran.made.items() if place[0] == 0 and made.ndim == 3}
    names = [name for layer, name in ran.made if layer == 0]
    for shape in width:
        alike = [name for name in names if ran.made[0, name].shape == shape]
        ways = [
            (_apart(way, ran, recorder, weights, close), way)
            for query, key in permutations(alike, 2)
            for way in _ways(ran.layers, query, key, recorder)
        ]
        way = _clearly_best(ways, close)
        if way is not None:
            return _with_value(way, alike, ran, weights, close)
    return None


def _clearly_best(found: Sequence[tuple[float, T]], close: float) -> T | None:
    """What is off by the least, if that is at most ``close`` and half of what the next is off."""
    ranked = sorted(found, key=lambda pair: pair[0])
    if not ranked or ranked[0][0] > close:
        return None
    return ranked[0][1] if len(ranked) < 2 or 2 * ranked[0][0] <= ranked[1][0] else None


def _ways(
    layers: tuple[str, ...], query: str, key: str, recorder: Recorder
) -> Iterator[Projections]:
    for scaled in (True, False):
        for causal in (False, True):
            yield Projections(layers, query, key, query, scaled, causal)
        for table, _, made in recorder.tables:
            if made.ndim >= 3 and made.shape[-2] == made.shape[-3]:
                yield Projections(layers, query, key, query, scaled, False, table)


def _apart(
    way: Projections, ran: Ran, recorder: Recorder, weights: Sequence[np.ndarray], close: float
) -> float:
    """How far softmax(q k^T * scale + mask) is from the weights of any layer, at most."""
    told = Recorder(tables=recorder.tables, parts=ran.made)
    largest = 0.0
    for layer, expected in enumerate(weights):
        if (layer, way.query) not in ran.made or (layer, way.key) not in ran.made:
            return math.inf
        if ran.made[layer, way.query].shape[-1] % len(expected):
            return math.inf
        try:
            found = softmax_in_place(way._layer(told, layer, len(expected)).scores())
        except ValueError:  # shapes that do not fit are another answer than the one looked for
            return math.inf
        if found.shape != expected.shape:
            return math.inf
        largest = max(largest, float(np.abs(found - expected).max()))
        if largest > 2 * close:
            return math.inf
    return largest


def _with_value(
    way: Projections, names: Sequence[str], ran: Ran, weights: Sequence[np.ndarray], close: float
) -> Projections | None:
    """The same with the projection whose rows, weighted, are what another one is fed with."""
    layers = tuple(enumerate(weights))
    found = [
        (max(_off(ran, layer, name, expected) for layer, expected in layers), name)
        for name in names
        if name not in (way.query, way.key)
    ]
    name = _clearly_best(found, close)
    return None if name is None else replace(way, value=name, close=close)


def _off(ran: Ran, layer: int, name: str, weights: np.ndarray) -> float:
    """How far the weighted rows of a projection are from what any other one is fed with."""
    if (layer, name) not in ran.made:
        return math.inf
    mixed = weights @ _by_head(ran.made[layer, name], len(weights))  # (H, Q, d)
    side_by_side = mixed.swapaxes(0, 1).reshape(mixed.shape[1], -1)  # (Q, H * d)
    largest = max(1.0, float(np.abs(side_by_side).max()))
    inputs = [given for (at, _), given in ran.given.items() if at == layer]
    return min(
        (
            float(np.abs(on_cpu(given[0]) - side_by_side).max()) / largest
            for given in inputs
            if given.shape[1:] == side_by_side.shape
        ),
        default=math.inf,
    )


def attach(body: nn.Module, found: Projections) -> None:
    """Let these projections tell the recorder of the running thread what they made."""
    for layer, stack in enumerate(found.layers):
        for name in {found.query, found.key, found.value}:
            module = body.get_submodule(f"{stack}.{name}" if name else stack)
            module.register_forward_hook(_telling((layer, name)))


def _telling(place: tuple[int, str]) -> Any:
    def tell(_module: nn.Module, _inputs: tuple[Any, ...], output: torch.Tensor) -> None:
        recorder = recorder_in_use()
        if recorder is not None:
            recorder.parts[place] = output

    return tell


def _by_head(made: torch.Tensor, heads: int) -> np.ndarray:
    """(1, T, H * d) -> (H, T, d)."""
    flat = on_cpu(made[0])
    return np.ascontiguousarray(flat.reshape(len(flat), heads, -1).swapaxes(0, 1))
