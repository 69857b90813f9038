"""The one place where what other libraries raise at a checkpoint becomes a sentence.

Loading runs code of transformers, tokenizers, safetensors and huggingface_hub on files that anyone
may have written. They raise whatever comes: ImportError, AssertionError, ZeroDivisionError, a plain
Exception. Only calls of theirs stand inside a border; what fails elsewhere is a bug and is raised.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from explorer.catalog import ModelSpec
from explorer.errors import CheckpointError, ExplorerError, InputError
from explorer.text import shorten

TOLD_UP_TO = 120
"""Characters of a library's own message that are repeated."""

_MEANINGS: tuple[tuple[str, str], ...] = (
    ("ignore_mismatched_sizes", "its weights have other shapes than its config.json says"),
    ("does not recognize this architecture", "the installed transformers does not know its type"),
    ("Unrecognized model in ", "its config.json names no model_type"),
    ("not a valid JSON file", "its config.json is not valid JSON"),
    ("shapes cannot be multiplied", "sizes in its config.json do not fit each other"),
    ("Cache' object is not subscriptable", "a fault in the installed transformers' code for it"),
    ("'NoneType'", "an entry of its files is null where something else belongs"),
    ("untagged enum", "its tokenizer.json has a step that the installed tokenizers does not know"),
)
"""Messages that name options of a library's call, and what they mean for the reader."""


@contextmanager
def border(what: str, remedy: str) -> Iterator[None]:
    """Turn whatever a library raises inside into a CheckpointError of one sentence.

    ``what`` is a clause such as "“mine” could not be loaded", ``remedy`` what can be done.
    """
    try:
        yield
    except ExplorerError:
        raise
    except Exception as error:
        raise CheckpointError(f"{what} ({said(error)}): {remedy}.") from error


@contextmanager
def room_for(spec: ModelSpec, length: int | None) -> Iterator[None]:
    """Turn a pass that fails at a text longer than any that was tried into an InputError.

    Some models keep their positions where the limit cannot be seen. ``length`` is None for texts
    that must run: what fails there is raised as it is.
    """
    try:
        yield
    except (IndexError, RuntimeError) as error:
        if length is None:
            raise
        raise InputError(
            f"“{spec.label}” cannot read {length} tokens at once, although its config.json allows "
            f"so many ({said(error)}): shorten the text."
        ) from error


def said(error: BaseException) -> str:
    """The gist of a library's message: one line, no path of this disk, no name of a class."""
    whole = str(error)
    for mark, meaning in _MEANINGS:
        if mark in whole:
            return meaning
    if isinstance(error, json.JSONDecodeError):
        return "one of its files is not valid JSON"
    if isinstance(error, AttributeError):
        return "its files do not have the form that transformers expects"
    if isinstance(error, KeyError):
        return f"the entry {shorten(whole, 40)} is unknown or missing"
    if field := re.search(r"Field '(\w+)'", whole):
        return f"{field[1]} in its config.json is of the wrong type"
    return _gist(whole) or "its files do not fit together"


def _gist(whole: str) -> str:
    lines = [line.strip() for line in whole.splitlines() if line.strip()]
    line = next((line for line in lines if not line.endswith(":")), "")
    line = re.sub(r"\b\w*(?:Error|Exception|Traceback)\b:? ?", "", line)
    line = re.sub(r"<class '([\w.]+)'>", r"\1", line)
    words = (word for word in line.split() if "/" not in word and "\\" not in word)
    line = " ".join(words).replace(". ", "; ").rstrip(".:!?,; ")
    return shorten(line, TOLD_UP_TO) if len(line) > 2 else ""


def not_loaded(folder: Path, label: str) -> str:
    """The clause that says which checkpoint could not be loaded, and as what type of model."""
    clause = f"“{label}” could not be loaded"
    try:
        found = json.loads((folder / "config.json").read_text("utf-8"))["model_type"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return clause
    return f"{clause} as a model of type “{shorten(str(found), 30)}”"
