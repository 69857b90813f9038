"""What the reader has chosen, wherever it was chosen. Pages ask here and never touch a widget key.

Keys double as names in the page's address: text, pair, model, layer, head, papers, ...

Layer and head have their one holder here, counted from 0. Sliders, links, clicks on pictures and
the attention view ask ``layer()`` and ``head()``, and tell a new number to ``choose()``.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from explorer import catalog
from explorer.figures.base import DARK, LIGHT, PRINT, Look
from explorer.text import EXAMPLES, TextInput
from explorer.trace import Trace
from explorer.ui import cache

_TOLD = "_told"  # numbers that were chosen and are not yet in the link

DEFAULTS = {
    "text": EXAMPLES[0].text,
    "pair": "",
    "specials": True,
    "split": False,
    "papers": False,
    "print": False,
    "image": "PNG",
}


def choice(key: str) -> object:
    """The present value of a shared choice, also before its widget was drawn."""
    return st.session_state.get(key, DEFAULTS.get(key))


def model() -> str:
    """The model that the reader asks for; the first on offer at the start."""
    return str(st.session_state.get("model") or catalog.default().id)


def source() -> TextInput:
    """The text as the reader gave it. Raises InputError with a sentence when it is unfit."""
    text = str(choice("text") or "")
    specials = bool(choice("specials"))
    if choice("split"):
        return TextInput.from_words(text.strip("\n").split("\n"), special_tokens=specials)
    return TextInput(text, str(choice("pair") or "") or None, special_tokens=specials)


def current_trace() -> Trace:
    """The trace of the reader's text through the model in use. Raises ExplorerError."""
    return cache.get_trace(model_in_use(), source())


def model_in_use() -> str:
    """The model that answers: the chosen one, or the last that worked while that cannot be had."""
    return str(st.session_state.get("_model_in_use", catalog.default().id))


def layer() -> int:
    """The chosen layer, from 0, always within the model."""
    return number("layer")


def head() -> int:
    """The chosen head, from 0, always within the model."""
    return number("head")


def number(name: str) -> int:
    """The chosen "layer" or "head", from 0."""
    told = st.session_state.get(_TOLD, {})
    return int(told.get(name, st.session_state.get(name, 0)))


def choose(**numbers: int) -> None:
    """Choose a layer or head (from 0), in a callback or in the middle of a run.

    The widget that carries the link may be told before it is drawn only, so it learns of the choice
    by ``settle`` in the run that follows.
    """
    st.session_state[_TOLD] = {**st.session_state.get(_TOLD, {}), **numbers}


def settle(name: str, count: int) -> None:
    """Put the chosen number where the link's widget finds it, within a model's ``count``."""
    told = st.session_state.get(_TOLD, {})
    if name in told:
        st.session_state[name] = told.pop(name)
    if name in st.session_state:
        st.session_state[name] = min(max(int(st.session_state[name]), 0), count - 1)


def first_index() -> int:
    """What the first layer and head are called: 0 as in code, or 1 as in papers."""
    return 1 if choice("papers") else 0


def look() -> Look:
    """The look that pictures take: the theme's, or the one for slides and print."""
    if choice("print"):
        return PRINT
    return DARK if st.context.theme.type == "dark" else LIGHT


def drawing() -> dict[str, Any]:
    """Numbering and look, as every picture with layers takes them."""
    return {"first_index": first_index(), "look": look()}
