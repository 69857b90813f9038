"""A model's modules and shapes from its config.json alone: no weights, no memory, any size."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
import transformers
from torch import nn
from transformers.models.auto import modeling_auto

from explorer.catalog import ModelSpec
from explorer.engine import config_reader
from explorer.engine.border import border
from explorer.engine.checkpoint import Progress, locate
from explorer.engine.config_rules import saved_as


def skeleton(folder: Path, label: str, *, head: bool = True) -> nn.Module:
    """The module tree on torch's meta device. With ``head``, as the class that config.json names.

    Raises CheckpointError when transformers knows no such model.
    """
    config = read_config(folder, label)
    made = _class(config) if head else None
    what = f"The modules of “{label}” cannot be built from its config.json"
    with border(what, "choose another model"), torch.device("meta"):
        if made is not None:
            return made(config)
        return transformers.AutoModel.from_config(config)


def read_config(folder: Path, label: str) -> Any:
    """transformers' configuration of a folder. Raises CheckpointError."""
    what = f"The config.json of “{label}” cannot be read"
    with border(what, "check the folder, or choose another model"):
        return config_reader.read_config(folder)


def kind(config: Any) -> str:
    """Which of the three families: "encoder", "decoder" or "encoder-decoder"."""
    if getattr(config, "is_encoder_decoder", False):
        return "encoder-decoder"
    reads_both_ways = type(config) in transformers.AutoModelForMaskedLM._model_mapping
    if getattr(config, "is_decoder", False) or (
        not reads_both_ways and type(config) in transformers.AutoModelForCausalLM._model_mapping
    ):
        return "decoder"
    return "encoder"


def folder_of(spec: ModelSpec, progress: Progress | None = None) -> Path:
    """Where the model's files lie, fetched first where need be. Raises ExplorerError."""
    return locate(spec, progress)


def _class(config: Any) -> Any:
    """The transformers class that config.json names, when it is one of the library's own."""
    named = next(iter(saved_as(getattr(config, "architectures", None))), "")
    known = getattr(transformers, named, None) if named.isidentifier() else None
    if not (isinstance(known, type) and issubclass(known, transformers.PreTrainedModel)):
        return None
    mapped = type(config) in modeling_auto.MODEL_MAPPING
    return known if mapped and known.config_class is type(config) else None
