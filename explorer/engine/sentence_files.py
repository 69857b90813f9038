"""The files of a sentence-transformers folder, read as data: which modules there are, and where.

Only JSON is read here; code that a repository brings is never run. No torch.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from explorer.errors import CheckpointError

MODULES = "modules.json"
_OWN = "sentence_transformers."


@dataclass(frozen=True)
class Module:
    """One entry of modules.json: the name of its class, and the folder with its files."""

    kind: str  # the last part of its type, such as "Pooling"
    type: str
    path: str  # below the folder of modules.json; "" is that folder itself

    @property
    def known(self) -> bool:
        """Whether its class is the library's own, and not one of the repository's."""
        return self.type.startswith(_OWN)


def modules(home: Path, label: str) -> tuple[Module, ...]:
    """The modules in order. Raises CheckpointError for a file that is no list of modules."""
    try:
        entries = json.loads((home / MODULES).read_text("utf-8"))
        found = tuple(
            Module(str(entry["type"]).rsplit(".", 1)[-1], str(entry["type"]), str(entry["path"]))
            for entry in entries
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CheckpointError(
            f"The {MODULES} of “{label}” is not a list of modules in JSON, so its publisher's "
            "recipe is unknown: copy the file again, or choose a way of pooling."
        ) from error
    for module in found:
        path = PurePosixPath(module.path)
        if path.is_absolute() or ".." in path.parts or "\\" in module.path:
            raise CheckpointError(
                f"The {MODULES} of “{label}” points outside its folder (“{module.path[:60]}”): "
                "copy the file again, or choose a way of pooling."
            )
    return found


def settings(file: Path, label: str) -> dict[str, Any]:
    """A JSON file of settings; empty where there is none. Raises CheckpointError."""
    if not file.is_file():
        return {}
    try:
        found = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise CheckpointError(_unreadable(file, label)) from error
    if not isinstance(found, dict):
        raise CheckpointError(_unreadable(file, label))
    return found


def body_folder(folder: Path) -> Path:
    """Where config.json and weights lie: the folder itself, or the one that modules.json names.

    Older sentence-transformers wrote the body into ``0_Transformer``.
    """
    if (folder / "config.json").is_file() and _has_weights(folder):
        return folder
    try:
        first = next(iter(modules(folder, folder.name)), None)
    except CheckpointError:
        return folder  # whoever asks for the recipe is told
    inner = folder / first.path if first is not None else folder
    return inner if (inner / "config.json").is_file() else folder


def home_of(body: Path) -> Path | None:
    """The folder whose modules.json is about this body; None where there is none."""
    if (body / MODULES).is_file():
        return body
    if (body.parent / MODULES).is_file() and body_folder(body.parent) == body:
        return body.parent
    return None


def notices(body: Path) -> tuple[str, ...]:
    """A sentence on each thing beside the weights that is not used: an adapter, code."""
    found = []
    places = [place for place in (body, home_of(body)) if place is not None]
    if any((place / "adapter_config.json").is_file() for place in places):
        found.append(
            "A PEFT adapter lies beside these weights (adapter_config.json) and is not applied: "
            "you see the model without it; merge the adapter into the weights to see it."
        )
    if any(_names_code(body / name) for name in ("config.json", "tokenizer_config.json")):
        found.append(
            "This checkpoint names code of its own (auto_map), which is never run: it is read by "
            "transformers' own class for its type, which may compute something else."
        )
    return tuple(found)


def _names_code(file: Path) -> bool:
    try:
        return bool(json.loads(file.read_text("utf-8")).get("auto_map"))
    except (OSError, ValueError, AttributeError):
        return False  # loading says what is wrong with it


def _has_weights(folder: Path) -> bool:
    return any(folder.glob("model*.safetensors*"))


def _unreadable(file: Path, label: str) -> str:
    return (
        f"The {file.name} in “{file.parent.name}” of “{label}” is not a JSON object: copy the file "
        "again, or choose a way of pooling."
    )
