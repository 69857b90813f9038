"""Inputs that the task pages share: examples that fit the task, and a choice of labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from explorer.ui import show


def examples(offered: Mapping[str, Mapping[str, str]], key: str) -> None:
    """Texts worth trying with this task; a click fills the inputs named by its keys."""
    with st.container(horizontal=True, gap="small"):
        for place, (title, values) in enumerate(offered.items()):
            st.button(
                title,
                key=f"{key}_example_{place}",
                type="tertiary",
                icon=":material/lightbulb:",
                on_click=_take,
                args=(dict(values),),
            )


def _take(values: dict[str, str]) -> None:
    st.session_state.update({"split": False, **values})


def line(label: str, key: str, start: str = "", *, hint: str = "") -> str:
    """One line of the reader's, kept in the link. Returns it without blanks at the ends."""
    return str(
        st.text_input(label, start, key=key, help=hint or None, bind="query-params", max_chars=4000)
    ).strip()


def one_of(label: str, options: Sequence[str], key: str, *, start: int = 0) -> int:
    """The place of the chosen option; a choice that is not offered any more falls back."""
    places = list(range(len(options)))
    if st.session_state.get(key, 0) not in places:
        del st.session_state[key]
    return st.selectbox(
        label, places, index=min(start, places[-1]), key=key,
        format_func=lambda place: str(options[place]),
    )  # fmt: skip


def heading(title: str) -> None:
    """A small heading above a table or picture of a page's part."""
    st.subheader(show.plain(title), anchor=False)
