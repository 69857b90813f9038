"""The papers behind the pictures, as BibTeX: which picture and which method rests on which."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent


@cache
def entries() -> Mapping[str, str]:
    """Every paper's BibTeX by its key."""
    text = (_FOLDER / "references.bib").read_text("utf-8")
    found = re.finditer(r"^@\w+\{(\w+),.*?^\}", text, re.MULTILINE | re.DOTALL)
    return {entry[1]: entry[0] for entry in found}


@cache
def _cited() -> Mapping[str, Mapping[str, list[str]]]:
    return json.loads((_FOLDER / "references.json").read_text("utf-8"))


def pictures() -> Mapping[str, list[str]]:
    """The keys that every picture of a name rests on, whatever it shows."""
    return _cited()["pictures"]


def methods() -> Mapping[str, list[str]]:
    """The keys by the name of a method or measure."""
    return _cited()["methods"]


def models() -> Mapping[str, list[str]]:
    """The keys of a model's own papers, by how its id begins."""
    return _cited()["models"]


def keys(picture: str, used: Iterable[str] = (), model_ids: Iterable[str] = ()) -> tuple[str, ...]:
    """The papers of a picture, of the methods that it shows and of its models, where known.

    >>> keys("method_heatmap", ["Rollout"], ["bert-base-uncased"])
    ('abnar2020', 'devlin2019')
    """
    by_method = {name.lower(): cited for name, cited in methods().items()}
    several = [pictures().get(picture, []), *(by_method.get(name.lower(), []) for name in used)]
    several += [cited for id in model_ids for start, cited in models().items()
                if id.startswith(start)]  # fmt: skip
    return tuple(dict.fromkeys(key for cited in several for key in cited))


def bibtex(chosen: Iterable[str]) -> str:
    """BibTeX of the papers, each once, in the order of their keys; empty for none."""
    return "\n".join(f"{entries()[key]}\n" for key in sorted(set(chosen)))
