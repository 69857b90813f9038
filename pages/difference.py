"""Difference: two texts, masked and unmasked, or two models, token by token and head by head."""

import streamlit as st

from explorer.difference import attention_difference, head_changes, vector_changes
from explorer.figures.differences import difference_heatmap, pair_labels, vector_change_heatmap
from explorer.figures.heads import head_board
from explorer.tables import heads as tables
from explorer.ui import head_atlas, show, state, two_runs

found = two_runs.runs()
first, second, pairs = found.first, found.second, found.pairs
look, base = state.look(), state.base()
if two_runs.same(found):
    show.notice("Both runs are the same, so nothing differs: change a word in one of them.")
at = (min(state.layer(), first.num_layers - 1), min(state.head(), first.num_heads - 1))
other = two_runs.head_of_second(found, *at)
change = attention_difference(first, second, pairs, at, other)
where = f"layer {at[0] + base}, head {at[1] + base}"
labels = pair_labels(first, second, pairs)

show.sentences(*two_runs.sentences(found, change, where))
show.figure(
    difference_heatmap(first, second, pairs, change, where, look=look),
    "difference",
    table=lambda: tables.paired(change, labels),
)

st.subheader("Heads by change", anchor=False)
moved = head_changes(first, second, pairs)
show.sentences(*two_runs.board_sentences(moved))
clicked = show.board(
    head_board(first, moved, two_runs.board(moved), base=base, look=look),
    "heads_by_change",
    table=lambda: tables.head_scores({"moved": moved}, base=base),
)

st.subheader("Vectors by change", anchor=False)
turned = vector_changes(first, second, pairs)
show.sentences(*two_runs.vector_sentences(found, turned))
show.figure(
    vector_change_heatmap(first, second, pairs, turned, base=base, look=look),
    "vectors_by_change",
    table=lambda: tables.by_state(turned, labels),
)
show.formula("What is computed", two_runs.FORMULA)
head_atlas.open_clicked(clicked)
