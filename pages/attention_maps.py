"""Attention maps: one layer's attention as heatmaps, one head large, and averages."""

import streamlit as st

from explorer.ui import choices, colours, shell, show
from explorer.ui.panels import attention_maps

trace = choices.current_trace()
layer, head = choices.layer(), choices.head()
kind = attention_maps.pick_kind()
fit = colours.pick_fit(shell.controls(), trace)
which = attention_maps.KINDS[kind](trace, layer, head, fit=fit)
show.sentences(which.shows, which.reads)
left, right = st.columns(2, gap="medium")
with left:
    show.picture(which.picture, "attention_map")
with right:
    attention_maps.grid(trace, layer, fit=fit)
show.formula("What is computed", attention_maps.FORMULA)
