"""What a tokenizer.json must not say, asked before it is loaded; and whether it knows segments."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

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
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return  # no such file, or one that the loader itself refuses in words
    if largest > MOST_ID:
        raise CheckpointError(
            f"The tokenizer of “{label or folder.name}” gives a token the id {largest:,}, more "
            "than any vocabulary has: save it again, or choose another model."
        )


def refuse_nameless(tokenizer: Any, label: str) -> None:
    """Raises CheckpointError for a special token that is named by no character.

    transformers looks for the id of an unknown token that is unknown itself without end.
    """
    names = (name for name in tokenizer.SPECIAL_TOKENS_ATTRIBUTES if name.endswith("_token"))
    nameless = next((name for name in names if getattr(tokenizer, name, None) == ""), None)
    if nameless is not None:
        raise CheckpointError(
            f"The tokenizer of “{label}” has a special token without a name ({nameless}): write "
            "its token there, or null."
        )


def has_segments(config: Any, tokenizer: Any) -> bool:
    """Whether a model is told in which segment a token is, as far as its tokenizer knows.

    The table alone does not say so: MiniLM's multilingual BERT has one, and its tokenizer puts all
    tokens in the first; another publisher's tokenizer_config.json lists no segments among what the
    model is given.
    """
    named = tokenizer.init_kwargs.get("model_input_names")
    if isinstance(named, list | tuple) and "token_type_ids" not in named:
        return False
    told = "token_type_ids" in tokenizer.model_input_names
    odd = hasattr(config, "type_vocab_sizes")  # TAPAS: rows and columns of a table
    kinds = getattr(config, "type_vocab_size", 2 if told and not odd else 0) or 0
    return kinds > 1
