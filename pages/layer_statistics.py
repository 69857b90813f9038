"""Layer statistics: how contextual each layer is, how long its vectors, how much it changes."""

import streamlit as st

from explorer import tables
from explorer.data.published import published
from explorer.figures import layers as figures
from explorer.ui import baseline_sample, choices, show
from explorer.ui.panels import layer_statistics

trace, sample = choices.current_trace(), baseline_sample.current()
curves, theirs = sample.curves, published()["layer_curves"]
model, look, first_index = trace.spec.id, choices.look(), choices.first_index()

adjusted = st.toggle("Subtract the baseline", key="ls_adjusted", bind="query-params")
show.sentences(*layer_statistics.curve_sentences(curves, adjusted=adjusted))
show.figure(
    figures.layer_curves(
        curves, model=model, adjusted=adjusted, first_index=first_index, look=look
    ),
    "layer_statistics",
    table=lambda: tables.layer_curves(curves, first_index=first_index),
)
show.note(baseline_sample.about(sample))

st.subheader("Your text: change and length", anchor=False)
change = layer_statistics.pick_change()
show.sentences(*layer_statistics.change_sentences(trace))
show.figure(
    figures.state_changes(trace, turned=change == "turned", first_index=first_index, look=look),
    "layer_changes",
    table=lambda: tables.state_changes(trace, turned=change == "turned", first_index=first_index),
)
show.figure(
    figures.state_norms(trace, first_index=first_index, look=look),
    "state_norms",
    table=lambda: tables.state_norms(trace, first_index=first_index),
)

st.subheader("Published curves", anchor=False)
layer_statistics.published_sentence()
ours = curves if layer_statistics.same_as_published() else None
show.figure(
    figures.beside_published(
        ours, theirs, model=theirs["checkpoint"], first_index=first_index, look=look
    ),
    "published_layer_statistics",
    table=lambda: tables.published_curves(theirs, first_index=first_index),
)

st.subheader("The pooler, by hand", anchor=False)
layer_statistics.pooler(trace)
show.formula("What is computed", layer_statistics.FORMULA + layer_statistics.POOLER_FORMULA)
