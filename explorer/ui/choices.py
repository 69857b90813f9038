"""What the reader has chosen, wherever it was chosen. Pages ask here and never touch a widget key.

Keys double as names in the page's address: text, pair, model, layer, head, papers, ...
"""

from __future__ import annotations

import streamlit as st

from explorer import catalog
from explorer.figures.base import DARK, LIGHT, PRINT, Look
from explorer.text import EXAMPLES, TextInput
from explorer.trace import Trace
from explorer.ui import cache

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
    return int(st.session_state.get("layer", 0))


def head() -> int:
    """The chosen head, from 0, always within the model."""
    return int(st.session_state.get("head", 0))


def first_index() -> int:
    """What the first layer and head are called: 0 as in code, or 1 as in papers."""
    return 1 if choice("papers") else 0


def look() -> Look:
    """The look that pictures take: the theme's, or the one for slides and print."""
    if choice("print"):
        return PRINT
    return DARK if st.context.theme.type == "dark" else LIGHT
