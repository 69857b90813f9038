"""Tiny models that were trained to the end for a lesson: kept for all who ask for the same.

The page "Watch it learn" trains anew before each reader's eyes. A lesson's question is about a
training that has ended: it is made once, and the page opens on it where a step asks for that.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import streamlit as st

from explorer.ui import cache, choices, jobs
from explorer.ui.forward_slots import forward_slot

if TYPE_CHECKING:  # torch takes seconds to import: the page appears first
    from explorer.teaching.small_body.watching import Watched

Key = tuple[str, int, int, int, int]
"""The text, the sentence and its blank from 0, the seed, and the number of steps."""
_WANTED, _PROJECTED = "_watch_finished", "_watch_projected"


def open_on(settings: Mapping[str, Any]) -> None:
    """What a lesson's step says: whether its training has ended, and what a projector shows."""
    st.session_state[_WANTED] = bool(settings.get("trained"))
    st.session_state[_PROJECTED] = settings.get("projected")


def projected() -> str:
    """The picture for a projector, which has room for one: "loss", "top" or "attention"."""
    wanted = st.session_state.get(_PROJECTED) if choices.choice("present") else None
    return str(wanted or "loss")


def finished(key: Key) -> Watched | None:
    """The training that has ended, where a lesson wants it and it was made."""
    wanted = st.session_state.get(_WANTED) and key in cache.TRAININGS
    return trained(key) if wanted else None


def trained(key: Key) -> Watched:
    """The training, to its end: some seconds with a bar when it is made. Raises InputError."""
    return jobs.kept_with_bar(
        cache.TRAININGS, key, lambda progress: new(key).run(progress), "Training", "steps"
    )


def new(key: Key) -> Watched:
    """The training before its first step. Raises InputError."""
    from explorer.teaching.small_body import watching

    text, sentence, word, seed, steps = key
    with forward_slot():
        return watching.begin(text, sentence, word, seed=seed, steps=steps)
