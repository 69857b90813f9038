"""Checkpoints that an Engine does not take: two texts, or a body of random numbers."""

from __future__ import annotations

from typing import Any

from explorer.catalog import ModelSpec
from explorer.errors import CheckpointError


def refuse_unfit(spec: ModelSpec, model: Any) -> None:
    """Refuse encoder-decoders, and checkpoints whose body would be random numbers.

    Raises CheckpointError.
    """
    if getattr(model.config, "is_encoder_decoder", False):
        raise CheckpointError(
            f"“{spec.label}” is an encoder-decoder model, which needs two texts: open it on the "
            "page “Encoder and decoder”; in Python, explorer.load_seq2seq loads it."
        )
    # A pooler is often left out on saving; nothing that a Trace shows depends on it. Nor does a
    # head: whoever loads one looks at what it lacks.
    body = "" if model.base_model is model else f"{model.base_model_prefix}."
    lacking = sorted(
        name for name in model.missing_weights if name.startswith(body) and "pooler" not in name
    )
    if lacking:
        raise CheckpointError(
            f"“{spec.label}” lacks {len(lacking)} of its weights ({lacking[0]}, ...), which would "
            "be random numbers: give a complete checkpoint."
        )
