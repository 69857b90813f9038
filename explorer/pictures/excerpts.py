"""The same picture in words instead of tokens, or of a part of the text.

What a picture was given is merged and selected (``measures.excerpt``) and drawn anew, so that
figure, table, CSV and alt text are of the same units. Its code and origin stay those of the whole.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.errors import ExportError, InputError
from explorer.figures.base import layout
from explorer.measures import excerpt as measure
from explorer.measures.comparison import Alignment
from explorer.trace import Trace

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from explorer.measures.excerpt import Excerpt, Part

IN_WORDS = (
    "attention_heatmap", "attention_lines", "head_grid", "head_mean_heatmap", "layer_mean_heatmap",
    "method_heatmap", "method_panels", "overall_mean_heatmap", "share_of_dimensions",
    "similarity_heatmap",
)  # fmt: skip
"""Weights between tokens can be merged, and a word's vector is the mean of its pieces'."""
PAIRED = ("difference_heatmap", "vector_change_heatmap")
"""Pictures of the paired tokens of two texts."""
IN_PARTS = (
    *IN_WORDS, *PAIRED, "adjusted_similarity", "embedding_shares", "state_changes", "state_norms",
    "state_strips", "static_retention", "token_chips",
)  # fmt: skip
_SMALLER = re.compile("<br><span style='font-size", re.DOTALL)


def extent(name: str, given: Mapping[str, Any]) -> dict[str, int]:
    """How many of each unit a picture has; no words where it cannot be drawn in words."""
    if name not in IN_PARTS:
        return {}
    if name in PAIRED:
        return {"tokens": len(given["pairs"])}
    trace = given["trace"]
    found = {"tokens": trace.num_tokens}
    return found | ({"words": measure.count(trace, words=True)} if name in IN_WORDS else {})


def check(name: str, unit: str) -> None:
    """Raise ExportError with one sentence where a picture cannot be cut, or not in words."""
    if name not in IN_PARTS:
        raise ExportError(
            f"{name} is not drawn by token, so it has neither words nor a part: leave out unit and "
            "part."
        )
    if unit == "words" and name not in IN_WORDS:
        raise ExportError(
            f"{name} shows tokens only, for its numbers cannot be merged into words: choose a part."
        )


def arguments(name: str, given: Mapping[str, Any], unit: str, part: Part | None) -> dict[str, Any]:
    """The picture's arguments for these units. Raises ExportError."""
    check(name, unit)
    try:
        if name in PAIRED:
            return dict(given) | _paired(name, given, part)
        words = unit == "words"
        cut = {
            argument: measure.taken(value, words=words, part=part)
            for argument, value in given.items()
            if isinstance(value, Trace)
        }
    except InputError as error:
        raise ExportError(str(error)) from error
    shown = cut["trace"]
    found = dict(given) | {one: measure.excerpt(given[one], each) for one, each in cut.items()}
    if "values" in given:
        found["values"] = shown.weights(given["values"])
    if "maps" in given:
        found["maps"] = {one: shown.weights(values) for one, values in given["maps"].items()}
    if given.get("query") is not None:
        found["query"] = _unit_of(given["query"], shown)
    return found


def _unit_of(token: int, shown: Excerpt) -> int:
    """The unit that a chosen token belongs to. Raises ExportError."""
    places = np.flatnonzero(shown.units == shown.numbers[token])
    if not len(places):
        raise ExportError(f"The chosen token {token} is not in this part: choose one that has it.")
    return int(places[0])


def _paired(name: str, given: Mapping[str, Any], part: Part | None) -> dict[str, Any]:
    """Some of the pairs of two texts, and their numbers. Raises InputError."""
    pairs, values = given["pairs"], given["values"]
    at = slice(*measure.within(part, len(pairs), "pairs of tokens"))
    taken = Alignment(pairs.first[at], pairs.second[at], pairs.same[at])
    rows = at if name == "difference_heatmap" else slice(None)
    return {"pairs": taken, "values": values[rows, at]}


def said(figure: go.Figure, unit: str, part: Part | None, total: int) -> go.Figure:
    """The figure, saying which units it shows: in the title, the alt text and at its axes."""
    words = ", in words" if unit == "words" else ""
    if part is not None:
        first, end = measure.within(part, total, unit)
        words = f", {unit} {first} to {end - 1} of {total}"
    _retitle(figure, words, unit)
    given = layout(figure).meta or {}
    figure.update_layout(meta={**given, "alt": f"{given.get('alt', '')} Shown{words}.".strip()})
    if unit == "words":
        for axis in (*figure.select_xaxes(), *figure.select_yaxes()):
            if axis.title.text:
                axis.title.text = axis.title.text.replace("token", "word")
    return figure


def _retitle(figure: go.Figure, words: str, unit: str) -> None:
    """Put the words behind what the picture shows, before model and text."""
    whole = str(layout(figure).title.text or "")
    under = _SMALLER.search(whole)
    end = under.start() if under else len(whole)
    what = whole[:end].replace(" of tokens", " of words") if unit == "words" else whole[:end]
    figure.update_layout(title_text=what + words + whole[end:])
