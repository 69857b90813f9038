"""A model that reads left to right, loaded with the head that says what comes next."""

from __future__ import annotations

from pathlib import Path

import transformers

from explorer import catalog
from explorer.catalog import ModelSpec
from explorer.engine.checkpoint import Progress, locate
from explorer.engine.meta_model import kind, read_config
from explorer.engine.run import Engine, load_model, load_tokenizer
from explorer.errors import CheckpointError


def load_causal(model: str | Path | ModelSpec, progress: Progress | None = None) -> Engine:
    """An Engine whose ``model`` has its language-model head.

    Raises ModelUnavailable, or CheckpointError for a model that does not read left to right.
    """
    spec = catalog.resolve(model)
    folder = locate(spec, progress)
    config = read_config(folder, spec.label)
    auto = transformers.AutoModelForCausalLM
    if kind(config) != "decoder" or type(config) not in auto._model_mapping:
        raise CheckpointError(
            f"“{spec.label}” does not read left to right, so there is no next token for it to "
            "guess: choose a decoder such as gpt2, or the teaching model."
        )
    loaded = load_model(folder, auto, spec.label)
    return Engine(spec, folder, loaded, load_tokenizer(folder, spec.label))
