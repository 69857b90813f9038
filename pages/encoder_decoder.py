"""Encoder and decoder: the three attentions of T5, BART or Marian, and how they write."""

import streamlit as st

from explorer.ui import show, writers
from explorer.ui.panels import encoder_decoder

chosen = encoder_decoder.choose()
picture = st.empty()  # above what is said of a model that is not at hand
if not writers.is_loaded(chosen.model):
    with picture.container():
        encoder_decoder.without_model(chosen)
made = encoder_decoder.found(chosen)
if made is not None:
    with picture.container(key="pairs_found"):
        encoder_decoder.show_found(made)
show.formula("What is drawn", encoder_decoder.FORMULA)
