"""What matters: tokens, heads and layers that an output depends on, by gradients and by removal."""

import streamlit as st

from explorer.figures.attributions import attribution_bars, layer_effect_bars
from explorer.figures.heads import head_board
from explorer.tables import heads as tables
from explorer.ui import head_atlas, show, state, what_heads, what_matters, what_tokens

question = what_matters.ask()
what_matters.require_text(question)
trace, look, base = question.trace, state.look(), state.base()
found = what_tokens.scores(question)

show.sentences(*what_tokens.sentences(question, found))
show.figure(
    attribution_bars(trace, found.by_name, f"What counts for {question.what}", look=look),
    "attributions",
    table=lambda: tables.attributions(trace, found.by_name),
)
show.formula("What is computed", what_tokens.FORMULA)

st.subheader("Without each head", anchor=False)
mode, effect = what_heads.pick_effect(question)
changes = what_heads.switched_off(question, mode, effect)
clicked = None
if changes is not None:
    heads, layers = changes
    show.sentences(*what_heads.board_sentences(effect, heads))
    clicked = show.board(
        head_board(trace, heads, what_heads.board(effect, heads), base=base, look=look),
        "switched_off",
        table=lambda: tables.head_board(heads, base=base),
    )
    show.figure(
        layer_effect_bars(trace, layers, f"change of {effect}", base=base, look=look),
        "skipped_layers",
        table=lambda: tables.by_layer({f"change of {effect}": layers}, base=base),
    )
show.formula("How heads are switched off", what_heads.FORMULA)
head_atlas.open_clicked(clicked)
