"""What a tokenizer.json must not say: it is asked before the Rust tokenizer is given the file."""

from __future__ import annotations

import json
from pathlib import Path

from explorer.errors import CheckpointError

MOST_ID = 10**7
"""The Rust tokenizer makes a table as long as the largest id: a huge one ends the process."""


def refuse_huge_ids(folder: Path, label: str) -> None:
    """Raises CheckpointError where an id of tokenizer.json is larger than any vocabulary's."""
    try:
        told = json.loads((folder / "tokenizer.json").read_bytes())
        vocabulary = told["model"]["vocab"]
        ids = list(vocabulary.values()) if isinstance(vocabulary, dict) else []
        ids += [added["id"] for added in told.get("added_tokens") or ()]
        largest = max((number for number in ids if isinstance(number, int)), default=0)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return  # no such file, or one that the loader itself refuses in words
    if largest > MOST_ID:
        raise CheckpointError(
            f"The tokenizer of “{label or folder.name}” gives a token the id {largest:,}, more "
            "than any vocabulary has: save it again, or choose another model."
        )
