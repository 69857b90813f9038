"""Difference: two texts, masked and unmasked, or two models, token by token and head by head."""

import streamlit as st

from explorer import pictures
from explorer.measures.comparison import attention_difference, head_changes, vector_changes
from explorer.ui import attention_component, calls, choices, show
from explorer.ui.panels import difference

found = difference.runs()
first, second, pairs = found.first, found.second, found.pairs
drawing = choices.drawing()
if difference.same(found):
    show.notice("Both runs are the same, so nothing differs: change a word in one of them.")
difference.pick_head(found)
at, other, where = difference.heads(found)
change = attention_difference(first, second, pairs, at, other)
show.sentences(*difference.sentences(found, change, where))
left, right = st.columns([10, 9], gap="large")
with left:
    made = calls.attention_difference(at, other)
    options = {"look": choices.look(), "made": made}
    show.picture(
        pictures.difference_heatmap(first, second, pairs, change, where, **options), "difference"
    )

with right:
    st.header("Heads by change", anchor=False)
    moved = head_changes(first, second, pairs)
    show.sentences(*difference.board_sentences(found, moved))
    board, boards = difference.board(moved), {"moved": moved}
    made = calls.head_changes(second)
    clicked = show.clickable_picture(
        pictures.head_scores(first, boards, "moved", board, **drawing, made=made),
        "heads_by_change",
    )

st.header("Vectors by change", anchor=False)
turned = vector_changes(first, second, pairs)
show.sentences(*difference.vector_sentences(found, turned))
made = calls.differences("vector_changes(first, second, pairs)")
show.picture(
    pictures.vector_change_heatmap(first, second, pairs, turned, **drawing, made=made),
    "vectors_by_change",
)
show.formula("What is computed", difference.FORMULA)
attention_component.open_clicked(clicked)
