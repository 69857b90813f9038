"""Numbers that other people published, with the checkpoint that they were made with."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parent / "published_similarity.json"


@cache
def published() -> dict[str, Any]:
    """The file's entries: see "about" in it. Shared, so not to be changed."""
    return json.loads(_FILE.read_text("utf-8"))
