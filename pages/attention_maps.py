"""Attention maps: one layer's attention as heatmaps, one head large, and averages."""

import streamlit as st

from explorer import figures, tables
from explorer.ui import choices, show
from explorer.ui.panels import attention_maps

trace = choices.current_trace()
layer, head, look, first_index = (
    choices.layer(),
    choices.head(),
    choices.look(),
    choices.first_index(),
)
kind = st.segmented_control(
    "Picture",
    list(attention_maps.KINDS),
    default="One head",
    key="maps_kind",
    bind="query-params",
    required=True,
)
which = attention_maps.KINDS[kind](trace, layer, head)
show.sentences(which.shows, which.reads)
show.figure(which.figure(look, first_index), "attention_map", table=which.table)

st.subheader(f"All heads of layer {layer + first_index}", anchor=False)
show.figure(
    figures.head_grid(trace, layer, first_index=first_index, look=look),
    "attention_heads",
    table=lambda: tables.head_grid(trace, layer),
    index=False,
)
show.formula("What is computed", attention_maps.FORMULA)
