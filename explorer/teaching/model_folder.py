"""The folder of a model that was trained here from scratch: its weights' record and its card."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from explorer.engine.teaching_models import sha256
from explorer.teaching.artifacts import Card


@dataclass(frozen=True)
class Leaflet:
    """What a model's card says beside its numbers, in sentences for people."""

    name: str  # as the command line and the folder have it
    kind: str
    title: str  # of the page
    what: str
    sources: str  # training data and their licences
    limitations: str
    head: str  # of the column of figures
    sample: str  # what stands behind the name of a figure on the shipped sample
    about_figures: str  # a paragraph below them
    data: str = ""  # how the command is given its data
    loss: str = ""  # what the recipe's line says of it
    remarks: Sequence[str] = ()  # lines of the list, before the limitations
    licence: str = "the weights are under the project's licence (MIT)."


def read_card(folder: Path) -> Card:
    """The card of a written folder, with its sha256 and figures."""
    fields = json.loads((folder / "card.json").read_text("utf-8"))
    return Card(**{**fields, "labels": tuple(fields["labels"])})


def first_card(leaflet: Leaflet, folder: Path, recipe: Any, parameters: int) -> Card:
    """The card of weights that were just written, without figures; ``recipe`` is a dataclass."""
    weights = folder / "model.safetensors"
    return Card(
        task=leaflet.name, kind=leaflet.kind, labels=(), note="", sha256=sha256(weights),
        bytes=weights.stat().st_size, parameters=parameters, figures={}, sample={},
        recipe=asdict(recipe), sources=leaflet.sources, limitations=leaflet.limitations,
    )  # fmt: skip


def with_figures(
    leaflet: Leaflet, known: Card, figures: Mapping[str, float], sample: Mapping[str, float]
) -> Card:
    """The card with other figures, and with what the leaflet says now."""
    return Card(
        **{
            **vars(known),
            "sources": leaflet.sources,
            "limitations": leaflet.limitations,
            "figures": {name: round(value, 4) for name, value in figures.items()},
            "sample": {name: round(value, 4) for name, value in sample.items()},
        }
    )


def write_card(leaflet: Leaflet, made: Card, folder: Path) -> None:
    """Write a card, for programs (JSON) and for people (markdown)."""
    text = json.dumps(vars(made), indent=1, ensure_ascii=False)
    (folder / "card.json").write_text(text + "\n", "utf-8")
    (folder / "card.md").write_text(as_markdown(leaflet, made), "utf-8")


def as_markdown(leaflet: Leaflet, made: Card) -> str:
    """The card as a markdown page."""
    rows = [f"| {name} | {value:,.3f} |" for name, value in made.figures.items()]
    rows += [f"| {name}, {leaflet.sample} | {value:,.3f} |" for name, value in made.sample.items()]
    recipe = ", ".join(f"{name} {value}" for name, value in made.recipe.items())
    return "\n".join(
        [
            f"# {leaflet.title}",
            "",
            f"{leaflet.what} {made.parameters:,} parameters ({made.bytes:,} bytes, float16).",
            "",
            f"| {leaflet.head} | value |",
            "|---|---|",
            *rows,
            "",
            leaflet.about_figures,
            "",
            f"- **Data:** {made.sources}.",
            f"- **Recipe:** `python -m explorer.teaching train {leaflet.name}{leaflet.data}`; "
            f"AdamW, {leaflet.loss}{recipe}.",
            *leaflet.remarks,
            f"- **Limitations:** {made.limitations.rstrip('.')}.",
            f"- **Licence:** {leaflet.licence}",
            f"- **sha256:** `{made.sha256}`",
            "",
        ]
    )
