"""Similarity: which tokens the model holds to be alike, at any layer, in one text or two."""

import streamlit as st

from explorer import figures, tables
from explorer.ui import show, similarity, state

trace, other = similarity.texts(state.current_trace())
hidden_state = similarity.pick_state(trace)
specials = st.toggle("Include special tokens", False, key="sim_specials", bind="query-params")
look, base = state.look(), state.base()

show.sentences(*similarity.words(trace, hidden_state, other))
show.figure(
    figures.similarity_heatmap(trace, hidden_state, other, specials=specials, base=base, look=look),
    "similarity",
    table=lambda: tables.token_similarity(trace, hidden_state, other, specials=specials),
)
st.subheader("Two tokens", anchor=False)
similarity.pair_of_tokens(trace, other)
show.formula("What is computed", similarity.FORMULA)
