"""What the app itself has put into boxes, told again until the browser has heard of it.

A browser sends what its boxes hold with everything that it asks. When the app has put another
value into a box, and the reader presses something before that value has arrived, the old one comes
back, as if the reader had wanted it. So every value told has a number, which the browser sends back
once it has drawn it: as long as an older number comes, the old values are echoes.
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

_VALUES = "_told_values"  # by box: what stood there, and what was told
_NUMBER = "_told_number"
_HEARD = "told"  # the box that nobody sees, in which the browser keeps the number


def tell(values: Mapping[str, object]) -> None:
    """Choose values of the boxes that carry the link; in a callback, or before they are drawn."""
    new = {name: (st.session_state.get(name), value) for name, value in values.items()}
    st.session_state.update(values)
    st.session_state[_VALUES] = {**_unheard(), **new}
    st.session_state[_NUMBER] = _number() + 1


def remember() -> DeltaGenerator:
    """At the start of a run: tell again what the browser has not heard.

    Returns the place for ``finish`` to write to.
    """
    values = _unheard()
    st.session_state[_VALUES] = values
    for name, (old, new) in values.items():
        if st.session_state.get(name) == old:  # anything else was chosen since
            st.session_state[name] = new
    return st.container(key="address_told")


def finish(place: DeltaGenerator) -> None:
    """At the end of a run, all boxes are drawn: the browser may say that it has heard."""
    number = str(_number())
    if st.session_state.get(_HEARD) != number:
        st.session_state[_HEARD] = number
    with place:
        st.text_input("told", key=_HEARD)


def _number() -> int:
    return int(st.session_state.get(_NUMBER, 0))


def _unheard() -> dict[str, tuple[object, object]]:
    """What was told and is not known to have arrived."""
    heard = st.session_state.get(_HEARD) == str(_number())
    return {} if heard else dict(st.session_state.get(_VALUES, {}))
