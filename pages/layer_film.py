"""Layer film: tokens in two or three dimensions through all hidden states, in one window."""

import streamlit as st

from explorer import pictures
from explorer.ui import calls, choices, hidden_states, shell, show
from explorer.ui.panels import layer_film

trace, other = hidden_states.texts(choices.current_trace(), "film_texts")
dimensions, method = layer_film.pick_projection()
shown = layer_film.film(trace, other, dimensions, method)
with shell.more("film_more"):
    paths = layer_film.paths(trace, other)
drawing, made = choices.drawing(), calls.film(shown)

show.sentences(*layer_film.sentences(shown))
show.picture(pictures.layer_film(shown, paths=paths, **drawing, made=made), "layer_film")
layer_film.legend(shown)
layer_film.download(shown)
st.header("All states side by side", anchor=False)
show.picture(
    pictures.film_panels(shown, paths=paths, **drawing, made=made), "layer_film_panels", table=False
)
show.formula("How the window is made", layer_film.FORMULA)
