"""Why alike: which words make two sentences similar, and which keep them apart."""

import streamlit as st

from explorer import pictures
from explorer.ui import choices, shell, show
from explorer.ui.panels import why_alike

first, second = why_alike.texts(choices.current_trace())
pooling = why_alike.pick_pooling()
rest = shell.controls().toggle(
    "Show the rest", key="alike_rest", bind="query-params", help=why_alike.REST_HELP
)
parts = why_alike.parts(first, second, pooling)
if parts is None:
    st.stop()
alike = why_alike.merged(first, second, parts)
made, look = why_alike.call(first, second, pooling), choices.look()

show.sentences(*why_alike.sentences(alike, pooling))
left, right = shell.beside(len(alike.columns))
with left:
    lines = pictures.alike_lines(first, second, alike, look=look, made=made)
    show.picture(lines, "alike_lines")
with right:
    cells = pictures.alike_words(first, second, alike, rest=rest, look=look, made=made)
    show.picture(cells, "alike_words")
show.formula("What is computed", why_alike.FORMULA)
