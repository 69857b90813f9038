"""Prove it: the formulas of the papers held against this model on this text, with the residuals."""

import streamlit as st

from explorer import tables
from explorer.ui import show, state
from explorer.ui.panels import prove_it

trace = state.current_trace()
found = prove_it.run(trace)

show.sentences(*prove_it.sentences(trace, found))
for check in found:
    prove_it.card(check)
show.numbers(lambda: tables.proofs(found), "proofs", index=False)
st.subheader("Layer by layer", anchor=False)
show.numbers(
    lambda: tables.proof_by_layer(found, first_index=state.first_index()), "proofs_by_layer"
)
show.formula("What counts as equal", prove_it.FORMULA)
