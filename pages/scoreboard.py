"""Scoreboard: which method of attribution ranks the words best, on your text and on many."""

import streamlit as st

from explorer import pictures
from explorer.data.scoreboard import scoreboard as shipped
from explorer.ui import choices, show
from explorer.ui.panels import scoreboard

number = scoreboard.ask()
found = scoreboard.ranked(number)
if found is not None:
    look, drawn = choices.look(), found.best()
    show.sentences(*scoreboard.sentences(number, found))
    about = number.trace, found, number.what, drawn
    left, right = st.columns(2, gap="medium")
    with left:
        curves = pictures.deletion_curves(*about, look=look, made=number.made)
        show.picture(curves, "board_curves")
    with right:
        ranking = pictures.method_ranking(*about, look=look, made=number.made)
        show.picture(ranking, "board_ranking")
show.formula("What is computed", scoreboard.FORMULA)

st.header("Many sentences", anchor=False)
board = shipped()
show.sentences(*scoreboard.many_sentences(board))
measure = scoreboard.pick_measure()
made = {"board": "scoreboard.scoreboard()"}
many = pictures.scoreboard_intervals(board, measure, look=choices.look(), made=made)
show.picture(many, "board_many")
