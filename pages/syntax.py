"""Syntax: a sentence's tree as a linear probe reads it off the vectors, state by state."""

import streamlit as st

from explorer import pictures
from explorer.teaching import syntax_probe
from explorer.ui import choices, hidden_states, show
from explorer.ui.panels import syntax

trace = choices.current_trace()
if trace.has_pair:
    trace = hidden_states.alone(trace.input.text, trace)
probe = syntax_probe.load()
state = hidden_states.pick_state(trace, "syntax_state", start=probe.best)
tree = syntax_probe.tree(trace, state)
gold = syntax_probe.tree_by_hand(trace, tree)
drawing = choices.drawing()

show.sentences(*syntax.sentences(tree, state, gold, probe))
made = {"tree": "syntax_probe.tree(trace, state)"}
if gold is not None:
    made["gold"] = "syntax_probe.tree_by_hand(trace, tree)"
show.picture(
    pictures.syntax_tree(trace, tree, state, gold=gold, **drawing, made=made), "syntax_tree"
)
st.header("Which state knows the tree", anchor=False)
show.sentences(*syntax.state_sentences(probe))
by_state = pictures.syntax_by_state(
    probe, trace.spec.id, **drawing, made={"probe": "syntax_probe.load()"}
)
show.picture(by_state, "syntax_states")
show.formula("What is computed", syntax.formula(probe))
