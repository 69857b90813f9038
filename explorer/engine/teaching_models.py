"""Where the small models that were trained for this project lie, each held against its card."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from explorer.catalog import TEACHING_PREFIX, ModelSpec
from explorer.errors import CheckpointError

MODELS = Path(__file__).parents[1] / "teaching" / "models"
"""A folder for each: config.json, tokenizer, model.safetensors, and card.json for programs."""


def teaching_folder(spec: ModelSpec) -> Path:
    """The model's folder. Raises CheckpointError unless its weights are the shipped ones."""
    folder = MODELS / spec.id.removeprefix(TEACHING_PREFIX)
    again = "install BERT Explorer again."
    try:
        expected = json.loads((folder / "card.json").read_text("utf-8"))["sha256"]
        found = sha256(folder / "model.safetensors")
    except FileNotFoundError as error:
        raise CheckpointError(f"Files of “{spec.label}” are missing: {again}") from error
    if found != expected:
        raise CheckpointError(
            f"The weights of “{spec.label}” are not the shipped ones (their sha256 differs): "
            f"{again}"
        )
    return folder


def sha256(path: Path) -> str:
    """The file's sha256 in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
