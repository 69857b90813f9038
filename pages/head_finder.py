"""Head finder: which heads connect two words, and which find a grammatical relation."""

import streamlit as st

from explorer import pictures
from explorer.figures import Board
from explorer.measures.link_scores import link_scores
from explorer.ui import attention_component, calls, choices, show
from explorer.ui.panels import head_finder

trace = choices.current_trace()
drawing = choices.drawing()
drawn = head_finder.links(trace)
scores = link_scores(trace, drawn)

show.sentences(*head_finder.sentences(trace, drawn, scores))
board, said = head_finder.link_board(scores), head_finder.said(trace, drawn)
clicked = show.clickable_picture(
    pictures.head_board(
        trace, scores.weight, board, **drawing, made={"values": f"{calls.links(drawn)}.weight"}
    ),
    "head_finder",
)
show.picture(
    pictures.link_bars(trace, scores, said, **drawing, made={"scores": calls.links(drawn)}),
    "head_finder_ranked",
)
show.formula("How heads are ranked", head_finder.FORMULA)

st.header("Over a small corpus", anchor=False)
opened = None
given = head_finder.corpus()
found = head_finder.scores(given[1], given[0]) if given else None
if given and found is not None:
    show.sentences(*head_finder.corpus_sentences(found))
    made = head_finder.made(given[0])
    show.picture(pictures.relation_bars(found, given[0], **drawing, made=made), "relations")
    score = head_finder.pick_relation(found)
    board = Board(f"Accuracy for {score.relation}", "accuracy")
    opened = show.clickable_picture(
        pictures.head_board(
            trace, score.accuracy, board, **drawing, made=head_finder.made_of(score, found, made)
        ),
        "relation_heads",
    )
show.formula("How relations are scored", head_finder.CORPUS_FORMULA)
attention_component.open_clicked(clicked, opened)
