"""What a page opens on before a reader has brought a text, and the examples that it offers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType

from explorer.examples import EXAMPLES
from explorer.ui.registry import PageInfo, named


def of(info: PageInfo, model: str = "") -> Mapping[str, object]:
    """The inputs of a page's own example; none where the first example of the gallery will do.

    A panel's ``OPENINGS`` are for models that show something else than others, by their id.
    """
    panel = _panel(info)
    for_model = getattr(panel, "OPENINGS", {}).get(model)
    return _inputs(for_model or getattr(panel, "OPENING", {}))


@dataclass(frozen=True)
class Offer:
    """An example that a page offers: the inputs that it fills, and what there is to see."""

    title: str
    inputs: Mapping[str, object]
    look_for: str


def own(info: PageInfo) -> list[Offer]:
    """The page's own examples."""
    return [
        Offer(title, _inputs(said), str(said.get("look_for", "")))
        for title, said in getattr(_panel(info), "EXAMPLES", {}).items()
    ]


def gallery() -> list[Offer]:
    """The examples of all pages."""
    return [
        Offer(one.title, {"text": one.text, "pair": one.pair}, one.look_for) for one in EXAMPLES
    ]


def _inputs(said: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in said.items() if name != "look_for"}


def _panel(info: PageInfo) -> ModuleType:
    return import_module(f"explorer.ui.panels.{named(info)}")
