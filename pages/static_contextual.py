"""Static and contextual: word embedding before, hidden state after, and what special tokens do."""

import streamlit as st

from explorer import pictures
from explorer.ui import choices, hidden_states, show
from explorer.ui.panels import static_contextual

trace = choices.current_trace()
look, first_index = choices.look(), choices.first_index()

show.sentences(*static_contextual.kept_sentences(trace))
show.picture(pictures.static_retention(trace, first_index=first_index, look=look), "kept_of_static")
static_contextual.download(trace)

st.header("Nearest in the vocabulary", anchor=False)
static_contextual.neighbours(trace, hidden_states.pick_state(trace, "sc_state"))

st.header("Without special tokens", anchor=False)
with_specials, without = static_contextual.both_ways(trace)
show.sentences(*static_contextual.effect_sentences(with_specials, without))
if with_specials.special.any():
    show.picture(
        pictures.special_tokens_effect(with_specials, without, first_index=first_index, look=look),
        "special_tokens_effect",
    )
show.formula("What is computed", static_contextual.FORMULA)
