"""Models that are refused, each with one sentence that a reader can act on."""

from __future__ import annotations

from pathlib import Path

import pytest

import explorer
from explorer.errors import CheckpointError, ExplorerError


def refused(model: str | Path, says: str, kind: type[ExplorerError] = CheckpointError) -> str:
    """The sentence with which `model` is refused."""
    with pytest.raises(kind, match=says) as error:
        explorer.load(model)
    sentence = str(error.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert "/tmp" not in sentence
    return sentence
