"""The one bar above every page: text, model, examples, and a menu for the rest.

The text that counts is held by a box that nobody sees and that the link follows; the boxes that
readers type in, a line or a larger one, hand theirs to it. So either may come and go.
"""

from __future__ import annotations

import streamlit as st

from explorer import catalog
from explorer.ui import choices, collection_dialog, openings, options, show, teaching_choice, told
from explorer.ui.links import LINK_CHARACTERS
from explorer.ui.openings import Offer
from explorer.ui.registry import PageInfo

LINE_CHARACTERS = 300
"""A longer text, or one of several lines, gets a larger box."""

_LABELS = {"text": "Text", "pair": "Second text"}
_HINTS = {
    "text": "Type or paste a sentence, then press Enter.",
    "pair": "The model reads both texts at once, as a pair.",
}


def shared(page: PageInfo) -> None:
    """The bar. A page that has texts or a model of its own goes without; the link keeps them."""
    text = page.inputs and not page.own_texts
    model = page.inputs and not page.own_model
    with st.container(key="address_texts"):
        for name in ("text", "pair"):
            _address(name)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="bar"):
        if text:
            _box("text", "Type a sentence and press Enter")
            if choices.has_pair_box():
                _box("pair", "A second text, read together with the first")
        if model:
            _model()
        _examples(openings.own(page) or (openings.gallery() if text else []))
        with st.popover("More", icon=":material/tune:", key="more"):
            options.menu(text=text)
            if model:
                teaching_choice.group()
        collection_dialog.button()


def _address(name: str) -> None:
    """The box nobody sees: it holds the text, and the link follows it while it is short."""
    start = str(choices.DEFAULTS[name])
    fits = len(str(st.session_state.get(name, start))) <= LINK_CHARACTERS
    st.text_area(name, start, key=name, bind="query-params" if fits else None)


def _box(name: str, placeholder: str) -> None:
    """The box that readers see: a line that Enter runs, or a larger one for a long text."""
    value = str(choices.choice(name) or "")
    large = name == "text" and _is_large(value)
    shown = f"{name}_large" if large else f"{name}_line"
    if st.session_state.get(shown, value) != value:  # else what is being typed there stays
        st.session_state[shown] = value

    def take() -> None:
        told.tell({name: str(st.session_state[shown])})

    with st.container(key=f"bar_{name}", width="stretch"):
        if large:
            st.text_area(_LABELS[name], value, key=shown, on_change=take, height=104,
                         placeholder=placeholder, label_visibility="collapsed")  # fmt: skip
        else:
            st.text_input(_LABELS[name], value, key=shown, on_change=take, placeholder=placeholder,
                          help=_HINTS[name], label_visibility="collapsed")  # fmt: skip


def _is_large(value: str) -> bool:
    asked = choices.choice("split") or choices.choice("large")
    return bool(asked) or len(value) > LINE_CHARACTERS or "\n" in value.strip("\n")


def _model() -> None:
    st.selectbox(
        "Model",
        [spec.id for spec in catalog.choices()],
        key="model",
        bind="query-params",
        accept_new_options=True,
        label_visibility="collapsed",
        help="Choose from the list, or type any model id of the hub.",
        width=210,
    )


def _examples(offers: list[Offer]) -> None:
    """A gallery of the page's own examples, or of all: each says what there is to see in it."""
    if not offers:
        return
    with (
        st.popover("Examples", icon=":material/menu_book:", key="examples"),
        st.container(key="offers", width=660),
    ):
        for number, offer in enumerate(offers):
            _example(offer, number)


def _example(offer: Offer, number: int) -> None:
    """A card: a title to press, the text, and what to look for."""
    with st.container(key=f"offer_{number}", gap=None):
        st.button(offer.title, key=f"example_{number}", on_click=choices.take,
                  args=(offer.inputs,), type="tertiary", icon=":material/lightbulb:")  # fmt: skip
        texts = [str(offer.inputs.get(name) or "") for name in ("text", "pair")]
        st.caption("\n\n".join(map(show.plain, [*filter(None, texts), offer.look_for])))
