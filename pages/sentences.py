"""Sentences: many sentences to a matrix, a map and nearest pairs; pooling and padding shown."""

import streamlit as st

from explorer.ui import shell, show
from explorer.ui.panels import sentences, sentences_inputs, sentences_recipe
from explorer.ui.panels import sentences_pooling as pooling_views

given = sentences_inputs.sentences()
sentences_inputs.left_out(given)
texts = given.texts
sentences_recipe.notice()
sentences_recipe.pick_prompt()
found = sentences.embedded(texts)
pooling = sentences.pick_pooling(found)
sentences.cut(found, pooling)
if len(texts) < 2:
    show.problem("There is one sentence only, and nothing to compare it with: add a second line.")
    sentences.download(found, texts)
    st.stop()

views = ["Matrix", "Map", "Nearest pairs", "Ways of pooling", "Padding mask"]
view = shell.controls().selectbox("View", views, key="se_view", bind="query-params", width=190)

if view == "Map":
    sentences.sentence_map(found, texts, pooling)
elif view == "Nearest pairs":
    sentences.pairs(found, texts, pooling)
elif view == "Ways of pooling":
    pooling_views.poolings(found, texts)
elif view == "Padding mask":
    pooling_views.mask(found, texts, pooling)
else:
    sentences.matrix(found, texts, pooling, sentences_inputs.preset_of(given))
sentences_recipe.said(found, pooling)
sentences.download(found, texts)
show.formula("What is computed", sentences.FORMULA)
