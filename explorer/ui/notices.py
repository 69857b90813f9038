"""How a text was read, in sentences: each once on a page, however many passes read that text."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from explorer.ui import show

_SAID = "_notices_said"


def begin() -> None:
    """Forget what the run before has said."""
    st.session_state[_SAID] = set()


def draw(sentences: Iterable[str]) -> None:
    """Those of the sentences that this run has not yet said."""
    said = st.session_state.setdefault(_SAID, set())
    for sentence in sentences:
        if sentence not in said:
            said.add(sentence)
            show.notice(sentence)
