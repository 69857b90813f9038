"""Which word is hidden where a masked-word head is explained and the text has no blank."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from explorer.measures.telling import telling_link
from explorer.prediction import Predictor
from explorer.tasks import blanks
from explorer.text import TextInput
from explorer.ui import cache, shell, show
from explorer.ui.forward_slots import forward_slot

KEY = "matters_hidden"


def with_blank(predictor: Predictor, source: TextInput, *, key: str = KEY) -> TextInput:
    """The text with one token hidden that the reader chooses, unless it has a blank of its own.

    It begins with the word at which the clearest attention between two words points (see
    ``measures.telling``), else with the first token that is not special. Texts of which no token
    can be hidden come back as they are. ``key`` is the widget's.
    """
    encoder = predictor.engine.encoder
    if encoder.mask_id is None or source.masked:
        return source
    spelled, _ = blanks.own_spelling(source, encoder)
    encoded = encoder.encode(spelled, predictor.engine.spec.max_tokens)
    typed = [place for place, special in enumerate(encoded.special) if not special]
    if (encoded.ids == encoder.mask_id).any() or blanks.beyond(encoded, encoder) or not typed:
        return source
    if st.session_state.get(key, typed[0]) not in typed:
        del st.session_state[key]
    start = _pointed_at(predictor, source)
    chosen = shell.controls().selectbox(
        "Hidden token", typed, index=typed.index(start) if start in typed else 0, key=key,
        bind="query-params", width=160,
        format_func=lambda place: f"{place} {encoded.labels[place]}",
    )  # fmt: skip
    place = typed[0] if chosen is None else int(chosen)
    why = ", at which the clearest attention between two words points" if place == start else ""
    show.note(
        f"Your text has no blank, so token {place}, “{encoded.labels[place]}”{why}, is hidden. "
        "Choose another one, or write [MASK] in the text."
    )
    return replace(source, masked=(place,))


def _pointed_at(predictor: Predictor, source: TextInput) -> int | None:
    """Position of the key of the clearest link between two words; None where there is none."""

    def found() -> int | None:
        with forward_slot():
            trace = predictor.engine.run(source)
        link = telling_link(trace)
        return None if link is None else link.key

    return cache.RESULTS.get(("matters_pointed_at", (predictor.spec.id, source)), found)
