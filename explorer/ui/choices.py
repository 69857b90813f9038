"""What the reader has chosen, wherever it was chosen. Pages ask here and never touch a widget key.

Keys double as names in the page's address: text, pair, model, layer, head, papers, ...

Layer and head have their one holder here, counted from 0. Sliders, links, clicks on pictures and
the attention view ask ``layer()`` and ``head()``, and tell a new number to ``choose()``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from explorer import catalog
from explorer.examples import EXAMPLES, Example
from explorer.figures.base import DARK, LIGHT, PRINT, Look
from explorer.text import TextInput
from explorer.trace import Trace
from explorer.ui import cache, limits, told

_CHOSEN = "_chosen"  # numbers that were chosen and are not yet in the link
_COUNTS = "_counts"  # how many layers and heads the model has
_OPENING = "_opening"  # the most telling layer and head of the present text
_OPENED = "_opened"  # the text and pair that a page opened on
_OPENING_MODEL = "_opening_model"  # a model, and whether pages take its own opening
_PROJECTED = 21  # pixels of type in pictures; their smallest is 3 less, and still 18
_DIGITS = 6  # a number with more is none of ours

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


def opening_model() -> str:
    """The model whose own opening a page may take: none where a layer or head was chosen before.

    Decided once for each model: a head that is chosen later keeps its text.
    """
    asked = model_asked()
    decided, found = st.session_state.get(_OPENING_MODEL, (None, ""))
    if decided != asked:
        linked = _OPENED not in st.session_state and {"layer", "head"} & set(st.query_params)
        found = "" if linked or is_chosen() else asked
        st.session_state[_OPENING_MODEL] = asked, found
    return found


def follow_model(key: str, offered: Sequence[str]) -> None:
    """Open a page's own list of models on the shared one, where that is offered.

    The choice is made, not taken as the list's default: it stands in the address then.
    """
    asked = model_asked()
    if asked in offered and not (key in st.session_state or key in st.query_params):
        st.session_state[key] = asked


def model_asked() -> str:
    """The model that the reader asked all pages for, empty where none was."""
    return str(st.session_state.get("model") or st.query_params.get("model") or "")


def source() -> TextInput:
    """The text as the reader gave it. Raises InputError with a sentence when it is unfit."""
    text, pair = (str(choice(name) or "") for name in ("text", "pair"))
    for part in (text, pair):
        limits.require_short(part)
    specials = bool(choice("specials"))
    if choice("split"):
        return TextInput.from_words(text.strip("\n").split("\n"), special_tokens=specials)
    return TextInput(text, pair or None, special_tokens=specials)


def current_trace() -> Trace:
    """The trace of the reader's text through the model in use. Raises ExplorerError."""
    return cache.get_trace(model_in_use(), source())


def model_in_use() -> str:
    """The model that answers: the chosen one, or the last that worked while that cannot be had."""
    return str(st.session_state.get("_model_in_use", catalog.default().id))


def take(values: Mapping[str, object]) -> None:
    """Put an example into the inputs that it names; in a callback. It replaces a whole text."""
    whole = {"pair": "", "split": False} if "text" in values else {}
    told.tell({**whole, **values})


def example() -> Example | None:
    """The example of the gallery that stands in the boxes."""
    now = (choice("text"), choice("pair"))
    return next((one for one in EXAMPLES if (one.text, one.pair) == now), None)


def begin(opening: Mapping[str, object]) -> None:
    """Open a page on its own example, unless the reader, or the link, has brought a text."""
    here = {name: choice(name) for name in ("text", "pair")}
    start = {name: DEFAULTS[name] for name in here}
    opened = st.session_state.get(_OPENED, start)
    asked = set(st.query_params) if _OPENED not in st.session_state else set()
    if here != opened or "text" in asked:
        return
    wanted = {name: new for name, new in {**start, **opening}.items() if name not in asked}
    st.session_state.update({name: new for name, new in wanted.items() if choice(name) != new})
    st.session_state[_OPENED] = {name: choice(name) for name in here}


def has_pair_box() -> bool:
    """Whether the box for a second text is open: asked for, or filled."""
    return bool(choice("pair") or choice("pair_open"))


def layer() -> int:
    """The chosen layer, from 0, always within the model."""
    return number("layer")


def head() -> int:
    """The chosen head, from 0, always within the model."""
    return number("head")


def number(name: str) -> int:
    """The chosen "layer" or "head", from 0; the most telling one when none was chosen."""
    held = st.session_state.get(_CHOSEN, {}).get(name, _held(name))
    chosen = st.session_state.get(_OPENING, {}).get(name, 0) if held is None else held
    # The link's box may hold what its address said, for a run, whatever the model has.
    return min(int(chosen), st.session_state.get(_COUNTS, {}).get(name, int(chosen) + 1) - 1)


def numbers() -> dict[str, int]:
    """Layer and head as they stand; empty before a text was read."""
    return {name: number(name) for name in st.session_state.get(_COUNTS, {})}


def is_chosen() -> bool:
    """Whether the reader or the link chose a layer or a head."""
    chosen = st.session_state.get(_CHOSEN, {})
    return any(chosen.get(name, _held(name)) is not None for name in ("layer", "head"))


def _held(name: str) -> int | None:
    """The number in the link's box; None when it is empty or no number."""
    held = str(st.session_state.get(name) or "")
    return int(held) if held.isascii() and held.isdigit() and len(held) < _DIGITS else None


def choose(**numbers: int) -> None:
    """Choose a layer or head (from 0), in a callback or in the middle of a run.

    The widget that carries the link may be told before it is drawn only, so it learns of the choice
    by ``settle`` in the run that follows. A choice of one fixes the other, which would move else.
    """
    both = {name: number(name) for name in ("layer", "head")}
    st.session_state[_CHOSEN] = {**st.session_state.get(_CHOSEN, {}), **both, **numbers}


def forget_layer_and_head() -> None:
    """Back to the most telling head; in a callback."""
    st.session_state[_CHOSEN] = {"layer": None, "head": None}


def open_on(trace: Trace) -> None:
    """Learn which head of this text tells most: shown as long as the reader chose none."""
    found = cache.telling(trace)
    if found is not None:
        open_at(found.layer, found.head)


def open_at(layer: int, head: int) -> None:
    """Which head is shown as long as the reader chose none; both from 0."""
    st.session_state[_OPENING] = {"layer": layer, "head": head}


def settle(name: str, count: int) -> str | None:
    """Put the chosen number where the link's widget finds it, within a model's ``count``.

    Returns what a link asked for in vain, else None.
    """
    st.session_state[_COUNTS] = {**st.session_state.get(_COUNTS, {}), name: count}
    asked = str(st.session_state.get(name, st.query_params.get(name, "")))
    chosen = st.session_state.get(_CHOSEN, {})
    if name in chosen:
        number = chosen.pop(name)
        told.tell({name: "" if number is None else str(number)})
        asked = ""
    st.session_state.setdefault(name, asked)
    held = _held(name)
    if held is not None:
        st.session_state[name] = str(min(held, count - 1))
    elif asked:
        st.session_state[name] = ""
    known = st.session_state.get(f"_model_of_{name}") == model_in_use()
    st.session_state[f"_model_of_{name}"] = model_in_use()
    return asked if asked and not known and st.session_state[name] != asked else None


def first_index() -> int:
    """What the first layer and head are called: 0 as in code, or 1 as in papers."""
    return 1 if choice("papers") else 0


def look() -> Look:
    """The look that pictures take: the theme's, or the one for slides and print."""
    if choice("print"):
        return PRINT
    theme = DARK if st.context.theme.type == "dark" else LIGHT
    return replace(theme, font_size=_PROJECTED, projected=True) if choice("present") else theme


def drawing() -> dict[str, Any]:
    """Numbering and look, as every picture with layers takes them."""
    return {"first_index": first_index(), "look": look()}
