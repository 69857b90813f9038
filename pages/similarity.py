"""Similarity: which tokens the model treats as similar, corrected for anisotropy."""

import streamlit as st

from explorer.ui import choices, hidden_states, show
from explorer.ui.panels import similarity

trace, other = hidden_states.texts(choices.current_trace())
left, right = st.columns(2)
with left:
    hidden_state = hidden_states.pick_state(trace)
with right:
    measure = similarity.pick_measure()
specials = st.toggle("Include special tokens", False, key="sim_specials", bind="query-params")

show.sentences(*similarity.sentences(trace, hidden_state, other, measure))
show.picture(similarity.board(trace, other, hidden_state, measure, specials), "similarity")
similarity.download(trace)
st.subheader("Two words through the layers", anchor=False)
similarity.two_words(trace, other, hidden_state)
show.formula("What is computed", similarity.FORMULA)
