"""Head atlas: what every head does with the text, scored, sorted into patterns and mapped."""

import streamlit as st

from explorer import tables
from explorer.figures.head_boards import head_board, head_map, pattern_board
from explorer.measures.head_distances import PatternRule, head_patterns, pattern_shares
from explorer.measures.head_scores import head_boards
from explorer.ui import attention_component, choices, show
from explorer.ui.panels import head_atlas

trace = choices.current_trace()
look, first_index = choices.look(), choices.first_index()
boards = head_boards(trace)
measure = head_atlas.pick_measure(boards)
values = boards[measure.key]

show.sentences(*head_atlas.sentences(trace, measure, values))
clicked = show.board(
    head_board(
        trace, values, head_atlas.board(measure, values), first_index=first_index, look=look
    ),
    "head_atlas",
    table=lambda: tables.head_scores(boards, first_index=first_index),
)
show.note(measure.caution or head_atlas.CAUTION)
show.formula("How heads are scored", head_atlas.formula(measure))

st.subheader("Five patterns", anchor=False)
patterns = head_patterns(trace)
show.sentences(*head_atlas.pattern_sentences(patterns))
opened = show.board(
    pattern_board(trace, patterns, first_index=first_index, look=look),
    "head_patterns",
    table=lambda: tables.head_patterns(patterns, pattern_shares(trace), first_index=first_index),
)
show.formula("The rule", head_atlas.PATTERN_FORMULA.format(rule=PatternRule().sentence()))
attention_component.open_clicked(clicked, opened)

st.subheader("Map of heads", anchor=False)
points, groups, names = head_atlas.map_of_heads(trace)
show.sentences(*head_atlas.map_sentences(trace))
found = show.board(
    head_map(trace, points, groups, names, first_index=first_index, look=look),
    "head_map",
    table=lambda: tables.head_map(points, groups, names, trace.num_heads, first_index=first_index),
)
show.formula("How the map is made", head_atlas.MAP_FORMULA)
attention_component.open_clicked(found)
