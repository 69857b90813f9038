"""The link of what is on the screen: to copy, and as a QR code for phones. Drawn here, by us."""

from __future__ import annotations

from pathlib import Path

import segno
import streamlit as st
from streamlit.components import v2 as components

_LONGEST = 1500
"""Characters of an address that a phone still reads from a screen; about 97 squares a side."""

_HTML = """
<button type="button"></button><p aria-live="polite"></p>
"""
_CSS = """
:host, div { font-family: var(--st-font); color: var(--st-text-color); }
button { font: inherit; padding: .35rem .9rem; border-radius: .4rem; cursor: pointer;
  color: inherit; background: var(--st-secondary-background-color);
  border: 1px solid var(--st-border-color); }
button:focus-visible { outline: 3px solid var(--st-primary-color); }
p { margin: .3rem 0 0; font-size: .85rem; min-height: 1.2em; }
"""

_mount = components.component(
    "copy_link",
    html=_HTML,
    css=_CSS,
    js=(Path(__file__).parent / "js" / "copy_link.js").read_text("utf-8"),
)


def button(key: str) -> None:
    """A button that opens the link and its QR code; nothing is made before it is pressed."""
    opened = st.popover(
        "Share", icon=":material/share:", type="tertiary", key=f"{key}_share", on_change="rerun"
    )
    if opened.open:
        with opened:
            _link(key)


def _link(key: str) -> None:
    """The button that copies the address, and the address as a QR code."""
    name = f"{key}_link"
    _mount(key=name, data={"label": "Copy link"}, height=70, on_address_change=lambda: None)
    address = str((st.session_state.get(name) or {}).get("address") or "")
    if not address:
        return
    if len(address) > _LONGEST:
        st.caption("This address is too long for a QR code: shorten the text, or copy the link.")
        return
    st.image(qr_code(address), width=240, alt="QR code of this page's link")


def qr_code(address: str) -> str:
    """An address as an SVG element, black on white as scanners want it."""
    made = segno.make(address, error="l", micro=False)
    return made.svg_inline(scale=4, border=3, light="#fff", title="QR code of this page's link")
