"""Head finder: which heads connect two words, and which find a grammatical relation."""

import streamlit as st

from explorer import tables
from explorer.figures.head_boards import Board, head_board
from explorer.figures.relations import link_bars, relation_bars
from explorer.measures.link_scores import link_scores
from explorer.ui import attention_component, choices, show
from explorer.ui.panels import head_finder

trace = choices.current_trace()
look, first_index = choices.look(), choices.first_index()
drawn = head_finder.links(trace)
scores = link_scores(trace, drawn)

show.sentences(*head_finder.sentences(trace, drawn, scores))
picture = head_board(
    trace, scores.weight, head_finder.link_board(scores), first_index=first_index, look=look
)
clicked = show.board(
    picture, "head_finder", table=lambda: tables.links(scores, first_index=first_index)
)
said = head_finder.said(trace, drawn)
show.draw(link_bars(trace, scores, said, first_index=first_index, look=look), "head_finder_ranked")
show.formula("How heads are ranked", head_finder.FORMULA)

st.subheader("Over a small corpus", anchor=False)
opened = None
given = head_finder.corpus()
found = head_finder.scores(given[1], given[0]) if given else None
if given and found is not None:
    relations = found
    show.sentences(*head_finder.corpus_sentences(found))
    show.figure(
        relation_bars(found, given[0], first_index=first_index, look=look),
        "relations",
        table=lambda: tables.relations(relations, first_index=first_index),
        index=False,
    )
    score = head_finder.pick_relation(found)
    board = Board(f"Accuracy for {score.relation}", "accuracy")
    opened = show.board(
        head_board(trace, score.accuracy, board, first_index=first_index, look=look),
        "relation_heads",
        table=lambda: tables.head_board(score.accuracy, first_index=first_index),
    )
show.formula("How relations are scored", head_finder.CORPUS_FORMULA)
attention_component.open_clicked(clicked, opened)
