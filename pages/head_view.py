"""Attention view: who looks at whom, through three lenses; BertViz's own picture beside it."""

import streamlit as st

from explorer.ui import attention_view, head_view, show, state

trace = state.current_trace()
if head_view.classic():
    heads = head_view.pick_heads(trace)
    show.sentences(*head_view.words(trace, state.layer(), heads))
    st.iframe(head_view.frame(trace, state.layer(), heads), height="content")
    show.formula("What is drawn", head_view.CLASSIC)
else:
    show.sentences(*head_view.first_look(trace, state.layer()))
    attention_view.show(trace)
    show.formula("What is drawn", head_view.FORMULA)
