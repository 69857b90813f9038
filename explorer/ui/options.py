"""The menu behind "More": how the text is read, and how pictures look."""

from __future__ import annotations

import streamlit as st

from explorer.ui import theme_switch


def menu(*, text: bool = True) -> None:
    """Switches that few change. They stand in the link, so they are drawn on every page."""
    if text:
        st.toggle("Second text", key="pair_open", persist_state="session",
                  help="A box for a second text; both are read as a pair.")  # fmt: skip
        st.toggle("Large box for a long text", key="large", persist_state="session")
    st.toggle("Add special tokens such as [CLS]", True, key="specials", bind="query-params")
    st.toggle("One word a line (already split)", key="split", bind="query-params")
    st.toggle("Number layers and heads from 1", key="papers", bind="query-params",
              help="Papers count from 1; code and links count from 0.")  # fmt: skip
    st.toggle("Print look: white, large type", key="print", bind="query-params")
    st.segmented_control(
        "Camera button saves", ["PNG", "SVG"], default="PNG", key="image",
        required=True, persist_state="session",
    )  # fmt: skip
    theme_switch.draw()
