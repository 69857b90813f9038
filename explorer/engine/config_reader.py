"""transformers' configuration of a folder, with what can be repaired in it without a guess."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from transformers import CONFIG_MAPPING, AutoConfig


def read_config(folder: Path) -> Any:
    """The configuration; what transformers raises at it stands in a border of the caller's."""
    mended = repaired(folder)
    if mended:
        return mended["config"]
    return AutoConfig.from_pretrained(folder, trust_remote_code=False, local_files_only=True)


def repaired(folder: Path) -> dict[str, Any]:
    """The option "config" for a file that lists its classes, which count from 0; else none.

    transformers reads them as a table only: {"0": "no", "1": "yes"} for ["no", "yes"].
    """
    try:
        told = json.loads((folder / "config.json").read_text("utf-8"))
        names, kind = told.get("id2label"), told.get("model_type")
    except (OSError, ValueError, AttributeError, RecursionError):
        return {}  # the reader of configurations says what is wrong
    if not isinstance(names, list) or not isinstance(kind, str) or kind not in CONFIG_MAPPING:
        return {}
    told["id2label"] = {str(number): name for number, name in enumerate(names)}
    told.pop("label2id", None)
    return {"config": CONFIG_MAPPING[kind].from_dict(told)}
