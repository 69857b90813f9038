"""Layer statistics: how contextual each layer is, how long its vectors, how much it changes."""

import streamlit as st

from explorer import pictures
from explorer.data.published import published
from explorer.ui import baseline_sample, calls, choices, shell, show
from explorer.ui.panels import layer_statistics

trace, sample = choices.current_trace(), baseline_sample.current()
curves, theirs = sample.curves, published()["layer_curves"]
model, drawing = trace.spec.id, choices.drawing()

adjusted = shell.controls().toggle("Subtract the baseline", key="ls_adjusted", bind="query-params")
show.sentences(*layer_statistics.curve_sentences(curves, adjusted=adjusted))
show.picture(
    pictures.layer_curves(
        curves, model=model, adjusted=adjusted, **drawing, made=calls.layer_curves(trace.spec)
    ),
    "layer_statistics",
)
show.note(baseline_sample.about(sample))

st.header("Your text: change and length", anchor=False)
change = layer_statistics.pick_change()
show.sentences(*layer_statistics.change_sentences(trace))
show.picture(pictures.state_changes(trace, angular=change == "turned", **drawing), "layer_changes")
show.picture(pictures.state_norms(trace, **drawing), "state_norms")

st.header("Published curves", anchor=False)
layer_statistics.published_sentence()
ours = curves if layer_statistics.same_as_published() else None
show.picture(
    pictures.beside_published(
        ours,
        theirs,
        model=theirs["checkpoint"],
        **drawing,
        made=calls.beside_published(None if ours is None else trace.spec),
    ),
    "published_layer_statistics",
)

st.header("The pooler, by hand", anchor=False)
layer_statistics.pooler(trace)
show.formula("What is computed", layer_statistics.FORMULA + layer_statistics.POOLER_FORMULA)
