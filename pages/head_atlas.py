"""Head atlas: what every head does with the text, scored, sorted into patterns and mapped."""

import streamlit as st

from explorer import pictures
from explorer.measures.head_distances import PatternRule, head_patterns
from explorer.measures.head_scores import head_boards
from explorer.ui import attention_component, choices, show
from explorer.ui.panels import head_atlas, head_atlas_sinks

trace = choices.current_trace()
drawing = choices.drawing()
boards = head_boards(trace)
measure = head_atlas.pick_measure(boards)
values = boards[measure.key]

show.sentences(*head_atlas.sentences(trace, measure, values))
board = head_atlas.board(measure, values)
made = {"boards": "head_scores.head_boards(trace)"}
clicked = show.clickable_picture(
    pictures.head_scores(trace, boards, measure.key, board, **drawing, made=made), "head_atlas"
)
show.note(measure.caution or head_atlas.CAUTION)
show.formula("How heads are scored", head_atlas.formula(measure))

st.header("Five patterns", anchor=False)
patterns = head_patterns(trace)
show.sentences(*head_atlas.pattern_sentences(patterns))
made = {"patterns": "head_distances.head_patterns(trace)"}
opened = show.clickable_picture(
    pictures.pattern_board(trace, patterns, **drawing, made=made), "head_patterns"
)
show.formula("The rule", head_atlas.PATTERN_FORMULA.format(rule=PatternRule().sentence()))
attention_component.open_clicked(clicked, opened)

st.header("Sink clinic", anchor=False)
parked = head_atlas_sinks.shown(trace)

st.header("Map of heads", anchor=False)
shown = head_atlas.map_of_heads(trace)
show.sentences(*head_atlas.map_sentences(trace))
found = show.clickable_picture(shown, "head_map")
show.formula("How the map is made", head_atlas.MAP_FORMULA)
attention_component.open_clicked(parked, found)
