"""Hooks on the embedding: which tables were looked up, and what was done with their sum.

Roles are read off the run, not off names: a table whose rows are the token ids holds words, one
whose rows count up holds positions, and a normalising module is what its output shows it to be.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import nn

from explorer.engine import intervene
from explorer.engine.capture import Recorder, recorder_in_use
from explorer.engine.devices import on_cpu
from explorer.trace import EmbeddingPart, EmbeddingSum, LayerNorm, NoNorm, Projection, RMSNorm, Step

CLOSE = 1e-4
"""Largest difference, as a share of the largest number, between a step and its formula."""


def add_hooks(model: nn.Module) -> None:
    """Attach the hooks on embedding and layers to a model, once, right after loading.

    Tables, normalising modules and projections outside the stack of layers have one,
    which notes until the first layer begins. Without a recorder in the thread they do nothing.
    """
    _hook_words(model)
    for name, module in model.named_modules():
        if any(part.isdigit() for part in name.split(".")):
            continue
        if isinstance(module, nn.Embedding):
            module.register_forward_hook(_on_table(name))
        elif isinstance(module, nn.LayerNorm | nn.Linear) or _scales(module):
            module.register_forward_hook(_on_step(name))
        elif isinstance(module, nn.ModuleList) and len(module):
            module[0].register_forward_pre_hook(_on_first_layer)
            for layer in _innermost(module):
                layer.register_forward_hook(intervene.on_layer, with_kwargs=True)


def _hook_words(model: Any) -> None:
    try:
        words = model.get_input_embeddings()
    except NotImplementedError:  # a model of sound, which the check at loading will refuse
        return
    if isinstance(words, nn.Embedding):
        words.register_forward_hook(intervene.on_words)


def _scales(module: nn.Module) -> bool:
    """Whether a module has one number a dimension: RMSNorm, and norms that models wrote anew."""
    weight = getattr(module, "weight", None)
    leaf = not any(module.children())
    return leaf and isinstance(weight, torch.Tensor) and weight.ndim == 1


def _innermost(stack: nn.ModuleList) -> list[nn.Module]:
    """The layers of a stack; ALBERT's stack holds groups, and a group is nothing but its layers.

    MobileBERT's layers hold a list, too, of feed-forward networks: those are no layers.
    """
    found: list[nn.Module] = []
    for layer in stack:
        inner = list(layer.children())
        group = len(inner) == 1 and isinstance(inner[0], nn.ModuleList)
        found.extend(inner[0] if group else [layer])  # type: ignore[arg-type]
    return found


def _on_table(name: str) -> Any:
    def note(module: nn.Module, inputs: tuple[Any, ...], output: torch.Tensor) -> None:
        recorder = recorder_in_use()
        if recorder is None or recorder.embedding_done:
            return
        rows = inputs[0] if inputs else None
        if isinstance(rows, torch.Tensor):
            # A table with a forward of its own may be given something else than its rows: OPT's
            # positions are given a mask.
            known = type(module) is nn.Embedding
            recorder.tables.append((name, rows if known else _rows(module, rows, output), output))

    return note


def _rows(module: Any, given: torch.Tensor, output: torch.Tensor) -> torch.Tensor:
    """The rows that a table of an unusual class looked up: as given, else counting up."""
    weight, size = module.weight, output.shape[-2]
    given = given.long()
    if given.shape == output.shape[:-1] and int(given.max()) < len(weight):
        scale = float(getattr(module, "embed_scale", 1.0) or 1.0)
        if torch.allclose(weight[given] * scale, output, rtol=CLOSE, atol=1e-6):
            return given
    for first in range(min(8, len(weight) - size + 1)):
        if torch.equal(weight[first : first + size], output.reshape(-1, output.shape[-1])[:size]):
            return torch.arange(first, first + size, device=given.device)
    return given


def _on_step(name: str) -> Any:
    def note(module: nn.Module, inputs: tuple[Any, ...], output: torch.Tensor) -> None:
        recorder = recorder_in_use()
        if recorder is None or recorder.embedding_done or not recorder.tables:
            return
        # Token states are (1, T, E); DeBERTa also normalises its table of distances, which is not.
        if inputs[0].ndim == 3 and inputs[0].shape[1] == recorder.tables[0][1].shape[-1]:
            recorder.steps.append((name, module, inputs[0], output))

    return note


def _on_first_layer(_module: nn.Module, _inputs: tuple[Any, ...]) -> None:
    recorder = recorder_in_use()
    if recorder is not None:
        recorder.embedding_done = True


_ORDER = {"word": 0, "position": 1, "segment": 2}  # as the papers write the sum


def embedding_sum(recorder: Recorder, ids: np.ndarray) -> EmbeddingSum:
    """The embedding sum that was recorded for the tokens ``ids`` (T,), as numpy.

    Empty where a step follows no formula known here.
    """
    parts: list[EmbeddingPart] = []
    for table, rows, vectors in recorder.tables:
        # Position rows come with or without a batch axis.
        row = on_cpu(rows).reshape(-1)
        # Tables not looked up once a token (MPNet's distances between tokens) are no summand.
        if len(row) == len(ids):
            flat = on_cpu(vectors).reshape(-1, vectors.shape[-1])  # (T, E)
            name = _unused(_kind(table, row, ids), table, {part.name for part in parts})
            parts.append(EmbeddingPart(name, table, row, flat))
    parts.sort(key=lambda part: _ORDER.get(part.name, len(_ORDER)))
    steps = [_step(*noted) for noted in recorder.steps]
    known = [step for step in steps if step is not None]
    return EmbeddingSum(tuple(parts), tuple(known)) if known == steps else EmbeddingSum((), ())


def position_rows(recorder: Recorder) -> list[tuple[str, int]]:
    """The tables whose rows counted up token by token, and the row of the first token."""
    found = [(table, on_cpu(rows).reshape(-1)) for table, rows, _ in recorder.tables]
    return [(table, int(row[0])) for table, row in found if _counts_up(row)]


def _counts_up(rows: np.ndarray) -> bool:
    return len(rows) > 1 and bool((np.diff(rows) == 1).all())


def _kind(table: str, rows: np.ndarray, ids: np.ndarray) -> str:
    """What a table holds: by its rows, and where one token leaves that open by its name."""
    name = table.rsplit(".", 1)[-1]
    if np.array_equal(rows, ids):
        return "word"
    if _counts_up(rows):
        return "position"
    if any(mark in name for mark in ("token_type", "segment")):
        return "segment"
    marks = ("position", "wpe", "pos_emb", "embed_positions") if len(rows) == 1 else ()
    return "position" if any(mark in name for mark in marks) else name


def _unused(kind: str, table: str, used: set[str]) -> str:
    """A name that no other part has: LayoutLM adds eight tables, and some of them twice."""
    name = table.rsplit(".", 1)[-1]
    numbered = (f"{name} {number}" for number in range(2, len(used) + 3))
    return next(one for one in (kind, name, *numbered) if one not in used)


def _step(name: str, module: Any, given: torch.Tensor, made: torch.Tensor) -> Step | None:
    weight, bias = _weight(module.weight), _weight(getattr(module, "bias", None))
    if isinstance(module, nn.Linear):
        return Projection(weight, bias if bias.size else np.zeros(len(weight), np.float32), name)
    size = given.shape[-1]
    weight = weight if weight.size else np.ones(size, np.float32)
    offset = bias if bias.size else np.zeros(size, np.float32)
    epsilon = _epsilon(module)
    if isinstance(module, nn.LayerNorm):
        return LayerNorm(weight, offset, epsilon, name)
    return _that_gives(
        on_cpu(given[0]),  # (T, E)
        on_cpu(made[0]),
        lambda: LayerNorm(weight, offset, epsilon, name),
        lambda: RMSNorm(weight, epsilon, name),
        lambda: RMSNorm(weight + 1, epsilon, name),  # Gemma stores what is added to 1
        lambda: NoNorm(weight, offset, name),
    )


def _epsilon(module: Any) -> float:
    names = ("eps", "variance_epsilon", "epsilon")
    return float(next((getattr(module, name) for name in names if hasattr(module, name)), 0) or 0)


def _that_gives(given: np.ndarray, made: np.ndarray, *steps: Callable[[], Step]) -> Step | None:
    """The first of some formulas that makes ``made`` (T, E) of ``given`` (T, E)."""
    for make in steps:
        step = make()
        if np.abs(step(given) - made).max() <= CLOSE * max(1.0, float(np.abs(made).max())):
            return step
    return None


def _weight(parameter: Any) -> np.ndarray:
    """A parameter as its own read-only float32 numpy array."""
    if parameter is None:
        return np.zeros(0, np.float32)
    return on_cpu(parameter).copy()
