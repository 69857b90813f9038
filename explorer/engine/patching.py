"""Pieces of one run copied into another, many copies in one pass: the engine of the patching bench.

A pass begins with one row, the corrupted text, and widens at the layer where the copies are made:
layers below are run once, whatever is copied. Measures and sources: ``measures.recovered_effect``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import numpy as np
import torch

from explorer.engine import intervene
from explorer.engine.ablation import HeadRef, Progress, check, without_heads
from explorer.engine.attribution import Target
from explorer.engine.devices import on_cpu
from explorer.engine.patch_hooks import (
    exchanging_heads,
    exchanging_mlps,
    hook_mlps,
    keeping,
    widened,
)
from explorer.engine.run import Engine
from explorer.errors import InputError, NotCaptured
from explorer.measures.recovered_effect import Patching, token_pairs
from explorer.one_line import OneLine
from explorer.trace import Trace

MOST_TOKENS = 128
PASS_TOKENS = 1024
"""Tokens of all rows of one pass: some 13 MB for an array of BERT-base's feed-forward."""


@dataclass(frozen=True)
class Copy:
    """What one row of a pass takes from the clean run, all of it at one layer's place.

    ``tokens``: their states before this layer (``layer`` = L: behind the last one). ``heads``:
    their outputs at all tokens. ``mlp``: what the feed-forward makes at all tokens.
    """

    layer: int
    tokens: tuple[int, ...] = ()
    heads: tuple[int, ...] = ()
    mlp: bool = False


@dataclass(eq=False, repr=False)
class _Run(OneLine):
    """One text's run, kept as what can be copied. Tensors (1, ...)."""

    trace: Trace
    states: list[torch.Tensor] = field(default_factory=list)  # L+1: what each layer is given
    hidden: list[torch.Tensor] = field(default_factory=list)  # L+1: as the model hands them out
    heads: list[torch.Tensor] = field(default_factory=list)  # L of (1, T, H, d)
    mlps: list[torch.Tensor] = field(default_factory=list)  # L of (1, T, D)
    value: float = 0.0


class Bench:
    """Two runs of one model, and a number that is read off each. Used in one thread."""

    def __init__(
        self,
        engine: Engine,
        clean: Trace,
        corrupt: Trace,
        target: Target,
        *,
        head: bool = False,
        zeroed: HeadRef | None = None,
    ) -> None:
        """``head``: ``target`` reads the output of the whole model with its head.

        ``zeroed`` sets one head's output to zero in the corrupted run. Raises InputError or
        NotCaptured.
        """
        require_length(clean)
        self.engine, self.target, self.head = engine, target, head
        self.layers = engine.capture_plan.depth
        self.mlps = hook_mlps(engine)
        self.clean = self._observed(clean, nullcontext())
        change = nullcontext() if zeroed is None else without_heads(engine, [zeroed])
        self.corrupt = self._observed(corrupt, change)

    def values(self, copies: Sequence[Copy], progress: Progress | None = None) -> np.ndarray:
        """The number with each of these copies in the corrupted run. Returns (N,) float64.

        ``progress(copies done, copies in all)`` is called after each pass and may raise to stop.
        """
        found = np.full(len(copies), np.nan)
        at_once = max(1, PASS_TOKENS // self.clean.trace.num_tokens)
        order = sorted(range(len(copies)), key=lambda place: copies[place].layer)
        done = 0
        for _, places in groupby(order, key=lambda place: copies[place].layer):
            waiting = list(places)
            for start in range(0, len(waiting), at_once):
                chunk = waiting[start : start + at_once]
                found[chunk] = self._pass([copies[place] for place in chunk])
                done += len(chunk)
                if progress is not None:
                    progress(done, len(copies))
        return found

    def _observed(self, trace: Trace, change: AbstractContextManager[object]) -> _Run:
        """A run of one text in which everything that can be copied is kept."""
        run = _Run(trace)

        def layer(before: torch.Tensor, after: torch.Tensor) -> torch.Tensor:
            run.states.extend([before, after] if not run.states else [after])
            return after

        def mlp(made: torch.Tensor) -> torch.Tensor:
            run.mlps.append(made)
            return made

        with change, ExitStack() as stack:
            stack.enter_context(intervene.after_each_layer(layer))
            stack.enter_context(intervene.after_each_mlp(mlp))
            if self.engine.captures:
                attend = keeping(intervene.attention_in_use(), run.heads)
                stack.enter_context(intervene.attending_by(attend))
            output = self._run(self.engine.inputs(trace.ids, trace.segment))
        run.hidden = list(output.hidden_states)
        if len(run.states) != self.layers + 1 or any(one.ndim != 3 for one in run.states):
            raise NotCaptured(
                f"{self.engine.spec.label} does not run its layers one by one, so nothing can be "
                "copied between them: choose a model such as BERT, RoBERTa or DistilBERT."
            )
        with torch.inference_mode():
            run.value = float(self.target(output)[0])
        return run

    def _run(self, inputs: dict[str, torch.Tensor]) -> Any:
        module = self.engine.model if self.head else self.engine.body
        with torch.inference_mode():
            return module(**inputs, output_hidden_states=True)

    def _pass(self, copies: Sequence[Copy]) -> np.ndarray:
        """The number for each row of one pass; all copies are at one layer. Returns (B,)."""
        at, count = copies[0].layer, len(copies)
        rows = self.corrupt.states[at].repeat(count, 1, 1)  # (B, T, D)
        for row, copy in enumerate(copies):
            tokens = list(copy.tokens)
            rows[row, tokens] = self.clean.states[at][0, tokens]
        with widened(rows, at, self.layers), self._copied(copies, at):
            output = self._run(self._inputs(copies) if self.head or not at else self._inputs([]))
        below = [state.expand(count, -1, -1) for state in self.corrupt.hidden[:at]]
        output.hidden_states = (*below, *output.hidden_states[at:])
        with torch.inference_mode():
            values = on_cpu(self.target(output).float())
        if len(values) != count:
            raise ValueError(f"the target gives {len(values)} numbers for {count} rows")
        return values

    def _inputs(self, copies: Sequence[Copy]) -> dict[str, torch.Tensor]:
        """The corrupted text; one row a copy, with clean tokens where the first state is copied."""
        clean, corrupt = self.clean.trace, self.corrupt.trace
        one = self.engine.inputs(corrupt.ids, corrupt.segment)
        if not copies:
            return one
        many = {name: tensor.repeat(len(copies), 1) for name, tensor in one.items()}
        for name, tensor in self.engine.inputs(clean.ids, clean.segment).items():
            for row, copy in enumerate(copies):
                tokens = list(copy.tokens) if copy.layer == 0 else []
                many[name][row, tokens] = tensor[0, tokens]
        return many

    @contextmanager
    def _copied(self, copies: Sequence[Copy], at: int) -> Iterator[None]:
        """Inside the block, heads and feed-forwards of layer ``at`` are the clean run's."""
        heads = [(row, head) for row, copy in enumerate(copies) for head in copy.heads]
        mlps = [row for row, copy in enumerate(copies) if copy.mlp]
        with ExitStack() as stack:
            if heads:
                attend = exchanging_heads(heads, at, self.layers, self.clean.heads)
                stack.enter_context(intervene.attending_by(attend))
            if mlps:
                change = exchanging_mlps(mlps, at, self.layers, self.clean.mlps)
                stack.enter_context(intervene.after_each_mlp(change))
            yield


def patch(
    engine: Engine,
    clean: Trace,
    corrupt: Trace,
    target: Target,
    *,
    head: bool = False,
    progress: Progress | None = None,
) -> Patching:
    """Every state, head and feed-forward of the clean run, one at a time, in the corrupted one.

    Raises InputError for texts of different length, the same text, or too long ones.
    """
    changed = np.flatnonzero(~token_pairs(clean, corrupt).same).tolist()
    bench = Bench(engine, clean, corrupt, target, head=head)
    layers, tokens = bench.layers, range(clean.num_tokens)
    heads = range(engine.capture_plan.heads if bench.clean.heads else 0)
    # Before the first layer a token that is the same in both texts has nothing to bring.
    states = [Copy(0, (token,)) for token in changed]
    states += [Copy(layer, (token,)) for layer in range(1, layers + 1) for token in tokens]
    parts = [Copy(layer, heads=(one,)) for layer in range(layers) for one in heads]
    whole = [Copy(layer, heads=tuple(heads)) for layer in range(layers) if heads]
    mlps = [Copy(layer, mlp=True) for layer in range(layers) if bench.mlps]
    found = bench.values([*states, *parts, *whole, *mlps], progress)
    cuts = np.cumsum([len(changed), layers * len(tokens), len(parts), len(whole)])
    first, later, by_head, by_layer, by_mlp = np.split(found, cuts)
    start = np.full((1, len(tokens)), bench.corrupt.value)
    start[0, changed] = first
    return Patching(
        bench.clean.value,
        bench.corrupt.value,
        np.concatenate([start, later.reshape(layers, -1)]),
        by_head.reshape(layers, -1),
        by_layer.reshape(layers, -1),
        by_mlp.reshape(layers, -1),
    )


def head_path(
    engine: Engine,
    trace: Trace,
    target: Target,
    at: HeadRef,
    *,
    head: bool = False,
    progress: Progress | None = None,
) -> Patching:
    """One head set to zero, and each later state restored: by which tokens its effect travels.

    The corrupted run is the same text without this head's output; states up to its layer are the
    same in both runs and recover nothing. Raises NotCaptured.
    """
    check(engine)
    bench = Bench(engine, trace, trace, target, head=head, zeroed=at)
    layers, tokens = bench.layers, range(trace.num_tokens)
    later = [Copy(layer, (token,)) for layer in range(at[0] + 1, layers + 1) for token in tokens]
    states = np.full((layers + 1, len(tokens)), bench.corrupt.value)
    states[at[0] + 1 :] = bench.values(later, progress).reshape(-1, len(tokens))
    none = np.zeros((layers, 0))
    return Patching(bench.clean.value, bench.corrupt.value, states, none, none, none)


def continued(engine: Engine, trace: Trace, state: int, rows: np.ndarray) -> np.ndarray:
    """The last hidden state when these take the place of one, (B, T, D) -> (B, T, D).

    ``state`` counts from 1, behind the first layer, to L.
    """
    given = torch.tensor(rows, device=engine.device, dtype=engine.model.dtype)
    inputs = engine.inputs(trace.ids, trace.segment)
    found = []
    at_once = max(1, PASS_TOKENS // trace.num_tokens)
    for start in range(0, len(given), at_once):
        chunk = given[start : start + at_once]
        with torch.inference_mode(), widened(chunk, state, engine.capture_plan.depth):
            found.append(on_cpu(engine.body(**inputs).last_hidden_state))
    return np.concatenate(found)


def require_length(trace: Trace) -> None:
    """Raises InputError for a text that is too long to copy every state of every token."""
    if trace.num_tokens > MOST_TOKENS:
        raise InputError(
            f"Patching copies every state of every token in turn, which works up to {MOST_TOKENS} "
            f"tokens; this text has {trace.num_tokens}: shorten both texts."
        )
