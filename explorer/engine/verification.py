"""The check at loading: what a Trace will hold is what transformers' own eager run holds.

One short pass over a pair of readable texts, and one with padding, are held against a plain eager
run of the same weights. The fastest way of capturing that passes is taken: sdpa with queries, keys
and values; the model's own attention function with them; its weights with the projections that
explain them; its weights alone. Where the eager run itself cannot be shown, one sentence says so.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NoReturn

import numpy as np
import torch

from explorer.engine import capture, embedding, projections
from explorer.engine.attention_function import attending, attention_function
from explorer.engine.border import said
from explorer.engine.devices import on_cpu, tolerance
from explorer.engine.encode import Encoder
from explorer.errors import CheckpointError, InputError
from explorer.one_line import OneLine
from explorer.text import TextInput
from explorer.trace import CapturedLayer, EmbeddingSum, WeightsLayer

CLOSE = 1e-4
"""Largest difference of a weight, and of a state as a share of its largest number."""

TEXT, PAIR = "The cat sat on the mat because it was tired.", "The dog slept."

FOREIGN = (ArithmeticError, AssertionError, AttributeError, ImportError, LookupError,
           NotImplementedError, RuntimeError, TypeError, ValueError)  # fmt: skip
"""What transformers raises where a model cannot run in this way."""

Inputs = dict[str, torch.Tensor]
Layers = tuple[CapturedLayer | WeightsLayer, ...]


@dataclass(frozen=True)
class CapturePlan:
    """How queries, keys and weights are captured from a model; found out by running it."""

    captures: bool = False  # attention goes through transformers' interface on sdpa
    notes: bool = False  # each layer tells its query, key and value
    projected: projections.Projections | None = None
    embedding: bool = True  # the embedding sum is the first state
    positions: int | None = None  # tokens that tables of positions, or full attention, allow
    depth: int = 0  # L
    heads: int = 0  # H
    planes: int = 0  # matrices (T, T) of masks and position biases that a Trace holds
    options: dict[str, Any] = field(default_factory=dict)  # for each forward pass

    def layers(self, recorder: capture.Recorder, output: Any) -> Layers:
        """The layers of one pass."""
        if self.captures or self.notes:
            return capture.layers(recorder)
        weights = [on_cpu(layer[0]) for layer in output.attentions]
        found = self.projected and self.projected.captured(recorder, weights)
        return found or tuple(WeightsLayer(layer) for layer in weights)


@dataclass(frozen=True, eq=False, repr=False)
class Seen(OneLine):
    """What one pass over the readable texts showed."""

    hidden: list[np.ndarray]  # L + 1 of (T, D)
    weights: list[np.ndarray]  # L of (H, T, T)
    recorder: capture.Recorder


class Check:
    """One loaded model and the texts that it is tried on."""

    def __init__(self, model: Any, label: str, inputs: Inputs, options: dict[str, Any]) -> None:
        """``inputs`` is one text pair, batch of 1; ``options`` go into each forward pass."""
        self.model, self.body, self.label = model, model.base_model, label
        self.inputs, self.options = inputs, options
        self.close = tolerance(model.dtype)
        self.most = in_full(self.body)
        self.count = inputs["input_ids"].shape[1]

    def capture_plan(self, *, trusted: bool = False) -> CapturePlan:
        """How to capture what this model computes. Raises CheckpointError.

        ``trusted`` weights are known byte by byte and were held against eager elsewhere.
        """
        if trusted and (seen := self._on_sdpa()) is not None:
            return self._settled(seen, captures=True)
        with attending(self.model, "eager"):
            plain = self._plain()
            padded = self._padded()
        if (seen := self._on_sdpa()) is not None and self._agree(seen, plain, padded):
            return self._settled(seen, captures=True)
        return self._on_eager(plain)

    def _on_sdpa(self) -> Seen | None:
        """The pass as a Trace is made of it, or None where transformers says no to sdpa."""
        if attention_function(self.model) != capture.ATTENTION or not self.body._supports_sdpa:
            return None
        return self._noted()

    def _noted(self) -> Seen | None:
        """One pass with notes of every layer, or None where not every layer takes them."""
        try:
            with torch.inference_mode(), capture.record() as recorder:
                output = self.body(**self.inputs, **self.options)
            hidden = _states(output)
            layers = capture.layers(recorder)
        except FOREIGN:
            return None
        if len(layers) != len(hidden) - 1:
            return None
        return Seen(hidden, [layer.attention() for layer in layers], recorder)

    def _agree(self, seen: Seen, plain: Seen, padded: np.ndarray | None) -> bool:
        """Whether a pass, and the same texts padded, give what plain eager runs give."""
        if not same(seen, plain, self.close):
            return False
        found = self._padded() if padded is not None else None
        return padded is None or (found is not None and near(found, padded, self.close))

    def _on_eager(self, plain: Seen) -> CapturePlan:
        """Switch the model to its own attention for good, and keep what can be had with it."""
        with attending(self.model, capture.OWN_ATTENTION) as switch:
            own = self._noted()
            if own is not None and same(own, plain, self.close):
                switch.stays = True
                return self._settled(own, notes=True)
        with attending(self.model, "eager") as switch:
            switch.stays = True
            with projections.hooked(self.body, len(plain.weights)) as ran:
                self._plain()
        found = projections.find(ran, plain.recorder, plain.weights, self.close)
        if found is not None:
            projections.attach(self.body, found)
        return self._settled(plain, projected=found, options={"output_attentions": True})

    def _settled(self, seen: Seen, **found: Any) -> CapturePlan:
        room = [
            self.body.get_submodule(table).num_embeddings - first
            for table, first in embedding.position_rows(seen.recorder)
        ]
        room += [] if self.most is None else [self.most]
        summed = embedding.embedding_sum(seen.recorder, on_cpu(self.inputs["input_ids"][0]))
        return CapturePlan(
            embedding=adds_up(summed, seen.hidden[0], self.close),
            positions=min(room, default=None),
            depth=len(seen.weights),
            heads=len(seen.weights[0]),
            planes=_planes(seen, found.get("projected")),
            **found,
        )

    def _plain(self) -> Seen:
        """The plain eager run. Raises CheckpointError where it is nothing that can be shown."""
        try:
            with torch.inference_mode(), capture.record() as recorder:
                output = self.body(**self.inputs, **self.options, output_attentions=True)
            hidden = _states(output)
        except FOREIGN as error:
            self._refuse(f"cannot be run on a text alone ({said(error)})", error)
        weights = getattr(output, "attentions", None) or ()
        if not weights or any(layer is None for layer in weights):
            self._refuse("hands out no attention weights, so there is nothing to show")
        square = (self.count, self.count)
        if any(layer.ndim != 4 or layer.shape[-2:] != square for layer in weights):
            self._refuse("does not weigh every token against every other one")
        return self._shown(Seen(hidden, [on_cpu(layer[0]) for layer in weights], recorder))

    def _shown(self, seen: Seen) -> Seen:
        """The same, where its numbers are what they are called."""
        if not all(np.isfinite(one).all() for one in (*seen.hidden, *seen.weights)):
            self._refuse("computes numbers that are not finite (NaN or infinite)")
        if any(one.shape != (self.count, seen.hidden[0].shape[-1]) for one in seen.hidden):
            self._refuse("has states that are not one vector a token")
        if len(seen.hidden) != len(seen.weights) + 1:
            self._refuse("has layers without attention weights")
        most = 1 + max(1e-3, self.close)
        # An attention sink takes a part of each row for itself: less than 1 is left, never more.
        if any(layer.min() < -CLOSE or layer.sum(-1).max() > most for layer in seen.weights):
            self._refuse("hands out raw scores, not attention weights whose rows sum to 1")
        return seen

    def _padded(self) -> np.ndarray | None:
        """Last states of both texts, the second shorter and padded; None where it cannot run."""
        keep = self.count - 3
        batch = {name: one.repeat(2, 1) for name, one in self.inputs.items()}
        mask = torch.ones_like(batch["input_ids"])
        mask[1, keep:] = 0
        batch["input_ids"][1, keep:] = getattr(self.model.config, "pad_token_id", None) or 0
        try:
            with torch.inference_mode():
                output = self.body(**batch, attention_mask=mask)
            return on_cpu(output.last_hidden_state[mask.bool()])  # (tokens, D)
        except FOREIGN:
            return None

    def _refuse(self, why: str, error: BaseException | None = None) -> NoReturn:
        kind = getattr(self.model.config, "model_type", "unknown")
        raise CheckpointError(
            f"“{self.label}” (model type “{kind}”) {why}: choose another model, such as BERT, "
            "RoBERTa, DistilBERT or ModernBERT."
        ) from error


def sample(encoder: Encoder, room: int) -> tuple[np.ndarray, np.ndarray]:
    """Ids and sides of a pair of texts that the model is tried on, at most ``room``. Each (T,).

    A tokenizer that can read nothing of it gives tokens of its vocabulary instead.
    """
    try:
        text = encoder.encode(TextInput(TEXT, PAIR), room)
    except InputError:
        special = set(encoder.special_tokens.values())
        words = [number for number in sorted(encoder.vocabulary.values()) if number not in special]
        ids = np.array(words[:room:2] + words[1:room:2], np.int64)
        return ids, np.zeros_like(ids)
    return text.ids, text.side


def in_full(body: Any) -> int | None:
    """Let BigBird attend in full, and say up to how many tokens it does so by itself.

    It swaps its sparse attention for the full one at its first short text; transformers' recording
    of attention stays with the modules that were swapped out, unless it is done before.
    """
    if getattr(body, "attention_type", None) != "block_sparse":
        return None
    body.set_attention_type("original_full")
    return (5 + 2 * int(body.config.num_random_blocks)) * int(body.config.block_size)


def _planes(seen: Seen, projected: projections.Projections | None) -> int:
    """How many matrices (T, T) the masks of all layers are."""
    if projected is not None:
        each = len(seen.weights[0]) if projected.bias else int(projected.causal)
        return each * len(seen.weights)
    count = seen.hidden[0].shape[0] ** 2
    masks = {id(layer.mask): layer.mask.size for layer in capture.layers(seen.recorder)}
    return sum(size // count for size in masks.values())


def same(seen: Seen, plain: Seen, close: float = CLOSE) -> bool:
    """Whether states and weights of two passes agree."""
    if len(seen.hidden) != len(plain.hidden) or len(seen.weights) != len(plain.weights):
        return False
    states = all(near(*pair, close) for pair in zip(seen.hidden, plain.hidden, strict=True))
    return states and all(
        a.shape == b.shape and float(np.abs(a - b).max()) <= close
        for a, b in zip(seen.weights, plain.weights, strict=True)
    )


def near(found: np.ndarray, expected: np.ndarray, close: float) -> bool:
    """Whether the largest difference is at most ``close`` times the largest expected number."""
    if found.shape != expected.shape:
        return False
    largest = max(float(np.abs(expected).max()), 1e-6)
    return float(np.abs(found - expected).max()) <= close * largest  # NaN is never close


def _states(output: Any) -> list[np.ndarray]:
    return [on_cpu(state[0]) for state in output.hidden_states]


def adds_up(found: EmbeddingSum, state: np.ndarray, close: float) -> bool:
    """Whether an embedding sum is the first state (T, D)."""
    if not found.parts:
        return False
    try:
        return near(found.output(), state, close)
    except ValueError:  # tables of different widths
        return False
