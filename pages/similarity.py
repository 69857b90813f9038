"""Similarity: which tokens the model treats as similar, corrected for anisotropy."""

import streamlit as st

from explorer.ui import choices, hidden_states, show
from explorer.ui.panels import similarity

trace, other = hidden_states.texts(choices.current_trace())
hidden_state = hidden_states.pick_state(trace)
measure, specials, fit = similarity.pick_measure()

show.sentences(*similarity.sentences(trace, hidden_state, other, measure))
left, right = st.columns(2, gap="large")
with left:
    show.picture(
        similarity.board(trace, other, hidden_state, measure, specials=specials, fit=fit),
        "similarity",
    )
    similarity.download(trace)
with right:
    st.header("Two words through the layers", anchor=False)
    similarity.two_words(trace, other, hidden_state)
show.formula("What is computed", similarity.FORMULA)
