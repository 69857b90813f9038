"""Prove it: the formulas of the papers held against this model on this text, with the residuals."""

import streamlit as st

from explorer.tables import heads as tables
from explorer.ui import proofs, show, state

trace = state.current_trace()
found = proofs.run(trace)

show.sentences(*proofs.sentences(trace, found))
for check in found:
    proofs.card(check)
show.numbers(lambda: tables.proofs(found), "proofs", index=False)
st.subheader("Layer by layer", anchor=False)
show.numbers(lambda: tables.proof_by_layer(found, base=state.base()), "proofs_by_layer")
show.formula("What counts as equal", proofs.FORMULA)
