"""Layer and head: the sliders above a picture, and what the link says of them.

Both count from 0 in the link; the sliders that readers see may count from 1. As long as neither
was chosen, the most telling head of the text is shown.
"""

from __future__ import annotations

import streamlit as st

from explorer.data.glossary import tip
from explorer.trace import Trace
from explorer.ui import choices, show

WIDTH = 190
_TERMS = {"layer": "layer", "head": "attention head"}


def carry(trace: Trace) -> None:
    """The boxes that carry both numbers in the link on every page, and what it asks for in vain."""
    choices.open_on(trace)
    for name, count in (("layer", trace.num_layers), ("head", trace.num_heads)):
        _settle(name, count)
    with st.container(key="address_layer_head"):
        for name in ("layer", "head"):
            st.text_input(name, key=name, bind="query-params")


def draw(trace: Trace, *, layer: bool = True, head: bool = True) -> None:
    """The sliders that readers see, and the way back to the most telling head."""
    if layer:
        _slider("Layer", "layer", trace.num_layers)
    if head:
        _slider("Head", "head", trace.num_heads)
    if (layer or head) and choices.is_chosen():
        st.button(
            "Most telling",
            key="telling",
            icon=":material/auto_awesome:",
            type="tertiary",
            on_click=choices.forget_layer_and_head,
            help="Go to the head that most clearly links two words of this text.",
        )


def _settle(name: str, count: int) -> None:
    """The number in the link made one that there is: none as long as nobody chose one."""
    asked = choices.settle(name, count)
    if asked is not None:
        show.notice(
            f"The link asks for {name} {asked[:20]}, and this model has {name}s 0 to {count - 1}: "
            f"{name} {choices.number(name)} is shown."
        )


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
        help=f"{tip(_TERMS[name])} This model has {count} {name}s, counted from {start}.",
        width=WIDTH,
    )
