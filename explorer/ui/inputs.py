"""The shared inputs: drawn by the router, so that they survive a change of page and stay in links.

A text that is too long for a link keeps to the session. Layer and head are counted from 0 in the
link; the sliders that readers see may count from 1.
"""

from __future__ import annotations

import streamlit as st

from explorer import catalog
from explorer.text import EXAMPLES
from explorer.trace import Trace
from explorer.ui import choices, show
from explorer.ui.registry import PageInfo

LINK_CHARACTERS = 2000
"""Servers refuse addresses that are much longer."""


def shared(*, model: bool = True) -> None:
    """Text, second text, model and examples in one row, at the same place on every page.

    At the same place: a widget that moves to another container loses its hold on the link.
    """
    with st.container(border=True, key="shared_inputs"):
        text, pair, rest = st.columns([5, 4, 4], gap="medium")
        with text:
            _text_area("Text", "text", "Type or paste a sentence, then press Ctrl+Enter.")
        with pair:
            _text_area("Second text (optional)", "pair", "A pair: the model reads both at once.")
        with rest:
            if model:
                _model()
            _examples()


def _text_area(label: str, key: str, hint: str) -> None:
    start = str(choices.DEFAULTS[key])
    fits = len(str(st.session_state.get(key, start))) <= LINK_CHARACTERS
    st.text_area(
        label, start, key=key, height=104, help=hint, bind="query-params" if fits else None
    )


def _examples() -> None:
    st.selectbox(
        "Examples",
        range(len(EXAMPLES)),
        index=None,
        format_func=lambda number: EXAMPLES[number].title,
        placeholder="Examples: choose one",
        key="example",
        on_change=_take_example,
        label_visibility="collapsed",
    )


def _take_example() -> None:
    number = st.session_state.get("example")
    if number is not None:
        chosen = EXAMPLES[number]
        st.session_state.update(text=chosen.text, pair=chosen.pair, split=False, example=None)


def _model() -> None:
    ids = [spec.id for spec in catalog.choices()]
    st.selectbox(
        "Model",
        ids,
        key="model",
        bind="query-params",
        accept_new_options=True,
        help="Choose from the list, or type any model id of the hub.",
    )


def options() -> None:
    """How the text is read and how pictures look; few change these, so they are folded away."""
    with st.expander("Reading and looks", icon="⚙️"):
        st.toggle("Add special tokens such as [CLS]", True, key="specials", bind="query-params")
        st.toggle("One word a line (already split)", key="split", bind="query-params")
        st.toggle("Number layers and heads from 1", key="papers", bind="query-params",
                  help="Papers count from 1; code and links count from 0.")  # fmt: skip
        st.toggle("Print look: white, large type", key="print", bind="query-params")
        st.segmented_control(
            "Camera button saves", ["PNG", "SVG"], default="PNG", key="image",
            required=True, persist_state="session",
        )  # fmt: skip


def layer_and_head(page: PageInfo, trace: Trace) -> None:
    """The sliders that the page wants, above its picture; the link keeps both on every page."""
    _address("layer", trace.num_layers)
    _address("head", trace.num_heads)
    columns = st.columns(2) if page.layer and page.head else [st.container()] * 2
    if page.layer:
        with columns[0]:
            _slider("Layer", "layer", trace.num_layers)
    if page.head:
        with columns[1]:
            _slider("Head", "head", trace.num_heads)


def _address(name: str, count: int) -> None:
    """The zero-based number in the link: a slider nobody sees, since links follow widgets."""
    asked = st.query_params.get(name)
    choices.settle(name, count)
    if name not in st.session_state and asked is not None and not _within(asked, count):
        show.notice(
            f"The link asks for {name} {asked[:20]}, and this model has {name}s 0 to {count - 1}: "
            f"{name} 0 is shown."
        )
    with st.container(key=f"address_{name}"):
        if count > 1:
            st.slider(name, 0, count - 1, key=name, bind="query-params")


def _within(asked: str, count: int) -> bool:
    return asked.isascii() and asked.isdigit() and int(asked) < count


def _slider(label: str, name: str, count: int) -> None:
    """The slider that readers see, numbered as they like; it moves the one in the link."""
    if count < 2:
        show.note(f"This model has one {name}.")
        return
    view = f"{name}_view"
    st.session_state[view] = choices.number(name)

    def follow() -> None:
        choices.choose(**{name: st.session_state[view]})

    start = choices.first_index()
    st.select_slider(
        label,
        options=list(range(count)),
        format_func=lambda number: str(number + start),
        key=view,
        on_change=follow,
        help=f"{count} {name}s, counted from {start}.",
    )
