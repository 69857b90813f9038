"""Choosing words by clicking them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st

from explorer.measures.words import words
from explorer.text import folded
from explorer.trace import Trace
from explorer.ui import show

CHIPS_UP_TO = 60
"""Words to click; longer texts get a list that can be searched."""


@dataclass(frozen=True)
class Choice:
    """A whole word or a special token, and which tokens it is."""

    text: str
    tokens: tuple[int, ...]

    def states(self, trace: Trace) -> np.ndarray:
        """Mean of its pieces at every state. Returns (L+1, D)."""
        return trace.hidden[:, list(self.tokens)].mean(axis=1)


def choices(trace: Trace) -> list[Choice]:
    """Words in reading order, special tokens where they stand."""
    found = [Choice(word.text, word.tokens) for word in words(trace)]
    found += [Choice(trace.labels[i], (int(i),)) for i in np.flatnonzero(trace.special)]
    return sorted(found, key=lambda choice: choice.tokens)


def shared(first: Sequence[Choice], second: Sequence[Choice]) -> tuple[int, int]:
    """Where the longest word that stands in both texts is in each; else the first words."""
    places = {folded(choice.text): place for place, choice in enumerate(second)}
    both = [
        (len(choice.text), place, places[folded(choice.text)])
        for place, choice in enumerate(first)
        if folded(choice.text) in places and folded(choice.text).isalnum()
    ]
    return max(both)[1:] if both else (min(1, len(first) - 1), min(1, len(second) - 1))


def _names(options: Sequence[Choice]) -> list[str]:
    """What each word is called: by its number too where a text has it twice, as links need."""
    often = Counter(option.text for option in options)
    return [
        option.text if often[option.text] == 1 else f"{option.text} ({place + 1})"
        for place, option in enumerate(options)
    ]


def pick_one(label: str, options: Sequence[Choice], key: str, start: int) -> Choice:
    """One word: chips for short texts, a list for long ones."""
    places, names = list(range(len(options))), _names(options)
    if st.session_state.get(key, 0) not in places:
        del st.session_state[key]
    if len(options) <= CHIPS_UP_TO:
        chosen = st.pills(
            label,
            places,
            default=min(start, places[-1]),
            format_func=lambda place: show.plain(names[place]),
            key=key,
            bind="query-params",
            required=True,
        )
    else:
        chosen = st.selectbox(
            label,
            places,
            index=min(start, places[-1]),
            format_func=lambda place: names[place],
            key=key,
            bind="query-params",
        )
    return options[int(chosen or 0)]


def pick_several(label: str, options: Sequence[Choice], key: str) -> list[Choice]:
    """Any number of words."""
    places, names = list(range(len(options))), _names(options)
    kept = [place for place in st.session_state.get(key, []) if place in places]
    if kept != st.session_state.get(key, []):
        st.session_state[key] = kept
    if len(options) <= CHIPS_UP_TO:
        chosen = st.pills(
            label,
            places,
            selection_mode="multi",
            format_func=lambda place: show.plain(names[place]),
            key=key,
            bind="query-params",
        )
    else:
        chosen = st.multiselect(
            label,
            places,
            format_func=lambda place: names[place],
            key=key,
            bind="query-params",
        )
    return [options[int(place)] for place in chosen]
