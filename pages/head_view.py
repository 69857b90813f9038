"""Head view: attention as lines between two columns of tokens."""

import streamlit as st

from explorer.ui import head_view, show, state

trace = state.current_trace()
heads = head_view.pick_heads(trace)
show.sentences(*head_view.words(trace, state.layer(), heads))
st.iframe(head_view.frame(trace, state.layer(), heads), height="content")
show.formula("What is drawn", head_view.FORMULA)
