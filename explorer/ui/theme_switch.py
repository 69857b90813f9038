"""Light or dark: a switch for a choice that Streamlit keeps in the browser."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from streamlit.components import v2 as components

from explorer.ui.registry import EVERY

_HTML = '<div role="group" aria-label="Theme"></div>'
_CSS = """
[role=group] { display: flex; gap: .4rem; font-family: var(--st-font); }
button {
  font: inherit; padding: .25rem .7rem; border-radius: .4rem; cursor: pointer;
  color: var(--st-text-color); background: var(--st-secondary-background-color);
  border: 1px solid var(--st-border-color); }
button[aria-pressed="true"] { border: 2px solid var(--st-primary-color); font-weight: 600; }
"""

_mount = components.component(
    "theme_switch",
    html=_HTML,
    css=_CSS,
    js=(Path(__file__).parent / "js" / "theme_switch.js").read_text("utf-8"),
)


def draw() -> None:
    """Three buttons; a choice loads the page again, and the link brings everything back."""
    st.caption("Theme (loads the page again)")
    _mount(key="theme_switch", data={"pages": [info.url_path for info in EVERY]}, height=42)
