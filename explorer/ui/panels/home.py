"""Pieces of the first page: the path of a first visit, and every page as a card."""

from __future__ import annotations

import streamlit as st

from explorer.ui import choices, show
from explorer.ui.registry import MENU, PAGES, PageInfo, about, named, path

STEPS = (
    ("tokens.py", "Words into tokens"),
    ("embedding_sum.py", "Tokens into vectors"),
    ("attention_view.py", "Who looks at whom"),
    ("word_in_context.py", "Words in context"),
    ("fill_mask.py", "Guess the blank"),
    ("inside_pipeline.py", "From vectors to labels"),
    ("methods_compared.py", "Is attention an explanation?"),
)
"""The menu after Home and Lessons, in the same order, by the question that each page answers."""
assert tuple(file for file, _ in STEPS) == MENU[2:]


def steps() -> None:
    """Seven numbered steps, one page each."""
    with st.container(horizontal=True, gap="small", key="steps"):
        for number, (file, label) in enumerate(STEPS, start=1):
            st.page_link(path(file), label=f"**{number}** {label}")


def gallery() -> None:
    """All pages as cards; a search box leaves those that it names."""
    wanted = st.text_input(
        "Find a page",
        key="find_page",
        placeholder="Find a page: similarity, mask, gradient …",
        live=True,
        label_visibility="collapsed",
        icon=":material/search:",
        persist_state="session",
    )
    found = [info for info in PAGES[1:] if _matches(info, str(wanted or ""))]
    if not found:
        show.note("No page has these words in its title or description.")
    st.html(_pictures([named(info) for info in found]))
    with st.container(horizontal=True, gap="medium", key="gallery"):
        for info in found:
            _card(info)


def _pictures(names: list[str]) -> str:
    """The style that puts each page's picture on its card."""
    theme = "dark" if choices.look().name == "dark" else "light"
    rules = (
        f".st-key-card_{name} a {{ background-image: url(app/static/thumbnails/{name}-{theme}.webp)"
        " }"
        for name in names
    )
    return f"<style>{' '.join(rules)}</style>"


def _matches(info: PageInfo, wanted: str) -> bool:
    said = f"{info.title} {info.section} {about(info)}".lower()
    return all(word in said for word in wanted.lower().split())


def _card(info: PageInfo) -> None:
    with st.container(key=f"card_{named(info)}", width=270, gap=None):
        st.page_link(path(info.file), label=f"**{info.title}**", width="stretch")
        show.note(about(info))
