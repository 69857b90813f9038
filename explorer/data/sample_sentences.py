"""The sentences that ship with the project, in which common words come back."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "sample_sentences.txt"


@cache
def sample_sentences() -> tuple[str, ...]:
    """All sample sentences, one line of the file each."""
    return tuple(_FILE.read_text("utf-8").split("\n")[:-1])
