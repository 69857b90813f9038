"""Work so costly that a reader asks for it: a button, a bar, a way to stop, and a cache."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar, cast

import streamlit as st
from cachetools import LRUCache

from explorer.ui import long_work, show

Result = TypeVar("Result")
_results: LRUCache[Hashable, Any] = LRUCache(64)
_lock = Lock()


def kept(
    key: str, about: Hashable, work: Callable[[long_work.Progress], Result], text: str, unit: str
) -> Result:
    """What ``work`` gives for ``about``, made without asking and kept; with a bar if it is slow."""
    return cast(Result, result(key, about, work, button=text, cost="", unit=unit, at_once=True))


def result(
    key: str,
    about: Hashable,
    work: Callable[[long_work.Progress], Result],
    *,
    button: str,
    cost: str,
    unit: str,
    at_once: bool = False,
) -> Result | None:
    """What ``work`` gives for ``about`` (model, text, options), once the reader has asked for it.

    None until then, with a button and a sentence on the cost. ``about`` must tell apart all that
    the result depends on: results are kept for all readers. ``at_once`` asks nothing first.
    """
    with _lock:
        if (key, about) in _results:
            return cast(Result, _results[key, about])
    asked = f"_{key}_asked"
    if not at_once and st.session_state.get(asked) != about:
        place = st.container(horizontal=True, vertical_alignment="center")
        with place:
            st.button(
                button, key=f"{key}_start", type="primary", on_click=_ask, args=(asked, about)
            )
            show.note(cost)
        return None
    place = st.empty()
    place.button("Stop", key=f"{key}_stop", icon="⏹️", on_click=_ask, args=(asked, None))
    found = long_work.with_bar(work, button, unit)
    place.empty()
    with _lock:
        _results[key, about] = found
    return found


def _ask(asked: str, about: Hashable) -> None:
    st.session_state[asked] = about
