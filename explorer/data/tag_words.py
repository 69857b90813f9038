"""What tags mean in plain words, read from tag_words.json, which the live page reads too."""

from __future__ import annotations

import json
from importlib.resources import files

_WORDS: dict[str, dict[str, str]] = json.loads(
    files("explorer.data").joinpath("tag_words.json").read_text("utf-8")
)
PARTS = _WORDS["parts of speech"]
"""Universal parts of speech (Universal Dependencies, de Marneffe et al., 2021)."""
ENTITIES = _WORDS["entities"]
"""Kinds of names (CoNLL-2003, Tjong Kim Sang and De Meulder)."""
