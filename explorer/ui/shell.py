"""The frame around every page: the row of controls above its picture. Its styles: shell.css."""

from __future__ import annotations

from contextvars import ContextVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

STEP, MOST_STEPS = 20, 60
"""Pixels between two kept heights, and how many there are."""
BESIDE = 36
"""Columns of a matrix whose labels can be read in half a window."""

_controls: ContextVar[DeltaGenerator] = ContextVar("controls")


def row(*, tall: bool) -> DeltaGenerator:
    """Begin the row of controls, for the router; ``controls()`` is the same row later.

    A ``tall`` one keeps the place of a control with a label, so that nothing moves when it comes.
    """
    key = "controls_row" if tall else "controls"
    made = st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key=key)
    _controls.set(made)
    return made


def controls() -> DeltaGenerator:
    """The one row of what changes this page's picture; its title, layer and head stand there too.

    with shell.controls():
        st.segmented_control(...)
    """
    return _controls.get()


def picture(*, wide: int = 0, phone: int = 0, name: str = "") -> DeltaGenerator:
    """Where a page's first picture stands when it is words or cards rather than a chart.

    ``wide`` and ``phone`` are pixels that are kept for it, so that nothing moves when it is drawn;
    its key tells them to the rules of ``kept_places``, which are there before it.
    """
    steps = (min(round(pixels / STEP), MOST_STEPS) for pixels in (wide, phone))
    return st.container(key="picture_w{}_p{}_{}".format(*steps, name))


def beside(across: int) -> tuple[DeltaGenerator, DeltaGenerator]:
    """Two places for pictures: side by side, or, for a matrix of many columns, one on the other."""
    if across <= BESIDE:
        left, right = st.columns(2, gap="medium")
        return left, right
    return st.container(), st.container()


def kept_places() -> str:
    """The rules for all heights that ``picture`` may ask for, as CSS."""
    rules, on_phones = (
        " ".join(
            f'#root [class*="st-key-picture_"][class*="_{name}{n}_"] {{ min-height: {STEP * n}px }}'
            for n in range(1, MOST_STEPS + 1)
        )
        for name in "wp"
    )
    return f"{rules} @media (max-width: 640px) {{ {on_phones} }}"


def more(key: str, label: str = "Settings") -> DeltaGenerator:
    """A button on the row for what few readers change on this page."""
    return controls().popover(label, icon=":material/settings:", key=key)
