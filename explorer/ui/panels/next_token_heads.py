"""The induction heads of the page "Next token": named, scored, and where one of them looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from explorer import catalog, pictures
from explorer.figures.head_boards import Board
from explorer.measures.induction import after_earlier
from explorer.pictures import Picture
from explorer.prediction import Predictor
from explorer.text import percent
from explorer.trace import Trace
from explorer.ui import cache, choices, show, widgets

if TYPE_CHECKING:
    from explorer.engine.induction import InductionScores

SET_UP = (
    "In the teaching model one head of each layer was set up as an induction circuit before "
    "training, and then trained with all other weights: it shows what such heads do, not how they "
    "arise."
)
NONE = (
    "None of this model's heads is an induction head: on random tokens that come twice, the best "
    "gives {share} of its attention to what followed before."
)


def scores(predictor: Predictor) -> InductionScores:
    """Each head's scores on random tokens that come twice, kept for all readers."""
    from explorer.engine.induction import induction_scores  # torch takes seconds

    return cache.remembered(induction_scores, predictor.engine)


def sentence(trace: Trace, found: InductionScores) -> str:
    """Which heads are induction heads, and where the clearest one looks from the last token."""
    heads = found.heads()
    if not heads:
        return NONE.format(share=percent(float(np.nanmax(found.prefix))))
    layer, head = heads[0]
    copying = found.copying[layer, head]
    copies = "" if np.isnan(copying) else f", copying {percent(float(copying))}"
    more = f"; {len(heads) - 1} more below" if len(heads) > 1 else ""
    said = (
        f"{_name(layer, head)} is an induction head (prefix matching "
        f"{percent(float(found.prefix[layer, head]))}{copies}{more})"
    )
    row = trace.attention(layer)[head, -1]  # (K,)
    at = int(row.argmax())
    where = f": from the last token it looks at “{trace.labels[at]}” with {percent(float(row[at]))}"
    followed = after_earlier(trace.ids, trace.special)[-1]  # (K,)
    if followed[at]:
        where += f", which followed “{trace.labels[-1]}” before"
    elif not followed.any():
        where += f"; “{trace.labels[-1]}” has not come before"
    return f"{said}{where}."


def attention(trace: Trace, found: InductionScores) -> None:
    """One head's attention with its mask; the clearest induction head unless another is chosen."""
    layers, heads = found.prefix.shape
    places = [(layer, head) for layer in range(layers) for head in range(heads)]
    names = [f"{_name(*at)}: induction {percent(float(found.prefix[at]))}" for at in places]
    start = int(np.nanargmax(found.prefix))
    layer, head = places[
        widgets.one_of("Attention of", names, "next_head", start=start, labelled=False)
    ]
    show.picture(
        pictures.attention_heatmap(trace, layer, head, **choices.drawing()), "next_head_map"
    )


def board(found: InductionScores) -> None:
    """Prefix matching of every head, and the clearest one on the random tokens themselves."""
    widgets.heading("Induction heads")
    names = [_name(*at).lower() for at in found.heads()]
    first = f"Induction heads: {', '.join(names)}." if names else "No head reaches the bound."
    previous = divmod(int(np.nanargmax(found.previous)), found.previous.shape[1])
    show.sentences(
        "How much each head looks at what followed the same token before, on random tokens that "
        f"come twice. {first}",
        f"They rely on a head below that looks one token back: {_name(*previous).lower()} does so "
        f"with {percent(float(found.previous[previous]))} of its attention.",
    )
    if found.example.spec.id == catalog.NEXT_TOKEN_ID:
        show.note(SET_UP)
    left, right = st.columns(2, gap="medium")
    with left:
        show.picture(_board(found), "next_board", table=False)
        show.numbers(lambda: table(found), "next_scores")
    with right:
        layer, head = divmod(int(np.nanargmax(found.prefix)), found.prefix.shape[1])
        shown = pictures.attention_heatmap(found.example, layer, head, **choices.drawing())
        show.picture(shown, "next_random")


def _board(found: InductionScores) -> Picture:
    title = Board("Prefix matching on repeated random tokens", "prefix matching", share=True)
    made = {"values": "induction.induction_scores(engine).prefix", "engine": found.example.spec}
    return pictures.head_board(
        found.example, found.prefix.astype(np.float32), title, **choices.drawing(), made=made
    )


def table(found: InductionScores) -> pd.DataFrame:
    """A row a head: prefix matching, copying, and attention on the token before."""
    layers, heads = found.prefix.shape
    first = choices.first_index()
    where = np.indices((layers, heads)).reshape(2, -1) + first
    return pd.DataFrame(
        {
            "layer": where[0],
            "head": where[1],
            "prefix matching": found.prefix.ravel(),
            "copying": found.copying.ravel(),
            "previous token": found.previous.ravel(),
        }
    )


def _name(layer: int, head: int) -> str:
    """A head as the reader counts it."""
    first = choices.first_index()
    return f"Layer {layer + first}, head {head + first}"
