"""What a live page says of itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from html import escape
from importlib.resources import files
from math import ceil
from typing import TYPE_CHECKING, Any

from explorer import teaching
from explorer.catalog import BUNDLED, BUNDLED_ID, SMALL_BERT_ID, ModelSpec
from explorer.live.body import MOST_TOKENS
from explorer.live.model import LiveModel
from explorer.views.codec import ERROR

_SET_UP = "The heads of layer 0 were set to look at neighbours before the training."
"""Of a model with one layer like that: the small BERT."""

if TYPE_CHECKING:
    from explorer.teaching import Card


@cache
def measured(model: str = BUNDLED_ID) -> dict[str, Any]:
    """How far the page's numbers were from torch's; empty for a model that was not compared.

    ``benchmarks/live.py measure`` writes it.
    """
    file = files("explorer.live").joinpath("measured.json")
    return json.loads(file.read_text("utf-8")).get(model, {})


def name(spec: ModelSpec = BUNDLED) -> str:
    """The model's name."""
    return spec.label.partition(" (")[0]


def exactness(spec: ModelSpec = BUNDLED) -> str:
    """What a picture's caption says: how far a weight that is shown may be from torch's, by
    rounding and by its byte, and which heads are no finding of the training."""
    found = measured(spec.id)
    said = "Weights are rounded; by how much they may be off was not measured for this model."
    if found:
        tenths = ceil(1000 * (found["attention"] + ERROR))
        said = f"Weights are exact to {tenths / 10} percentage points."
    return f"{said} {_SET_UP}" if spec.set_up_layers else said


def tables(spec: ModelSpec) -> str:
    """Where the tables of the embedding sum come from."""
    if spec.id == BUNDLED_ID:
        return "All three tables are learned, the positions too."
    if spec.id == SMALL_BERT_ID:
        return (
            f"The word table is that of {name()}, reduced to fewer dimensions and not trained "
            "further; positions began as sines and were trained."
        )
    return ""


def told_of_head(task: str, spec: ModelSpec) -> dict[str, Any]:
    """What the page says of a head: its labels, how often it is right, its limits."""
    if spec.id == BUNDLED_ID:
        card = teaching.card(task)
        return {"labels": card.labels, "note": card.note, "limits": card.limitations}
    if spec.id != SMALL_BERT_ID:
        return {"labels": (), "note": "not measured here", "limits": ""}
    card = small_card()
    note = f"first guess right {card.figures['top 1']:.2f} on held-out texts"
    return {"labels": (), "note": note, "limits": f"{card.limitations}."}


def small_card() -> Card:
    """The card of the small BERT that was trained for this project."""
    from explorer.engine.teaching_models import MODELS
    from explorer.teaching.model_folder import read_card

    return read_card(MODELS / "small-bert")


def about(model: LiveModel, *, hosted: bool = False) -> str:
    """Paragraphs of HTML: the model, its size, how exact the numbers are, what leaves the page.

    ``hosted`` says that the model lies in files beside the page.
    """
    forbidden = "requests to any other host" if hosted else "every request"
    sentences = (
        *_model(model, "in files beside this page" if hosted else "inside this file"),
        _rounding(model.spec),
        *_heads(model),
        f"It reads up to {MOST_TOKENS} tokens. Nothing that you type leaves this page: its "
        f"security policy forbids {forbidden}.",
        "It needs Chrome 103, Firefox 113, Safari 16.4 or newer. Without WebAssembly it computes "
        "in plain JavaScript, about ten times as slowly.",
    )
    return "\n".join(f"<p>{escape(sentence)}</p>" for sentence in sentences)


def _model(model: LiveModel, place: str) -> Iterator[str]:
    """What the model is, and who trained it to do what."""
    made = (
        f"{name(model.spec)}: a BERT of {model.layout['layers']} layers and "
        f"{model.layout['heads']} heads, with its whole vocabulary, {model.nbytes / 1e6:.0f} MB "
        f"{place}."
    )
    if model.spec.id == BUNDLED_ID:
        yield f"{made} The model is by the sentence-transformers project (Apache-2.0)."
    elif model.spec.id == SMALL_BERT_ID:
        yield f"{made} It is {model.layout['width']} wide and was trained for this project."
        yield from _small()
    else:
        yield made


def _small() -> Iterator[str]:
    """What the small BERT can do, beside the bundled model, and what was no work of training."""
    card = small_card()
    own, other = (
        card.figures[f"top 1{beside}"]
        for beside in ("", ", the bundled body with its fill-mask head")
    )
    yield (
        f"Of masked words in texts it had not seen it guessed {100 * own:.0f} % right at first; "
        f"{name()}, the model of the larger page, {100 * other:.0f} % of the same words, with a "
        f"head that was trained for it. {card.limitations}."
    )
    yield f"{_SET_UP} That they do is no finding; what the other layers' heads do was learnt."
    yield (
        "The model was not trained to compare sentences, and carries no heads for parts of speech, "
        "names, sentiment, pairs or answers: those rooms are in the larger page."
    )


def _rounding(spec: ModelSpec) -> str:
    """How far rounded weights move the numbers."""
    app = "The app computes with the weights as they are; both draw attention in steps of at most "
    found = measured(spec.id)
    if not found:
        return f"The weights are rounded; how far that moves numbers was not measured. {app}1/255."
    return (
        "The weights are rounded: no attention weight was off by more than "
        f"{found['attention']:.4f} on {found['texts']} texts, compared to the same model in torch "
        f"(mean error {found['mean']:.6f}); the cosine between sentence vectors of the two was at "
        f"least {found['cosine']:.6f}. {app}1/255."
    )


def _heads(model: LiveModel) -> Iterator[str]:
    """Where the heads for tasks come from."""
    if model.spec.id == BUNDLED_ID:
        yield (
            f"The {len(model.heads)} task heads are small networks on the model's states, trained "
            "for this project. They are the app's, unchanged, and part of this size; each says "
            "how often it is right."
        )
    elif model.heads:
        yield "Blanks are filled by the model's own head, with which it was trained."
