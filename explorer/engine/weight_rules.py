"""What the heads of a checkpoint's safetensors files must say, asked before a weight is read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from safetensors import SafetensorError, safe_open

from explorer.errors import CheckpointError

_COUNTS = ("I", "U", "BOOL", "C")
"""How safetensors begins the names of kinds that are no real numbers: I8, U8, BOOL, C64."""


def check_weights(folder: Path, names: Sequence[str], label: str) -> None:
    """Refuse files that are missing, damaged, or hold compressed weights. Raises CheckpointError.

    transformers takes whole numbers for the weights themselves; without the factors that belong to
    them they are another model's. Tables of positions and masks may be whole numbers.
    """
    for name in names:
        if not (folder / name).is_file():
            raise CheckpointError(f"“{label}” lacks its file {name}: copy or download it again.")
        try:
            with safe_open(folder / name, framework="numpy") as weights:
                held = weights.keys()
                kinds = {one: weights.get_slice(one).get_dtype() for one in held}
        except (SafetensorError, OSError) as error:
            raise CheckpointError(
                f"The file {name} of “{label}” is damaged: copy or download it again."
            ) from error
        for weight, kind in kinds.items():
            if weight.endswith(".weight") and str(kind).startswith(_COUNTS):
                raise CheckpointError(
                    f"“{label}” holds {weight} as {kind}, as compressed checkpoints do, and not as "
                    "the model's numbers: choose the checkpoint from which it was made, in "
                    "float32, float16 or bfloat16."
                )
