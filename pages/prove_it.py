"""Prove it: checks each paper's formula against this model on your text and reports the error."""

import streamlit as st

from explorer import tables
from explorer.ui import choices, show
from explorer.ui.panels import prove_it

trace = choices.current_trace()
found = prove_it.run(trace)

show.sentences(*prove_it.sentences(trace, found))
for check in found:
    prove_it.card(check)
show.numbers(lambda: tables.proofs(found), "proofs")
st.subheader("Layer by layer", anchor=False)
show.numbers(
    lambda: tables.proof_by_layer(found, first_index=choices.first_index()), "proofs_by_layer"
)
show.formula("What counts as equal", prove_it.FORMULA)
