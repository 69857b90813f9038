"""The first screen: a sentence in large words, and what one of them attends to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st
from streamlit.components import v2 as components

from explorer.examples import EXAMPLES
from explorer.measures.telling import TellingLink
from explorer.measures.words import between_words, words
from explorer.text import TextInput, is_right_to_left
from explorer.trace import Trace
from explorer.ui import cache, choices, told

MOST_WORDS = 30
_FIRST = EXAMPLES[0].text
_TWINS = {"tired": _FIRST, "wide": _FIRST.replace("tired", "wide")}
"""Two sentences that differ in one word, which decides what "it" is."""

_HTML = """
<div class="screen">
  <div class="stage"><svg aria-hidden="true"></svg><p class="line"></p></div>
  <p class="says" aria-live="polite"></p>
  <div class="do"><div class="switch" role="group" aria-label="Last word"></div>
  <button type="button" class="own">Now type your own</button></div>
</div>
"""

_mount = components.component(
    "first_screen",
    html=_HTML,
    css=(Path(__file__).parent / "first_screen.css").read_text("utf-8"),
    js=(Path(__file__).parent / "js" / "first_screen.js").read_text("utf-8"),
)


def show(trace: Trace) -> None:
    """The reader's sentence; at the start the two that differ in one word."""
    shown = _twin(trace)
    read = {"": trace} if shown is None else _twins()
    link = cache.telling(next(iter(read.values())))
    if link is None:
        st.header("Type a sentence of two words or more.", anchor=False)
        return
    sentences = [_sentence(name, found, link) for name, found in read.items()]
    data = {
        "sentences": sentences,
        "shown": list(read).index(shown or ""),
        "rtl": is_right_to_left(trace.labels),
    }
    _mount(key="first_screen", data=data, height="content", on_twin_change=_take)


def _twin(trace: Trace) -> str | None:
    """Which of the two sentences stands in the box, if one does."""
    return next((n for n, text in _TWINS.items() if trace.input == TextInput(text)), None)


def _twins() -> dict[str, Trace]:
    model = choices.model_in_use()
    return {name: cache.get_trace(model, TextInput(text)) for name, text in _TWINS.items()}


def _take() -> None:
    """The other sentence was asked for: the box and the link follow the picture."""
    name = (st.session_state.get("first_screen") or {}).get("twin")
    if name in _TWINS:
        told.tell({"text": _TWINS[name], "pair": ""})


def _sentence(name: str, trace: Trace, link: TellingLink) -> dict[str, Any]:
    """The words, what stands between them, and the head's weights from word to word."""
    shown = words(trace)[:MOST_WORDS]
    numbers = np.array([trace.word[word.tokens[0]] for word in shown])
    weights = between_words(trace.attention(link.layer)[link.head], trace.word, numbers)
    chosen = np.flatnonzero(numbers == trace.word[link.query])  # none of a long text's later words
    start = choices.first_index()
    return {
        "name": name,
        "words": [word.text for word in shown],
        "gaps": _gaps(trace, [word.tokens for word in shown]),
        "rows": np.round(weights, 4).tolist(),
        "chosen": int(chosen[0]) if chosen.size else 0,
        "where": f"layer {link.layer + start}, head {link.head + start}",
    }


def _gaps(trace: Trace, tokens: list[tuple[int, ...]]) -> list[str]:
    """What stands between each word and the next; nothing between "didn" and its apostrophe."""
    ends = [int(trace.offsets[each[-1], 1]) for each in tokens]
    starts = [int(trace.offsets[each[0], 0]) for each in tokens[1:]]
    joined = [0 <= end == start for end, start in zip(ends, starts, strict=False)]
    return ["" if one else " " for one in joined] + [""]
