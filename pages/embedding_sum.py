"""Embedding sum: how a token becomes the vector that enters the first layer."""

import streamlit as st

from explorer import pictures
from explorer.measures.embedding_sum import architecture_notes
from explorer.ui import choices, show
from explorer.ui.panels import embedding_sum

trace = choices.current_trace()
look = choices.look()
token = embedding_sum.pick_token(trace)
show.sentences(*embedding_sum.sentences(trace, token))
for truth in architecture_notes(trace):
    show.notice(truth)
show.picture(pictures.embedding_sum(trace, token, look=look), "embedding_sum")
show.picture(pictures.embedding_geometry(trace, token, look=look), "embedding_geometry")
st.header("All tokens", anchor=False)
show.picture(pictures.embedding_shares(trace, look=look), "embedding_shares")
st.header("Check", anchor=False)
embedding_sum.check(trace)
show.formula("What is computed", embedding_sum.FORMULA)
