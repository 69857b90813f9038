"""Four lenses: raw weights, norms, rollout and flow, value zeroing, and where they disagree."""

import streamlit as st

from explorer import tables
from explorer.figures import lenses as pictures
from explorer.measures.agreement import agreement, disagreement
from explorer.ui import show, state
from explorer.ui.panels import four_lenses

trace = state.current_trace()
look, first_index, layer = state.look(), state.first_index(), state.layer()
blocks = four_lenses.blocks(trace)
scope = four_lenses.pick_scope(blocks)
maps = four_lenses.maps(trace, blocks, layer, scope)
alone = four_lenses.pick_panel(list(maps))
where = f"layer {layer + first_index}"

show.sentences(*four_lenses.sentences(trace, layer, maps))
if alone is None:
    picture = pictures.lens_panels(trace, maps, where, look=look)
else:
    picture = pictures.lens_heatmap(trace, alone, maps[alone], where, look=look)
show.figure(picture, "lenses", table=lambda: tables.lenses(trace, maps), index=False)
show.formula("What each lens computes", four_lenses.FORMULA)

st.subheader("Where they disagree", anchor=False)
names, correlations = agreement(maps)
apart = disagreement(correlations)
show.sentences(*four_lenses.disagreement_sentences(trace, maps, apart))
show.figure(
    pictures.agreement_matrix(trace, names, correlations, look=look),
    "lens_agreement",
    table=lambda: tables.agreement(trace, names, correlations),
)
show.draw(pictures.disagreement_bars(trace, apart, look=look), "lens_disagreement")

st.subheader("Mixing ratio", anchor=False)
ratios = four_lenses.mixing(trace, blocks)
show.sentences(*four_lenses.mixing_sentences(ratios))
show.figure(
    pictures.mixing_bars(trace, ratios, first_index=first_index, look=look),
    "mixing_ratio",
    table=lambda: tables.by_layer(ratios, first_index=first_index),
)
