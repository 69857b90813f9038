"""The check of an encoder-decoder at loading: what it hands out is what plain eager hands out.

One short pass over two texts is held against a plain eager one: hidden states of both sides and
the weights of all three attentions. Where queries and keys taken on the way (sdpa) give the same
they are captured; else the model attends by its own function and its weights are shown as they
come; what cannot be shown at all is refused with one sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np
import torch

from explorer.engine import capture, verification
from explorer.engine.attention_function import attending
from explorer.engine.border import said
from explorer.engine.devices import on_cpu, tolerance
from explorer.errors import CheckpointError
from explorer.one_line import OneLine
from explorer.seq2seq import Layers
from explorer.trace import WeightsLayer

if TYPE_CHECKING:
    from explorer.engine.seq2seq import Seq2SeqEngine

_TOKENS = 8  # of each text that the model is tried on

Three = tuple[Layers, Layers, Layers]  # encoder, decoder, cross


@dataclass(frozen=True)
class Seq2SeqPlan:
    """How the three attentions of a model are captured; found out by running it."""

    captures: bool  # queries and keys are taken on the way; else weights as the model gives them
    depth: int  # layers of the encoder
    decoder: int  # layers of the decoder
    heads: int  # the most of any layer
    width: int  # of a hidden state
    positions: int | None  # source tokens that are read in full
    tried: int  # tokens of each text that it was tried on

    def layers(self, recorder: capture.Recorder, output: Any) -> Three:
        """The layers of one pass: encoder, decoder, cross."""
        if not self.captures:
            return _handed_out(output)
        return _by_kind(capture.layers(recorder), self.depth)


@dataclass(frozen=True, eq=False, repr=False)
class _Seen(OneLine):
    states: tuple[list[np.ndarray], list[np.ndarray]]  # L+1 of (S, D), L+1 of (T, D)
    three: Three


def seq2seq_plan(engine: Seq2SeqEngine) -> Seq2SeqPlan:
    """How to capture what this model computes. Raises CheckpointError.

    Both sides' hidden states and all three attentions must agree with
    ``attn_implementation="eager"``.
    """
    positions = verification.in_full(engine.model.get_encoder())
    inputs = _inputs(engine)
    with attending(engine.model, "eager"):
        plain = _plain(engine, inputs)
    captures = _agree(_noted(engine.model, inputs, len(plain.three[0])), plain, engine)
    if not captures:
        with attending(engine.model, "eager") as switch:
            switch.stays = True
    encoder, decoder, cross = plain.three
    return Seq2SeqPlan(
        captures=captures,
        depth=len(encoder),
        decoder=len(decoder),
        heads=max(layer.heads for layer in (*encoder, *decoder, *cross)),
        width=max(states[0].shape[-1] for states in plain.states),
        positions=positions,
        tried=min(inputs["input_ids"].shape[1], inputs["decoder_input_ids"].shape[1]),
    )


def _inputs(engine: Seq2SeqEngine) -> dict[str, torch.Tensor]:
    source, _ = verification.sample(engine.encoder, _TOKENS)
    target, _ = verification.sample(engine.target_encoder, _TOKENS - 2)  # two lengths: no mix-up
    ids = {"input_ids": source, "decoder_input_ids": np.append(engine.start_token, target)}
    device = engine.model.device
    return {name: torch.tensor(found, device=device)[None] for name, found in ids.items()}  # (1, T)


def _plain(engine: Seq2SeqEngine, inputs: dict[str, torch.Tensor]) -> _Seen:
    """The plain eager pass. Raises CheckpointError where it is nothing that can be shown."""
    try:
        output = _pass(engine.model, inputs, output_attentions=True)
        states = _states(output)
    except verification.FOREIGN as error:
        _refuse(engine, f"cannot be run on two texts alone ({said(error)})", error)
    given = [getattr(output, f"{kind}_attentions", None) for kind in _KINDS]
    if not all(given) or any(one is None for kind in given for one in kind):  # type: ignore[union-attr]
        _refuse(engine, "hands out no attention weights, so there is nothing to show")
    source, target = (inputs[name].shape[1] for name in ("input_ids", "decoder_input_ids"))
    shapes = ((source, source), (target, target), (target, source))
    if any(
        getattr(one, "ndim", 0) != 4 or tuple(one.shape[-2:]) != shape
        for kind, shape in zip(given, shapes, strict=True)
        for one in kind  # type: ignore[union-attr]
    ):
        _refuse(engine, "does not weigh every token against every other one")
    seen = _Seen(states, _handed_out(output))
    _refuse_odd(engine, seen, (source, target))
    return seen


def _refuse_odd(engine: Seq2SeqEngine, seen: _Seen, counts: tuple[int, int]) -> None:
    """Refuse numbers that are not what they are called. Raises CheckpointError."""
    weights = [layer.attention() for kind in seen.three for layer in kind]
    if not all(np.isfinite(one).all() for one in (*seen.states[0], *seen.states[1], *weights)):
        _refuse(engine, "computes numbers that are not finite (NaN or infinite)")
    depths = (len(seen.three[0]), len(seen.three[1]))
    for states, depth, count in zip(seen.states, depths, counts, strict=True):
        if len(states) != depth + 1 or len(seen.three[2]) != depths[1]:
            _refuse(engine, "has layers without attention weights")
        if any(one.shape != (count, states[0].shape[-1]) for one in states):
            _refuse(engine, "has states that are not one vector a token")
    most = 1 + max(1e-3, tolerance(engine.model.dtype))
    if any(one.min() < -verification.CLOSE or one.sum(-1).max() > most for one in weights):
        _refuse(engine, "hands out raw scores, not attention weights whose rows sum to 1")


def _noted(model: Any, inputs: dict[str, torch.Tensor], depth: int) -> _Seen | None:
    """One pass with notes of every layer, or None where that cannot be had."""
    try:
        with capture.record() as recorder:
            output = _pass(model, inputs)
        return _Seen(_states(output), _by_kind(capture.layers(recorder), depth))
    except verification.FOREIGN:
        return None


def _agree(seen: _Seen | None, plain: _Seen, engine: Seq2SeqEngine) -> bool:
    """Whether the states and weights of two passes are the same."""
    if seen is None or [len(kind) for kind in seen.three] != [len(kind) for kind in plain.three]:
        return False
    close = tolerance(engine.model.dtype)
    states = zip((*seen.states[0], *seen.states[1]), (*plain.states[0], *plain.states[1]),
                 strict=True)  # fmt: skip
    if not all(verification.near(*pair, close) for pair in states):
        return False
    pairs = [pair for kinds in zip(seen.three, plain.three, strict=True)
             for pair in zip(*kinds, strict=True)]  # fmt: skip
    weights = [(one.attention(), other.attention()) for one, other in pairs]
    return all(
        one.shape == other.shape and float(np.abs(one - other).max()) <= close
        for one, other in weights
    )


_KINDS = ("encoder", "decoder", "cross")


def _pass(model: Any, inputs: dict[str, torch.Tensor], **options: Any) -> Any:
    with torch.inference_mode():
        return model(**inputs, use_cache=False, output_hidden_states=True, **options)


def _states(output: Any) -> tuple[list[np.ndarray], list[np.ndarray]]:
    both = (output.encoder_hidden_states, output.decoder_hidden_states)
    encoder, decoder = ([on_cpu(state[0]) for state in states] for states in both)
    return encoder, decoder


def _handed_out(output: Any) -> Three:
    """The weights that the model itself returns."""
    encoder, decoder, cross = (
        tuple(WeightsLayer(on_cpu(layer[0])) for layer in getattr(output, f"{kind}_attentions"))
        for kind in _KINDS
    )
    return encoder, decoder, cross


def _by_kind(layers: Layers, depth: int) -> Three:
    """All layers in the order in which they ran; a decoder layer looks at itself, then across."""
    return layers[:depth], layers[depth::2], layers[depth + 1 :: 2]


def _refuse(engine: Seq2SeqEngine, why: str, error: BaseException | None = None) -> NoReturn:
    kind = getattr(engine.model.config, "model_type", "unknown")
    raise CheckpointError(
        f"“{engine.spec.label}” (model type “{kind}”) {why}: choose another model, such as T5, "
        "BART or Marian."
    ) from error
