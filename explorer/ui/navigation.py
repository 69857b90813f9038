"""The menu: Streamlit's objects for the pages of the registry, made once."""

from __future__ import annotations

from copy import copy
from functools import cache

import streamlit as st

from explorer.ui import registry
from explorer.ui.registry import PageInfo


def opened() -> tuple[st.Page, PageInfo]:
    """The menu on top, and which entry is open."""
    # Copies: Streamlit writes into the page that it opens, and sessions run side by side.
    entries = {heading: [copy(page) for page in pages] for heading, pages in _entries().items()}
    page = st.navigation(entries, position="top")
    return page, next(info for info in registry.EVERY if info.title == page.title)


@cache
def _entries() -> dict[str, list[st.Page]]:
    """All entries under their headings; each looks for its file, which takes its time."""
    menu = registry.menu()
    return {heading: [_entry(info) for info in infos] for heading, infos in menu.items()}


def _entry(info: PageInfo) -> st.Page:
    return st.Page(
        registry.FOLDER / info.file,
        title=info.title,
        url_path=info.url_path,
        default=info is registry.PAGES[0],
        visibility="hidden" if info.hidden else "visible",
    )
