"""Reading the training and test data: gzipped JSON lines in the folders of a data directory."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from explorer.errors import ExplorerError


def rows(data: Path, name: str) -> list[dict[str, Any]]:
    """All lines of ``data/name.jsonl.gz``. Raises ExplorerError when there is no such file."""
    return list(_lines(data / f"{name}.jsonl.gz"))


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    if not path.is_file():
        raise ExplorerError(
            f"There is no file {path.parent.name}/{path.name} in the data folder: give the folder "
            "that holds upos, ner, sentiment, qa, nli and prose with --data."
        )
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
