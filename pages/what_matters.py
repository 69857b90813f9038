"""What matters: tokens, heads and layers that an output depends on, by gradients and by removal."""

import streamlit as st

from explorer import pictures
from explorer.ui import attention_component, choices, show
from explorer.ui.panels import (
    what_matters,
    what_matters_calls,
    what_matters_heads,
    what_matters_tokens,
)

question = what_matters.ask()
what_matters.require_text(question)
trace, drawing = question.trace, choices.drawing()
found = what_matters_tokens.scores(question)

show.sentences(*what_matters_tokens.sentences(question, found))
show.picture(
    pictures.attribution_bars(
        trace,
        found.by_name,
        f"What counts for {question.what}",
        look=choices.look(),
        made=what_matters_tokens.made(question, found),
    ),
    "attributions",
)
show.formula("What is computed", what_matters_tokens.FORMULA)

st.header("Without each head", anchor=False)
mode, effect = what_matters_heads.pick_effect(question)
changes = what_matters_heads.switched_off(question, mode, effect)
clicked = None
if changes is not None:
    heads, layers = changes
    show.sentences(*what_matters_heads.board_sentences(effect, heads))
    board, what = what_matters_heads.board(effect, heads), f"change of {effect}"
    by_head, by_layer = what_matters_calls.switched_off(question.recipe, mode, effect)
    clicked = show.clickable_picture(
        pictures.head_board(trace, heads, board, **drawing, made=by_head), "switched_off"
    )
    show.picture(
        pictures.layer_effect_bars(trace, layers, what, **drawing, made=by_layer), "skipped_layers"
    )
show.formula("How heads are switched off", what_matters_heads.FORMULA)
attention_component.open_clicked(clicked)
