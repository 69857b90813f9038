"""Inputs that the task pages share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeVar

import streamlit as st

from explorer.ui import show
from explorer.ui.links import LINK_CHARACTERS

Width = int | Literal["stretch"]

T = TypeVar("T")


def line(
    label: str,
    key: str,
    start: str = "",
    *,
    hint: str = "",
    width: int | Literal["stretch"] = "stretch",
) -> str:
    """One line of the reader's, kept in the link. Returns it without blanks at the ends."""
    return str(
        st.text_input(
            label,
            start,
            key=key,
            help=hint or None,
            bind="query-params",
            max_chars=4000,
            width=width,
        )
    ).strip()


def long_text(label: str, start: str, key: str, *, height: int, width: Width = "stretch") -> str:
    """A box for several lines; the link holds them while they are short enough for an address."""
    fits = len(str(st.session_state.get(key, start))) <= LINK_CHARACTERS
    return str(st.text_area(
        label, start, key=key, height=height, width=width, max_chars=40_000,
        bind="query-params" if fits else None,
    ))  # fmt: skip


def one_of(
    label: str,
    options: Sequence[str],
    key: str,
    *,
    start: int = 0,
    labelled: bool = True,
    width: Width = "stretch",
) -> int:
    """The place of the chosen option; a choice that is not offered any more falls back."""
    places = list(range(len(options)))
    if st.session_state.get(key, 0) not in places:
        del st.session_state[key]
    return st.selectbox(
        label, places, index=min(start, places[-1]), key=key, bind="query-params",
        format_func=lambda place: str(options[place]), width=width,
        label_visibility="visible" if labelled else "collapsed",
    )  # fmt: skip


def either(
    label: str,
    options: Sequence[T],
    key: str,
    *,
    default: T | None = None,
) -> T:
    """One of a few options side by side. What a browser sends that is none of them falls back."""
    first = options[0] if default is None else default
    chosen = st.segmented_control(
        label, options, default=first, key=key, bind="query-params", required=True
    )
    return chosen if chosen in options else first


def heading(title: str) -> None:
    """A small heading above a table or picture of a page's part."""
    st.header(show.plain(title), anchor=False)
