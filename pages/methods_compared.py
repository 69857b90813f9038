"""Methods compared: which tokens each token draws on, by up to 8 methods, and where they differ."""

import streamlit as st

from explorer import pictures
from explorer.measures.agreement import agreement, disagreement
from explorer.ui import cache, choices, show
from explorer.ui.panels import methods_compared, methods_compared_calls

trace = choices.current_trace()
look, layer = choices.look(), choices.layer()
blocks = methods_compared.blocks(trace)
scope = methods_compared.pick_scope(blocks)
maps = methods_compared.maps(trace, blocks, layer, scope)
alone = methods_compared.pick_panel(list(maps))
where = f"layer {layer + choices.first_index()}"
made = methods_compared_calls.maps(maps, layer, scope)

show.sentences(*methods_compared.sentences(trace, layer, maps))
if alone is None:
    picture = pictures.method_panels(trace, maps, where, look=look, made=made)
else:
    one = {**made, "values": f"maps[{alone!r}]"}
    picture = pictures.method_heatmap(trace, alone, maps[alone], where, look=look, made=one)
show.picture(picture, "methods")
methods_compared.remarks(trace)
show.formula("What each method computes", methods_compared.FORMULA)

st.header("Where they disagree", anchor=False)
names, correlations = cache.remembered(agreement, maps)
apart = disagreement(correlations)
show.sentences(*methods_compared.disagreement_sentences(trace, maps, apart))
agreed, parted = methods_compared_calls.agreement(made)
show.picture(
    pictures.agreement_matrix(trace, names, correlations, look=look, made=agreed),
    "method_agreement",
)
show.picture(
    pictures.disagreement_bars(trace, apart, look=look, made=parted),
    "method_disagreement",
    table=False,
)

st.header("Mixing ratio", anchor=False)
ratios = methods_compared.mixing(trace, blocks)
show.sentences(*methods_compared.mixing_sentences(ratios))
mixed = methods_compared_calls.mixing(ratios)
show.picture(pictures.mixing_bars(trace, ratios, **choices.drawing(), made=mixed), "mixing_ratio")
