"""Attention view: which token attends to which, in three lenses; BertViz's picture beside it."""

import streamlit as st

from explorer.ui import attention_component, choices, show
from explorer.ui.panels import attention_view

trace = choices.current_trace()
if attention_view.classic():
    heads = attention_view.pick_heads(trace)
    show.sentences(*attention_view.sentences(trace, choices.layer(), heads))
    st.iframe(attention_view.frame(trace, choices.layer(), heads), height="content")
    attention_view.export_classic(trace, heads)
    show.formula("What is drawn", attention_view.CLASSIC)
else:
    attention_component.show(trace, pin=attention_view.pin(trace), exports=True)
    attention_view.export(trace)
    show.formula("What is drawn", attention_view.FORMULA)
