"""What made it: what each word contributes to a prediction, and the ways that it took."""

import streamlit as st

from explorer import pictures
from explorer.ui import choices, show
from explorer.ui.panels import what_made_it, what_made_it_graph

question = what_made_it.ask()
trace, look = question.prediction.trace, choices.look()
parts = what_made_it.parts(question)
made = question.made("parts", "logit_parts.logit_parts")
options = {"words": question.words, "look": look, "made": made}

show.sentences(*what_made_it.sentences(question, parts))
show.picture(pictures.coloured_text(trace, parts, question.what, **options), "made_text")
show.picture(pictures.logit_bars(trace, parts, question.what, **options), "made_bars")
show.formula("What is computed", what_made_it.FORMULA)

st.header("The ways that it took", anchor=False)
graph = what_made_it_graph.graph(question)
show.sentences(*what_made_it_graph.sentences(question, graph))
picture = pictures.prediction_graph(
    trace,
    graph,
    question.what,
    marked=what_made_it_graph.chosen(graph),
    **choices.drawing(),
    made=question.made("graph", "prediction_graph.prediction_graph"),
)
clicked = show.clickable_picture(picture, "made_graph")
what_made_it_graph.cut(question, graph, clicked)
