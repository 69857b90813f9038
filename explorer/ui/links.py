"""What a link asks for, before any widget reads it: values that no choice can have are dropped."""

from __future__ import annotations

import streamlit as st

from explorer.ui import choices

LINK_CHARACTERS = 2000
"""Servers refuse addresses that are much longer; such a text keeps to the session."""
_LONGEST = 20_000
_DIGITS = 18
"""Longer numbers are none of ours, and Python refuses to read very long ones at all."""
_TEXTS = ("text", "pair")
_READ = "_link_read"


def tidy() -> None:
    """On a visit's first run: an empty value, a huge one or a huge number is as good as none."""
    if _READ in st.session_state:
        return
    st.session_state[_READ] = True
    unfit = [name for name in st.query_params if _is_no_value(name, st.query_params[name])]
    for name in unfit:
        del st.query_params[name]
    if unfit:
        st.rerun()  # widgets read the address that a run began with


_LESSON = ("lesson", "step", "present", "room", "phone", "class")
"""What places a reader in a lesson or a class, and does not belong to a picture."""


def whole() -> dict[str, str]:
    """The address's parameters with all that the picture rests on, also what a page opened on.

    The address leaves out what a reader did not choose: an example, the most telling head. A link
    in a paper must open the same picture when these have become others.
    """
    found = {name: value for name, value in st.query_params.items() if name not in _LESSON}
    for name in _TEXTS:
        text = str(choices.choice(name) or "")
        if text and len(text) <= LINK_CHARACTERS:
            found.setdefault(name, text)
    found.setdefault("model", choices.model_in_use())
    for name, number in choices.numbers().items():
        found.setdefault(name, str(number))
    return found


def _is_no_value(name: str, value: str) -> bool:
    if not value:
        return name not in _TEXTS  # an empty text is what somebody left empty
    digits = value.lstrip("+-").replace(".", "").replace("_", "")
    return len(value) > _LONGEST or (len(digits) > _DIGITS and digits.isdigit())
