"""Prove it: checks each paper's formula against this model on your text and reports the error."""

import streamlit as st

from explorer import pictures, tables
from explorer.ui import choices, shell, show
from explorer.ui.panels import prove_it

trace = choices.current_trace()
found, made = prove_it.run(trace)

show.sentences(*prove_it.sentences(trace, found))
with shell.picture(wide=600, phone=1200):
    for column, checks in zip(st.columns(2), (found[::2], found[1::2]), strict=True):
        with column:
            for check in checks:
                prove_it.card(check)
show.numbers(
    lambda: tables.proofs(found),
    "proofs",
    exported=lambda: pictures.proofs(trace, found, look=choices.look(), made=made),
)
st.header("Layer by layer", anchor=False)
show.picture(
    pictures.proof_by_layer(trace, found, **choices.drawing(), made=made), "proofs_by_layer"
)
show.formula("What counts as equal", prove_it.FORMULA)
