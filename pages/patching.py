"""Patching: two texts, one word apart, and which states, heads and MLPs carry the difference."""

import streamlit as st

from explorer import pictures
from explorer.ui import choices, show
from explorer.ui.panels import patching

bench = patching.ask()
found, drawing = patching.boards(bench), choices.drawing()
clean, corrupt, title = bench.clean, bench.corrupt, f"Recovered: {bench.title}"
states, parts = found.recovered_states, found.recovered_parts

show.sentences(*patching.sentences(bench, found))
left, right = st.columns(2, gap="large")
with left:
    made = patching.made(bench, "recovered_states")
    show.picture(
        pictures.patched_states(clean, corrupt, bench.pairs, states, title, **drawing, made=made),
        "patched_states",
    )
with right:
    if parts.size:
        made = patching.made(bench, "recovered_parts")
        show.picture(
            pictures.patched_parts(clean, corrupt, found.parts, parts, title, **drawing, made=made),
            "patched_parts",
        )
show.note(patching.CAUTION)
show.formula("What is computed", patching.FORMULA)

if found.heads.size:
    st.header("Path of one head", anchor=False)
    at = patching.pick_head(bench, found)
    path = patching.path(bench, at)
    show.sentences(*patching.path_sentences(bench, path, at))
    made = patching.made(bench, "recovered_states", at=at)
    title = patching.path_title(bench, at)
    show.picture(
        pictures.patched_states(
            clean, clean, patching.itself(bench), path.recovered_states, title, **drawing, made=made
        ),
        "head_path",
    )
