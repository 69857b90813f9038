"""Pieces of the first page: links to the other pages, with what each of them shows."""

from __future__ import annotations

import streamlit as st

from explorer.ui import show
from explorer.ui.registry import about, directory, path

HIGHLIGHTS = {
    "tokens.py": ("**Tokens**: what the model reads", ":material/segment:"),
    "attention_maps.py": (
        "**Attention**: which token attends to which",
        ":material/grid_on:",
    ),
    "embedding_sum.py": (
        "**Embedding sum**: how a token becomes a vector",
        ":material/add_circle:",
    ),
    "similarity.py": ("**Similarity**: which tokens are similar", ":material/compare_arrows:"),
}


def link(file: str) -> None:
    """A link to the page on which the picture below it stands in full."""
    label, icon = HIGHLIGHTS[file]
    st.page_link(path(file), label=label, icon=icon)


def all_pages() -> None:
    """Every page with a line on what it shows, in three columns."""
    for column, infos in zip(st.columns(3), directory(3), strict=True):
        with column:
            for info in infos:
                st.page_link(path(info.file), label=f"**{info.title}**", icon=info.icon)
                show.note(about(info))
