"""Attention maps: one layer's attention as heatmaps, one head large, and averages."""

import streamlit as st

from explorer import pictures
from explorer.ui import choices, show
from explorer.ui.panels import attention_maps

trace = choices.current_trace()
layer, head, first_index = choices.layer(), choices.head(), choices.first_index()
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
show.picture(which.picture, "attention_map")

st.subheader(f"All heads of layer {layer + first_index}", anchor=False)
show.picture(
    pictures.head_grid(trace, layer, first_index=first_index, look=choices.look()),
    "attention_heads",
)
show.formula("What is computed", attention_maps.FORMULA)
