"""What a live page says of itself."""

from __future__ import annotations

import json
from functools import cache
from html import escape
from importlib.resources import files
from math import ceil
from typing import Any

from explorer.catalog import BUNDLED
from explorer.live.model import HEADS, MOST_TOKENS, LiveModel
from explorer.views.codec import ERROR


@cache
def measured() -> dict[str, Any]:
    """How far the page's numbers were from torch's: written by ``benchmarks/live.py measure``."""
    return json.loads(files("explorer.live").joinpath("measured.json").read_text("utf-8"))


def name() -> str:
    """The model's name."""
    return BUNDLED.label.removesuffix(" (bundled)")


def exactness() -> str:
    """How far a weight that is shown may be from torch's: by rounding, and by its byte."""
    tenths = ceil(1000 * (measured()["attention"] + ERROR))
    return f"Weights are exact to {tenths / 10} percentage points."


def about(model: LiveModel, *, hosted: bool = False) -> str:
    """Paragraphs of HTML: the model, its size, how exact the numbers are, what leaves the page.

    ``hosted`` says that the model lies in files beside the page.
    """
    found = measured()
    place = "in files beside this page" if hosted else "inside this file"
    forbidden = "requests to any other host" if hosted else "every request"
    sentences = (
        f"{name()}: a BERT of {model.layout['layers']} layers and "
        f"{model.layout['heads']} heads, with its whole vocabulary, {model.nbytes / 1e6:.0f} MB "
        f"{place}. The model is by the sentence-transformers project (Apache-2.0).",
        "The weights are rounded: no attention weight was off by more than "
        f"{found['attention']:.4f} on {found['texts']} texts, compared to the same model in torch "
        f"(mean error {found['mean']:.6f}); the cosine between sentence vectors of the two was at "
        f"least {found['cosine']:.5f}. The app computes with the weights as they are; both draw "
        "attention in steps of at most 1/255.",
        f"The {len(HEADS)} task heads are small networks on the model's states, trained for this "
        "project. They are the app's, unchanged, and part of this size; each says how often it is "
        "right.",
        f"It reads up to {MOST_TOKENS} tokens. Nothing that you type leaves this page: its "
        f"security policy forbids {forbidden}.",
        "It needs Chrome 103, Firefox 113, Safari 16.4 or newer. Without WebAssembly it computes "
        "in plain JavaScript, about ten times as slowly.",
    )
    return "\n".join(f"<p>{escape(sentence)}</p>" for sentence in sentences)
