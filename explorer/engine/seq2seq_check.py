"""A short pass of an encoder-decoder held against a plain eager one when it is loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from explorer.engine import capture, verification
from explorer.engine.attention_function import attending
from explorer.engine.border import border
from explorer.engine.devices import on_cpu
from explorer.errors import CheckpointError

if TYPE_CHECKING:
    from explorer.engine.seq2seq import Seq2SeqEngine

_TOKENS = 8  # of each text that the model is tried on


def refuse_other_numbers(engine: Seq2SeqEngine) -> None:
    """Try the model once. Raises CheckpointError where our pass is not the model's own.

    Both sides' hidden states, (L+1, T, D), must agree with ``attn_implementation="eager"``.
    """
    kind = getattr(engine.model.config, "model_type", "of its type")
    remedy = "choose a T5, BART or Marian model"
    with border(f"“{engine.spec.label}” ({kind}) cannot be run", remedy):
        inputs = _inputs(engine)
        with capture.record():
            seen = _states(engine.model, inputs)
        with attending(engine.model, "eager"):
            plain = _states(engine.model, inputs)
    close = verification.tolerance(engine.model.dtype)
    if not all(verification.near(*pair, close) for pair in zip(seen, plain, strict=True)):
        raise CheckpointError(
            f"“{engine.spec.label}” ({kind}) gives other numbers here than by itself, so it cannot "
            f"be shown: {remedy}."
        )


def _inputs(engine: Seq2SeqEngine) -> dict[str, torch.Tensor]:
    source, _ = verification.sample(engine.encoder, _TOKENS)
    target, _ = verification.sample(engine.target_encoder, _TOKENS - 1)
    ids = {"input_ids": source, "decoder_input_ids": np.append(engine.start_token, target)}
    device = engine.model.device
    return {name: torch.tensor(found, device=device)[None] for name, found in ids.items()}  # (1, T)


def _states(model: Any, inputs: dict[str, torch.Tensor]) -> list[np.ndarray]:
    with torch.inference_mode():
        output = model(**inputs, use_cache=False, output_hidden_states=True)
    both = (*output.encoder_hidden_states, *output.decoder_hidden_states)
    return [on_cpu(state[0]) for state in both]
