"""Predict first: the question of the example that stands in the boxes, its answer on request."""

from __future__ import annotations

import streamlit as st

from explorer.ui import choices, shell, show
from explorer.ui.registry import PAGES, PageInfo, path


def draw(page: PageInfo) -> None:
    """A button on the row, where the text is one of the gallery and the page reads it."""
    example = choices.example()
    if example is None or not example.question or not page.inputs or page.own_texts:
        return
    with shell.controls().popover("Predict first", icon=":material/psychology_alt:", key="predict"):
        show.sentences(example.question)
        show.note(example.look_for)
        if st.toggle("Show the answer", key="predict_answer"):
            show.sentences(example.answer)
        if example.page != page.file:
            target = next(info for info in PAGES if info.file == example.page)
            st.page_link(path(target.file), label=f"See it on “{target.title}”")
