"""A page whose server died is drawn again by another one, before the reader presses anything."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from streamlit.components import v2 as components

_mount = components.component(
    "reconnect",
    html="<span></span>",
    js=(Path(__file__).parent / "js" / "reconnect.js").read_text("utf-8"),
)


def watch() -> None:
    """Nothing to see: it makes the page run once more when a lost connection is there again."""
    with st.container(key="address_reconnect"):
        _mount(key="reconnect", data={}, on_back_change=lambda: None)
